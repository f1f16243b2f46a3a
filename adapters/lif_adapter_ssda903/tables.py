"""The tables of the return, from `dictionary.toml`, and how a file is known by its column names."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from lif_plugin.errors import UnreadableInput

_NAME: Final = re.compile(r"[A-Za-z][\w ()./&?-]{0,59}")
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the return. ``since`` is the first return year that has it, None if it always was there."""

    name: str
    columns: tuple[str, ...]
    needs: frozenset[str]
    left_out: frozenset[str]
    covers: tuple[str, ...]
    since: int | None


@dataclass(frozen=True, slots=True)
class Roles:
    """Which columns tell the return year: ``ends`` fall into it, ``starts`` may lie years before it."""

    ends: frozenset[str]
    starts: frozenset[str]
    reviews: frozenset[str]


@cache
def dictionary() -> Mapping[str, Any]:
    """The dictionary as it is written."""
    return tomllib.loads(Path(__file__).with_name("dictionary.toml").read_text(encoding="utf-8"))


@cache
def tables() -> Mapping[str, Table]:
    """All tables by name."""
    return {
        name: Table(
            name,
            tuple(entry["columns"]),
            frozenset(entry["needs"]),
            frozenset(entry.get("left_out", ())),
            tuple(entry["covers"]),
            entry.get("since"),
        )
        for name, entry in dictionary()["tables"].items()
    }


@cache
def roles() -> Roles:
    """The columns that tell the return year."""
    entry = dictionary()["period"]
    return Roles(frozenset(entry["ends"]), frozenset(entry["starts"]), frozenset(entry["reviews"]))


def column_names(cells: Iterable[str]) -> list[str]:
    """Column names as the dictionary writes them: trimmed, upper case."""
    return [cell.strip().upper() for cell in cells]


def recognise(names: Sequence[str]) -> Table | None:
    """The table whose needed columns are all there, if it is one only; order and extra columns are free."""
    found = [table for table in tables().values() if table.needs <= set(names)]
    return found[0] if len(found) == 1 else None


def not_ours(file: str, cells: Sequence[str]) -> UnreadableInput:
    """Build the error for a file that is no table of the return: what its columns are, which table is nearest.

    Column names are shown only where the first row holds nothing but names: a file without a header
    row would otherwise put a child's data into the message.
    """
    names = set(column_names(cells)) - {""}
    several = [table.name for table in tables().values() if table.needs <= names]
    if several:
        return UnreadableInput(
            f"{file} holds the columns of more than one SSDA903 table ({', '.join(several)}).",
            hint="Export each table into a file of its own.",
        )
    if not names or not all(_NAME.fullmatch(cell.strip()) for cell in cells if cell.strip()):
        return UnreadableInput(
            f"{file} has no row of SSDA903 column names at its top.",
            hint="The first row must name the columns, such as CHILD, DOB, REVIEW, REVIEW_CODE.",
        )
    shown = ", ".join(cell.strip() for cell in cells[:_SHOWN] if cell.strip())
    more = " and more" if len(cells) > _SHOWN else ""
    near = max(tables().values(), key=lambda table: (len(table.needs & names) / len(table.needs), table.name))
    if not near.needs & names - {"CHILD"}:
        return UnreadableInput(
            f"{file} is not an SSDA903 table; its columns are {shown}{more}, and no table has columns like these.",
            hint="Check that it is the SSDA903 return and not another standard.",
        )
    lacking = ", ".join(sorted(near.needs - names))
    return UnreadableInput(
        f"{file} is not an SSDA903 table; its columns are {shown}{more}. The nearest table is {near.name}, "
        f"which also needs {lacking}.",
        hint="Add the missing columns or take the file out of the set.",
    )
