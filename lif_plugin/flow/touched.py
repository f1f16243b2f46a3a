"""Touched: which kinds of facts of which cases a step has changed, so that only rules that read them are asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from lif_plugin.flow.views import is_open
from lif_plugin.hooks import CaseView
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
    book: Rulebook, rows: Sequence[Mapping[str, Any]], views: Mapping[int, CaseView]
) -> dict[int, frozenset[str]]:
    """The rules to ask of stale cases, by case; a case that is not in it has all asked.

    All are asked where the case was opened or closed, or is held no longer: that decides how each result is told.
    """
    found: dict[int, frozenset[str]] = {}
    for row in rows:
        kinds, view = cases.touched_kinds(row), views[row["id"]]
        same = row["is_open"] == is_open(view) and row["is_held"] == bool(view.facts)
        if kinds is not None and same:
            found[row["id"]] = book.touched_by(kinds)
    return found
