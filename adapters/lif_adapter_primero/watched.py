"""The watched fields of one case as values, each with whether it was entered, never entered, or not visible.

The digest of these values tells whether anything happened that matters: that a case moved is never enough, since
every save, also one without effect, and our own flag move it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lif_adapter_primero.fields import ROWS, SEVERAL, SINGLE, FieldMap, Path
from lif_adapter_primero.reach import View


class Entered(StrEnum):
    """What is known of a value: NEVER is a fact about the record, NOT_VISIBLE only one about us."""

    YES = "yes"
    NEVER = "never"
    NOT_VISIBLE = "not_visible"


@dataclass(frozen=True, slots=True)
class Reading:
    """A value and what is known of it."""

    entered: Entered
    value: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Watched:
    """One case as it came from the server, read through a map and a view.

    ``account`` is our own user name: notes by it are our own and not the record's.
    """

    case: Mapping[str, Any] = field(repr=False)
    field_map: FieldMap
    view: View
    account: str

    @property
    def id(self) -> str:
        """The case's id, as addresses and webhooks have it."""
        return str(self.case["id"])

    def read(self, name: str) -> Reading:
        """The value of a field of the case; of several places the first that is entered."""
        if not self._sees(name):
            return Reading(Entered.NOT_VISIBLE)
        for path in self.field_map.find(name):
            value = _value(self.case, path)
            if value is not None:
                return Reading(Entered.YES, value)
        return Reading(Entered.NEVER)

    def rows(self, group: str) -> Iterator[dict[str, Reading]]:
        """The rows of a subform as readings by name, with the row's own id under ``id``; not our own notes."""
        subform = self.field_map.subform(group)
        rows = self.case.get(subform or "")
        for row in rows if isinstance(rows, list) else ():
            if not isinstance(row, Mapping) or not _is_id(row.get("unique_id")):
                continue
            found = {name: self._in_row(f"{group}.{name}", row) for name in sorted(ROWS[group])}
            if group == "note" and found["author"].value == self.account:
                continue
            yield {"id": Reading(Entered.YES, str(row["unique_id"])), **found}

    def digest(self) -> str:
        """A digest of all watched values; it changes when one of them does, or when one comes into sight."""
        single = [(name, *_plain(self.read(name))) for name in sorted(SINGLE | SEVERAL)]
        rows = [
            (
                group,
                sorted(
                    json.dumps({n: _plain(r) for n, r in row.items()}, sort_keys=True)
                    for row in self.rows(group)
                ),
            )
            for group in sorted(ROWS)
        ]
        text = json.dumps([single, rows], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def _sees(self, name: str) -> bool:
        return bool(self.field_map.find(name)) and self.view.opens(name)

    def _in_row(self, name: str, row: Mapping[str, Any]) -> Reading:
        if not self._sees(name):
            return Reading(Entered.NOT_VISIBLE)
        path = self.field_map.find(name)[0]
        value = _filled(row.get(path.sub or ""))
        return Reading(Entered.NEVER) if value is None else Reading(Entered.YES, value)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64 and value.isprintable()


def _value(case: Mapping[str, Any], path: Path) -> Any:
    value = case.get(path.field)
    if path.sub is None:
        return _filled(value)
    rows = value if isinstance(value, list) else []
    found = [_filled(row.get(path.sub)) for row in rows if isinstance(row, Mapping)]
    return next((one for one in found if one is not None), None)


def _filled(value: Any) -> Any:
    """A value, or None if nothing is entered: blank text and an empty list are nothing, False is something."""
    if isinstance(value, str) and not value.strip():
        return None
    return None if value == [] else value


def _plain(reading: Reading) -> tuple[str, Any]:
    return reading.entered.value, reading.value
