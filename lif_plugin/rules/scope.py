"""What every template's select asks of an event: whether it is looked at, surely or in doubt, and its text."""

from functools import cache
from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, FromClause, Select, and_, false, func

from lif_plugin.domain.condition import AgeUnder, Condition, Ended, Is, Missing, Shown, parts_of
from lif_plugin.domain.rule import State
from lif_plugin.rules.conditions import truth
from lif_plugin.store.among import among

CASES: Final = "case_ids"


def in_scope(row: FromClause, kind: str, about: Condition | None) -> ColumnElement[bool]:
    """The live events of the kind, of the asked cases, that are not surely outside ``about``."""
    where = and_(among(row.c.case_id, CASES), row.c.kind == kind, row.c.live)
    if about is None:
        return where
    return and_(where, truth(about, row).is_not(false()))


_ALWAYS: Final = ("case_id", "id", "key", "occurred_day", "code", "code_raw")


def columns_of(row: FromClause, *asked_next: Condition | None) -> list[ColumnElement[Any]]:
    """The columns of an event that a result shows, and those that the next step's conditions read."""
    names = dict.fromkeys(_ALWAYS)
    for condition in asked_next:
        for part in parts_of(condition) if condition is not None else ():
            names |= dict.fromkeys(_read_by(part))
    return [row.c[name] for name in names]


def _read_by(part: Condition) -> tuple[str, ...]:
    match part:
        case Is(column) | Missing(column):
            return (column,)
        case AgeUnder():
            return ("precision", "born_on")
        case Shown():
            return ("precision", "until_day")
        case Ended():
            return ("until_day",)
        case _:
            return ()


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


def verdict(state: State, reason: str = "") -> str:
    """A state with its reason as one text, as a select says them; `read_verdict` takes them apart."""
    return f"{state.value} {reason}"


@cache
def read_verdict(said: str | None) -> tuple[State | None, str | None]:
    """The state and the reason of a verdict; NULL: not yet due."""
    if said is None:
        return None, None
    state, _blank, reason = said.partition(" ")
    return State(state), reason or None
