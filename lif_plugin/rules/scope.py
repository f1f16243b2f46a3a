"""What every template's select asks of an event: whether it is looked at, surely or in doubt, and its text."""

from typing import Final

from sqlalchemy import ColumnElement, FromClause, and_, bindparam, false, func, or_

from lif_plugin.domain.condition import Condition
from lif_plugin.rules.conditions import truth

CASES: Final = "case_ids"


def in_scope(row: FromClause, kind: str, about: Condition | None) -> ColumnElement[bool]:
    """The live events of the kind, of the asked cases, that are not surely outside ``about``."""
    where = and_(row.c.case_id.in_(bindparam(CASES, expanding=True)), row.c.kind == kind, row.c.live)
    if about is None:
        return where
    return and_(where, or_(truth(about, row), truth(about, row).is_(None)))


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
