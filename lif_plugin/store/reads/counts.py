"""Counts results of one's own agency by rule, month and state; no case can be read from them by query."""

from sqlalchemy import ColumnElement, Connection, case, func, select

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.rule import Channel, State
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.reads.page import Row
from lif_plugin.store.reads.unanswered import count_by_rule
from lif_plugin.store.tables import result
from lif_plugin.store.work import visible


def prompt_counts(
    connection: Connection, viewer: Viewer, first_month: int | None, last_month: int | None
) -> list[Row]:
    """Count standing results by rule, month (YYYYMM, None: without a day) and state. Raises `NotAllowed`.

    Each with and without those that another result tells, and by the answer they were given.
    """
    viewer.require(Right.READ_COUNTS)
    month = (result.c.occurred_day // 100).label("month")
    query = (
        select(
            result.c.rule,
            month,
            result.c.state,
            func.count().label("count"),
            _sum(result.c.superseded_by.is_(None)).label("told_once"),
            *(
                _sum(result.c.answer_kind == kind.value).label(f"answered_{kind.value}")
                for kind in AnswerKind
            ),
        )
        .where(visible(viewer, result), result.c.ended_at.is_(None))
        .group_by(result.c.rule, month, result.c.state)
        .order_by(result.c.rule, month, result.c.state)
    )
    if first_month is not None:
        query = query.where(result.c.occurred_day >= first_month * 100)
    if last_month is not None:
        query = query.where(result.c.occurred_day < last_month * 100 + 100)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    if first_month is not None or last_month is not None:
        return rows
    none = {f"answered_{kind.value}": 0 for kind in AnswerKind}
    for rule, count in count_by_rule(connection, viewer).items():
        group = {"rule": rule, "month": None, "state": State.CANNOT_TELL.value}
        _add(rows, group, {"count": count, "told_once": count, **none})
    return sorted(rows, key=lambda row: (row["rule"], row["month"] or 0, row["state"]))


def _add(rows: list[Row], group: Row, figures: Row) -> None:
    """Add figures to those of a group, or the group with them."""
    for row in rows:
        if group.items() <= row.items():
            row.update({name: row[name] + figure for name, figure in figures.items()})
            return
    rows.append(group | figures)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def prompts_by_delivery(connection: Connection, viewer: Viewer) -> list[Row]:
    """Count standing results by rule, state and delivery, and how many another result tells. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    query = (
        select(
            result.c.rule,
            result.c.state,
            result.c.delivery,
            func.count().label("count"),
            _sum(result.c.superseded_by.is_not(None)).label("superseded"),
        )
        .where(visible(viewer, result), result.c.ended_at.is_(None))
        .group_by(result.c.rule, result.c.state, result.c.delivery)
        .order_by(result.c.rule, result.c.state, result.c.delivery)
    )
    rows = [dict(row) for row in connection.execute(query).mappings()]
    for rule, count in count_by_rule(connection, viewer).items():
        group = {"rule": rule, "state": State.CANNOT_TELL.value, "delivery": Channel.OFF.value}
        _add(rows, group, {"count": count, "superseded": 0})
    return sorted(rows, key=lambda row: (row["rule"], row["state"], row["delivery"]))
