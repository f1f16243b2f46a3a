"""A quirk in a form: the files, what must be said of them and where, and what must be in all the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from lif_plugin.domain.record import Event
from lif_plugin.hooks.types import Adapter

QUIRKS: Final = {
    "bom": "a byte-order mark",
    "five_digit_year": "a year of five digits",
    "iso_dates": "dates in the other way of writing them",
    "three_births": "one child with three birth dates",
    "error_cell": "`#N/A` of a spreadsheet",
    "odd_blanks": "non-breaking blanks around a value",
    "empty_element": "an empty element or object",
    "stray_text": "text between elements",
    "partial_date": "`zz/05/2020`",
    "yes_spellings": "True, true and 1",
    "unknown_column": "a column or element nobody knows",
    "code_withdrawn": "a code withdrawn that year",
    "filler_date": "1900-01-01 where there is no date",
    "purge": "a record that asks for removal",
    "adopted": "an adopted child under a new identity",
    "truncated": "a file that is cut off",
    "zip_bomb": "an archive that unpacks without end",
    "entities": "XML external entities",
    "wrong_standard": "a file of another standard",
}
"""By name, as people say it."""
GOOD: Final = "QUIET-2"
"""The child of whom nothing is odd: always in, unless the whole file is refused."""
ODD: Final = "QUIRK-1"


class Outcome(StrEnum):
    """What becomes of the odd place."""

    READ = "read"
    """As if it were not odd: there is nothing to say."""
    NOTICED = "noticed"
    """Taken, and told."""
    REJECTED = "rejected"
    """The row is not taken, and told; all others are."""
    REMOVED = "removed"
    """What it asks for is done: facts go for good."""
    REFUSED = "refused"
    """The whole set, before anything of it is read."""


@dataclass(frozen=True)
class Case:
    """One quirk in one form.

    ``where`` is how the message calls the place, ``field`` what it names there, ``remedy`` how it says to mend
    it or what was made of it. ``holds`` must be true of the events.
    """

    files: Mapping[str, bytes]
    outcome: Outcome
    reason: str = ""
    where: str = ""
    field: str = ""
    remedy: str = ""
    holds: Callable[[Sequence[Event]], bool] = lambda _events: True

    def write(self, folder: Path) -> list[Path]:
        """Write the files; gives their paths."""
        paths = []
        for name, content in self.files.items():
            path = folder / name
            path.write_bytes(content)
            paths.append(path)
        return paths


@dataclass(frozen=True)
class Form:
    """One form of a standard: its adapter, its quirks, and why there are none of the others."""

    name: str
    adapter: Adapter
    cases: Mapping[str, Case]
    cannot: Mapping[str, str]
    period: tuple[int | None, int | None] = (20230401, 20240331)


def of(events: Sequence[Event], kind: str, child: str = ODD) -> list[Event]:
    """A child's events of a kind."""
    return [event for event in events if event.kind == kind and event.case_ref == child]


def apart(*hidden: str) -> Callable[[Sequence[Event]], bool]:
    """Two identities are two cases, and nothing that could join them is in any event."""

    def holds(events: Sequence[Event]) -> bool:
        refs = {event.case_ref for event in events}
        joined = [word for word in hidden if word in str(events)]
        shared = {one.key for one in of(events, "birth")} & {one.key for one in of(events, "birth", "NEW-9")}
        return {ODD, "NEW-9"} <= refs and not joined and not shared

    return holds


def named(event: Event) -> object:
    """The code of an event."""
    return event.fields.get("code")


ZIP: Final = b"PK\x03\x04" + bytes(64)
"""How an archive begins."""
