"""One table being read, and one row of it: its values, what was odd about them, and its events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lif_adapter_ssd import values
from lif_adapter_ssd.dictionary import codes
from lif_adapter_ssd.source import Source
from lif_adapter_ssd.survey import Survey, value
from lif_adapter_ssd.values import NOT_A_DATE
from lif_adapter_ssd.wording import NOTICED, REFUSED
from lif_plugin.domain.kinds import Precision, Tri
from lif_plugin.domain.record import Event, Notice, Rejected, Row

LONGEST_REF: Final = 100
_LONGEST_RAW: Final = 4_000


class Refused(Exception):
    """The row cannot be taken: the column at fault and the reason."""

    def __init__(self, column: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


@dataclass(slots=True)
class Page:
    """What the rows of one table share."""

    source: Source
    survey: Survey
    last_day: int
    notes: list[Notice] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    told: set[tuple[str | None, str]] = field(default_factory=set)

    def note(self, number: int, column: str | None, reason: str) -> None:
        """Notice something odd about a row that is kept, or with number 1 about the whole table."""
        where = f"Row {number} of {self.source.label}" if number > 1 else self.source.label
        message = f"{where}: {NOTICED[reason].format(field=column)}"
        self.notes.append(Notice(self.source.label, number, column, reason, message))

    def note_once(self, column: str | None, reason: str) -> None:
        """Notice what goes for a whole column."""
        if (column, reason) not in self.told:
            self.told.add((column, reason))
            self.note(1, column, reason)

    def refuse(self, number: int, column: str | None, reason: str, raw: str) -> Rejected:
        """Reject a row for a reason."""
        message = f"Row {number} of {self.source.label}: {REFUSED[reason].format(field=column)}"
        return Rejected(self.source.label, number, column, reason, message, raw[:_LONGEST_RAW])


class Record:
    """One row: asks its columns and gathers its events.

    What cannot be read is noticed and kept under ``<column>_raw`` in the detail of the row's events.
    """

    def __init__(self, page: Page, number: int, cells: Mapping[str, Any]) -> None:
        self.page, self.number, self._cells = page, number, cells
        self.child = ""
        self.events: list[Event] = []
        self.odd: dict[str, Any] = {}

    def text(self, column: str) -> str:
        """A column as text; empty where nothing stands."""
        return values.text_of(value(self._cells, column))

    def whose(self, column: str, join: str = "", through: str = "") -> None:
        """Find the child: by the row's own column, or through the id of another table. Raises `Refused`."""
        child = self.text(column)
        if not child and join:
            child = self.page.survey.child_by(join, self.text(through))
        column = through if through and column not in self._cells else column
        if not child:
            raise Refused(column, "no_child")
        if len(child) > LONGEST_REF:
            raise Refused(column, "child_too_long")
        self.child = child

    def start(self, column: str) -> int:
        """The day on which the row rests; raises `Refused` without one."""
        day = values.day_of(value(self._cells, column))
        if not day:
            raise Refused(column, "no_date" if day is None else "unreadable_date")
        return day

    @property
    def last_day(self) -> int:
        """The day up to which the set knows, for a fact without one of its own; raises `Refused` where none is known."""
        if not self.page.last_day:
            raise Refused(None, "no_last_day")
        return self.page.last_day

    def day(self, column: str, start: int = 0) -> int | None:
        """A column's day; what is no date is noticed and is None; one before ``start`` is noticed."""
        day = values.day_of(value(self._cells, column))
        if day == NOT_A_DATE:
            self.page.note(self.number, column, "unreadable_date")
            self.odd[f"{column}_raw"] = self.text(column)
            return None
        if day is not None and day < start:
            self.page.note(self.number, column, "ends_before_start")
        return day

    def coded(self, column: str, name: str, into: str = "code") -> dict[str, str]:
        """A code as a typed field, with the text as sent where it is not exactly the code."""
        text = self.text(column)
        if not text:
            return {}
        code = text.upper() if text.upper() in codes(name) else None
        if code is None:
            self.page.note(self.number, column, "unknown_code")
        if into == "code":
            return ({"code": code} if code else {}) | ({"code_raw": text} if code != text else {})
        if code is None:
            self.odd[f"{column}_raw"] = text
        return {into: code} if code else {}

    def flag(self, column: str) -> Tri | None:
        """Yes, no or not applicable; anything else is unknown, noticed and kept."""
        text = self.text(column)
        found = values.flag_of(text)
        if text and found is None:
            self.page.note(self.number, column, "unknown_answer")
            self.odd[f"{column}_raw"] = text
        return found

    def flags(self, column: str) -> dict[str, Tri]:
        """The flags of a JSON object; nothing where it cannot be read, which is noticed."""
        text = self.text(column)
        found = values.flags_of(text) if text else {}
        if found is None:
            self.page.note(self.number, column, "unreadable_json")
        return found or {}

    def key(self, column: str, *otherwise: object) -> str:
        """The row's own id, with #2, #3 … where it was there before; child and day where it is empty."""
        base = self.text(column)
        if not base:
            self.page.note_once(column, "no_key")
            base = "|".join(map(str, (self.child, *otherwise)))
        base = base[:LONGEST_REF]
        count = self.page.seen[base] = self.page.seen.get(base, 0) + 1
        if count == 1:
            return base
        self.page.note(self.number, column, "repeated_key")
        return f"{base}#{count}"

    def add(
        self,
        kind: str,
        key: str,
        day: int,
        fields: Mapping[str, Any],
        detail: Mapping[str, Any] | None = None,
        until: int | None = None,
        precision: str = Precision.DAY,
    ) -> None:
        """Add an event of this row; what is empty is left out."""
        kept = {name: one for name, one in fields.items() if one not in {None, ""}}
        known = {name: one for name, one in (detail or {}).items() if one not in ("", None)}
        self.events.append(
            Event(kind, self.child, f"{kind}|{key}", day, kept, known, until, precision=precision)
        )


Mapper = Callable[[Record], None]
"""Adds the events of one row."""


def read_record(page: Page, number: int, cells: Mapping[str, Any], mapper: Mapper) -> Row | Rejected:
    """Read one row, or reject it for a reason. A row of nothing or of placeholders holds no fact."""
    if values.is_placeholder(cells.values()):
        page.note_once(None, "placeholder")
        return Row(page.source.label, number, ())
    record = Record(page, number, cells)
    try:
        mapper(record)
    except Refused as refused:
        raw = " | ".join(values.text_of(one) for one in cells.values())
        return page.refuse(number, refused.column, refused.reason, raw)
    odd = record.odd
    events = (event._replace(detail={**event.detail, **odd}) if odd else event for event in record.events)
    return Row(page.source.label, number, tuple(events))
