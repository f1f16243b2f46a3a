"""Touched: which kinds of facts of which cases a step has changed, so that only rules that read them are asked."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from lif_plugin.rules.rulebook import Rulebook
from lif_plugin.store import cases


class Touched:
    """The cases whose record changed, each with the kinds of its facts that did; some of them wholly."""

    def __init__(self) -> None:
        self.kinds: dict[int, set[str]] = {}
        self.whole: set[int] = set()

    def add(self, case_id: int, kind: str) -> None:
        """Note that a fact of a kind came, changed or went."""
        self.kinds.setdefault(case_id, set()).add(kind)

    def wholly(self, case_id: int) -> None:
        """Note that all is to be asked of a case again."""
        self.whole.add(case_id)

    def update(self, other: "Touched") -> None:
        """Note what another step has changed as well."""
        for case_id, kinds in other.kinds.items():
            self.kinds.setdefault(case_id, set()).update(kinds)
        self.whole |= other.whole

    def mark(self, connection: Any) -> None:
        """Have the cases evaluated."""
        cases.mark_touched(connection, {case_id: frozenset(kinds) for case_id, kinds in self.kinds.items()})
        cases.mark_stale(connection, self.whole)


def rules_asked(
    book: Rulebook,
    rows: Sequence[Mapping[str, Any]],
    opened: Mapping[int, bool | None],
    facts: Mapping[int, Collection[object]],
) -> dict[int, frozenset[str]]:
    """The rules to ask of stale cases, by case; a case that is not in it has all asked.

    ``opened`` says of each whether it is open now; ``facts`` are those that hold it.

    All are asked where the case was opened or closed, or is held no longer: that decides how each result is told.
    """
    found: dict[int, frozenset[str]] = {}
    for row in rows:
        kinds, case_id = cases.touched_kinds(row), row["id"]
        same = row["is_open"] == opened[case_id] and row["is_held"] == bool(facts[case_id])
        if kinds is not None and same:
            found[case_id] = book.touched_by(kinds)
    return found
