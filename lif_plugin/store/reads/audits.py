"""Reads of audits: nominations with their state, draws, picks, and counts of all of it."""

from collections import Counter
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from lif_plugin.domain.audit import NominationState
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.reads.page import Order, Row, Slice, Window, count_of, page_of
from lif_plugin.store.tables import audit_draw, audit_pick, audit_unknown, case_record, nomination
from lif_plugin.store.work import as_rows, visible

STATE: Final[ColumnElement[str]] = case(
    (nomination.c.picked_in.is_not(None), NominationState.PICKED.value),
    (nomination.c.lapsed_day.is_not(None), NominationState.LAPSED.value),
    (nomination.c.ended_at.is_not(None), NominationState.WITHDRAWN.value),
    else_=NominationState.POOLED.value,
)
"""What became of a nomination; one that lapsed stays so, whatever the record shows later."""
_DAY: Final = func.coalesce(nomination.c.day, 0)
NOMINATION_ORDER: Final = Order((_DAY, nomination.c.id), descending=True)
DRAW_ORDER: Final = Order((audit_draw.c.month, audit_draw.c.programme), descending=True)
_DRAW_COLUMNS: Final = tuple(column for column in audit_draw.c if column.name != "frame")


def _nominations(viewer: Viewer, states: Collection[NominationState] | None) -> Select[Any]:
    viewer.require(Right.READ_AUDITS)
    query = (
        select(
            nomination,
            STATE.label("state"),
            case_record.c.source,
            case_record.c.ref,
            case_record.c.public_id,
            case_record.c.is_open,
            case_record.c.is_held,
        )
        .join(case_record, case_record.c.id == nomination.c.case_id)
        .where(visible(viewer, nomination))
    )
    return query if states is None else query.where(STATE.in_([state.value for state in states]))


def nominations_page(
    connection: Connection, viewer: Viewer, states: Collection[NominationState] | None, window: Window
) -> Slice:
    """Read a page of nominations, the newest first. Raises `NotAllowed`."""
    return page_of(connection, _nominations(viewer, states), NOMINATION_ORDER, window)


def count_nominations(
    connection: Connection, viewer: Viewer, states: Collection[NominationState] | None
) -> int:
    """Count nominations. Raises `NotAllowed`."""
    return count_of(connection, _nominations(viewer, states))


def draws_page(connection: Connection, viewer: Viewer, window: Window) -> Slice:
    """Read a page of draws without their frames, the newest first. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    return page_of(connection, select(*_DRAW_COLUMNS).where(visible(viewer, audit_draw)), DRAW_ORDER, window)


def count_draws(connection: Connection, viewer: Viewer) -> int:
    """Count draws. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    return count_of(connection, select(audit_draw.c.id).where(visible(viewer, audit_draw)))


def picks_of_draws(connection: Connection, viewer: Viewer, draw_ids: Collection[str]) -> dict[str, list[Row]]:
    """Read what these draws picked, with each case as it is now, in the order drawn. Raises `NotAllowed`."""
    viewer.require(Right.READ_AUDITS)
    query = (
        select(
            audit_pick,
            case_record.c.source,
            case_record.c.ref,
            case_record.c.public_id,
            case_record.c.is_open,
            case_record.c.is_held,
        )
        .join(case_record, case_record.c.id == audit_pick.c.case_id)
        .where(visible(viewer, audit_pick), audit_pick.c.draw_id.in_(draw_ids))
        .order_by(audit_pick.c.draw_id, audit_pick.c.part, audit_pick.c.place)
    )
    found: dict[str, list[Row]] = {draw_id: [] for draw_id in draw_ids}
    for row in as_rows(connection.execute(query)):
        found[row["draw_id"]].append(row)
    return found


