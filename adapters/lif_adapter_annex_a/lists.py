"""The lists of Annex A, from `dictionary.toml`, and how a sheet is known by its headings."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

_ODD: Final = re.compile(r"[^a-z0-9]+")
_NAMED: Final = re.compile(r"list\s*(\d{1,2})\b", re.IGNORECASE)
_ADOPTERS: Final = "11"


@dataclass(frozen=True, slots=True)
class List:
    """One list of Annex A: ``headings`` maps each short column name to the template's heading."""

    number: str
    about: str
    months: int
    covers: tuple[str, ...]
    needs: tuple[str, ...]
    dates: tuple[str, ...]
    headings: Mapping[str, str]
    forms: Mapping[str, str]
    left_out: frozenset[str]

    @property
    def name(self) -> str:
        """What people call it."""
        return f"List {self.number}"

    def places(self, cells: Sequence[str]) -> dict[str, int]:
        """Where each column of the list is among these headings; of a doubled one the first."""
        found: dict[str, int] = {}
        for place, cell in enumerate(cells):
            name = self.forms.get(plain(cell))
            if name is not None:
                found.setdefault(name, place)
        return found


@cache
def dictionary() -> Mapping[str, Any]:
    """The dictionary as it is written."""
    return tomllib.loads(Path(__file__).with_name("dictionary.toml").read_text(encoding="utf-8"))


@cache
def lists() -> Mapping[str, List]:
    """All lists by number."""
    return {number: _list(number, entry) for number, entry in dictionary()["lists"].items()}


def _list(number: str, entry: Mapping[str, Any]) -> List:
    about_people = number != _ADOPTERS
    columns = {**(dictionary()["common"] if about_people else {}), **entry["columns"]}
    aside = [*entry["left_out"], *dictionary()["common_left_out"]["headings"]]
    if not about_people:
        aside += ["Gender", "Ethnicity"]
    return List(
        number,
        entry["about"],
        entry["months"],
        tuple(entry["covers"]),
        tuple(entry["needs"]),
        tuple(entry["dates"]),
        {name: headings[0] for name, headings in columns.items()},
        {plain(heading): name for name, headings in columns.items() for heading in headings},
        frozenset(plain(heading) for heading in aside),
    )


def plain(heading: str) -> str:
    """A heading by its letters and figures only: case, blanks, brackets and curly quotes do not matter."""
    return _ODD.sub("", heading.casefold())


def recognise(cells: Sequence[str]) -> List | None:
    """The list whose needed headings are all there, if it is one only; order and extra columns are free."""
    found = [one for one in lists().values() if set(one.needs) <= one.places(cells).keys()]
    return found[0] if len(found) == 1 else None


def named(sheet: str) -> List | None:
    """The list that a sheet's name says it is."""
    found = _NAMED.match(sheet.strip())
    return lists().get(found.group(1)) if found else None


def lacking(one: List, rows: Iterable[Sequence[str]]) -> list[str]:
    """The needed headings that the best of these rows does not have."""
    best: set[str] = max((set(one.places(cells)) for cells in rows), key=len, default=set())
    return [one.headings[name] for name in one.needs if name not in best]
