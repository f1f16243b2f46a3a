"""The tables of the dataset and its code sets, from `dictionary.toml`, and how a table is known by its columns."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

# Columns of a table that must be there to know it by them alone.
_SHARE: Final = 0.5
_LEAST: Final = 2
ALIASES: Final = {
    "cinp_cin_plan_id": "cin_plan_id",
    "cppr_person_id": "person_id",
    "cppr_cp_review_id": "workflow_step_id",
    "lacp_table_id": "lacp_cla_care_plan_id",
}
"""Columns that a deployment calls otherwise."""

INSTEAD: Final = frozenset({
    *ALIASES.values(), "clar_cla_person_id", "cinv_cin_plan_id", "cinv_person_id", "cppv_person_id", "clap_person_id",
    "invo_person_id",
})  # fmt: skip
"""Columns that one deployment has in place of another's: that they are not there says nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the dataset.

    ``is_read`` says whether its rows hold facts that are taken, ``asked`` which of its columns.
    """

    name: str
    columns: tuple[str, ...]
    is_read: bool
    asked: frozenset[str]

    @property
    def wanted(self) -> frozenset[str]:
        """The columns that are taken, also as a deployment calls them."""
        return self.asked | {ALIASES[name] for name in self.asked if name in ALIASES}


@cache
def _written() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("dictionary.toml").read_text(encoding="utf-8"))


@cache
def tables() -> Mapping[str, Table]:
    """All 48 tables by name."""
    return {
        name: Table(name, tuple(entry["columns"]), bool(entry.get("read")), frozenset(entry.get("read", ())))
        for name, entry in _written()["tables"].items()
    }


@cache
def codes(name: str) -> frozenset[str]:
    """The codes of a set."""
    return frozenset(_written()["codes"][name].split())


def recognise(columns: Iterable[str]) -> Table | None:
    """The table that has most of these columns, if that is half of them and half of the table's own."""
    names = {column.strip().lower() for column in columns}
    best = max(tables().values(), key=lambda table: len(names & set(table.columns)))
    shared = len(names & set(best.columns))
    enough = max(_LEAST, _SHARE * min(len(names), len(best.columns)))
    return best if shared >= enough else None