def notices_of(connection: Connection, viewer: Viewer, case_ids: Collection[int]) -> dict[int, list[Row]]:
    """Read that cases were picked, for which programme and why it looks at such cases, the newest first.

    For everybody who may read the case: nothing of what its record shows is in it, and no trigger. Raises
    `NotAllowed`.
    """
    viewer.require(Right.READ_CASES)
    query = (
        select(
            audit_pick.c.case_id,
            audit_pick.c.id,
            audit_pick.c.part,
            audit_pick.c.notices,
            audit_draw.c.title,
            audit_draw.c.month,
        )
        .join(audit_draw, audit_draw.c.id == audit_pick.c.draw_id)
        .where(visible(viewer, audit_pick), audit_pick.c.case_id.in_(case_ids))
        .order_by(audit_pick.c.case_id, audit_draw.c.month.desc(), audit_draw.c.programme)
    )
    found: dict[int, list[Row]] = {case_id: [] for case_id in case_ids}
    for row in as_rows(connection.execute(query)):
        found[row["case_id"]].append(row)
    return found


def nomination_counts(connection: Connection, viewer: Viewer) -> list[Row]:
    """Count nominations by trigger, the month they were met in (YYYYMM) and state. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    # Whole numbers on both databases: SQLite and PostgreSQL divide them alike.
    month = (nomination.c.day // 100).label("month")
    query = (
        select(nomination.c.trigger, month, STATE.label("state"), func.count().label("count"))
        .where(visible(viewer, nomination))
        .group_by(nomination.c.trigger, month, STATE)
    )
    return sorted(
        as_rows(connection.execute(query)), key=lambda row: (row["trigger"], row["month"] or 0, row["state"])
    )


def lapsed_by_month(connection: Connection, viewer: Viewer) -> dict[int, int]:
    """Count nominations by the month (YYYYMM) in which they lapsed. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    days = connection.execute(
        select(nomination.c.lapsed_day, func.count().label("cases"))
        .where(
            visible(viewer, nomination),
            nomination.c.lapsed_day.is_not(None),
            nomination.c.picked_in.is_(None),
        )
        .group_by(nomination.c.lapsed_day)
    )
    months: Counter[int] = Counter()
    for row in days:
        months[row.lapsed_day // 100] += row.cases
    return dict(months)


def picks_by_draw(connection: Connection, viewer: Viewer) -> list[Row]:
    """Read each draw's sizes with how many it picked of each part, oldest first. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    draws = as_rows(
        connection.execute(
            select(*_DRAW_COLUMNS)
            .where(visible(viewer, audit_draw))
            .order_by(audit_draw.c.month, audit_draw.c.programme)
        )
    )
    counted = connection.execute(
        select(audit_pick.c.draw_id, audit_pick.c.part, func.count().label("count"))
        .where(visible(viewer, audit_pick))
        .group_by(audit_pick.c.draw_id, audit_pick.c.part)
    )
    parts = {(row.draw_id, row.part): row.count for row in counted}
    return [
        {
            **row,
            "picked_nominated": parts.get((row["id"], "nominated"), 0),
            "picked_random": parts.get((row["id"], "random"), 0),
        }
        for row in draws
    ]


def unknown_counts(connection: Connection, viewer: Viewer) -> list[Row]:
    """Count the held cases for which a trigger cannot be told, by trigger and why. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    columns = (audit_unknown.c.not_covered, audit_unknown.c.not_recorded)
    query = (
        select(*columns, func.count().label("count"))
        .join(case_record, case_record.c.id == audit_unknown.c.case_id)
        .where(visible(viewer, audit_unknown), case_record.c.is_held)
        .group_by(*columns)
    )
    found: Counter[tuple[str, str]] = Counter()
    for row in as_rows(connection.execute(query)):
        for why in ("not_covered", "not_recorded"):
            for trigger in filter(None, row[why].split(",")):
                found[trigger, why] += row["count"]
    return [
        {"trigger": trigger, "reason": why, "count": count} for (trigger, why), count in sorted(found.items())
    ]
