"""What every template's select asks of an event: whether it is looked at, surely or in doubt, and its text."""

from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, FromClause, Select, and_, bindparam, false, func

from lif_plugin.domain.condition import Condition
from lif_plugin.rules.conditions import truth

CASES: Final = "case_ids"


def in_scope(row: FromClause, kind: str, about: Condition | None) -> ColumnElement[bool]:
    """The live events of the kind, of the asked cases, that are not surely outside ``about``."""
    where = and_(row.c.case_id.in_(bindparam(CASES, expanding=True)), row.c.kind == kind, row.c.live)
    if about is None:
        return where
    return and_(where, truth(about, row).is_not(false()))


_NEVER_ASKED: Final = frozenset({
    "agency_id", "source", "digest", "detail", "origin", "import_id", "seen_by", "recorded_at", "live", "ended_at",
    "ended_as", "ended_by",
})  # fmt: skip


def columns_of(row: FromClause) -> list[ColumnElement[Any]]:
    """The columns of an event that a rule can read."""
    return [column for column in row.c if column.name not in _NEVER_ASKED]


def worked_out(rows: Select[Any], name: str) -> CTE:
    """A step of a select whose columns are worked out once, however often the next step names them.

    Without the word a database may put each expression in the place of its name, and ask the same of the record again
    and again: SQLite does.
    """
    return rows.cte(name).prefix_with("MATERIALIZED")


def sure(condition: Condition | None, row: FromClause) -> ColumnElement[bool]:
    """TRUE where the condition surely holds, FALSE otherwise."""
    if condition is None:
        return false()
    return func.coalesce(truth(condition, row), false())


def in_doubt(about: Condition | None, row: FromClause) -> ColumnElement[bool]:
    """TRUE where it cannot be told whether the event is one to look at, FALSE otherwise."""
    return false() if about is None else truth(about, row).is_(None)


def text_of(row: FromClause) -> ColumnElement[str]:
    """The code as it was sent."""
    return func.coalesce(row.c.code_raw, row.c.code, "")
