"""Reads review links for named roles: the links, what was decided of them, the days people stated, and holds.

They need `Right.READ_REVIEWS`, not the right to read cases: the board sees these and no case.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import NotAllowed
from lif_plugin.store.reads.page import Order, Row, Slice, Window, count_of, page_of
from lif_plugin.store.tables import (
    case_record,
    event,
    review_day,
    review_decision,
    review_link,
    waiting_removal,
)
from lif_plugin.store.work import visible

REVIEW_ORDER: Final = Order((review_link.c.raised_at, review_link.c.id), descending=True)
_HOUSEHOLD: Final = "household"


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which review links: every condition that is given must hold. ``decided``: with a yes or a no."""

    ids: tuple[str, ...] | None = None
    case_ids: tuple[int, ...] | None = None
    reviews: tuple[str, ...] | None = None
    decided: bool | None = None


def _last() -> Select[Any]:
    """The last decision on each link, by its number."""
    return select(func.max(review_decision.c.id)).group_by(review_decision.c.link_id)


def _query(viewer: Viewer, wanted: ReviewFilter) -> Select[Any]:
    require_reviews(viewer)
    decided = exists().where(review_decision.c.link_id == review_link.c.id)
    query = (
        select(review_link, case_record.c.source, case_record.c.ref, case_record.c.public_id)
        .join(case_record, case_record.c.id == review_link.c.case_id)
        # A link that people decided on stays, whatever became of its evidence.
        .where(visible(viewer, review_link), or_(review_link.c.ended_at.is_(None), decided))
    )
    for column, values in (
        (review_link.c.id, wanted.ids),
        (review_link.c.case_id, wanted.case_ids),
        (review_link.c.review, wanted.reviews),
    ):
        if values is not None:
            query = query.where(column.in_(values))
    if wanted.decided is not None:
        settled = decided.where(review_decision.c.id.in_(_last()), review_decision.c.decision != "not_yet")
        query = query.where(settled if wanted.decided else ~settled)
    return query


def require_reviews(viewer: Viewer) -> None:
    """Raise `NotAllowed` unless the viewer may see what cases are proposed for reviews."""
    if not viewer.may(Right.READ_REVIEWS):
        raise NotAllowed("Only managers, chairs, the quality team and the board see review links.")


def reviews_page(connection: Connection, viewer: Viewer, wanted: ReviewFilter, window: Window) -> Slice:
    """Read a page of review links, newest first. Raises `NotAllowed`."""
    return page_of(connection, _query(viewer, wanted), REVIEW_ORDER, window)


def count_reviews(connection: Connection, viewer: Viewer, wanted: ReviewFilter) -> int:
    """Count review links. Raises `NotAllowed`."""
    return count_of(connection, _query(viewer, wanted))


def reviews_where(connection: Connection, viewer: Viewer, wanted: ReviewFilter) -> list[Row]:
    """Read the review links that are named, newest first. Raises `NotAllowed`."""
    ordered = _query(viewer, wanted).order_by(*(column.desc() for column in REVIEW_ORDER.columns))
    return [dict(row) for row in connection.execute(ordered).mappings()]


def decisions_of(connection: Connection, viewer: Viewer, link_ids: Collection[str]) -> dict[str, list[Row]]:
    """Read every decision on these links, oldest first. Raises `NotAllowed`."""
    require_reviews(viewer)
    query = select(review_decision).where(
        visible(viewer, review_decision), review_decision.c.link_id.in_(link_ids)
    )
    found: dict[str, list[Row]] = {link_id: [] for link_id in link_ids}
    for row in connection.execute(query.order_by(review_decision.c.id)).mappings():
        found[row["link_id"]].append(dict(row))
    return found


def days_of(
    connection: Connection, viewer: Viewer, case_ids: Collection[int]
) -> dict[tuple[int, str], dict[str, Row]]:
    """Read the days stated of each incident, (case, subject): the last of each milestone. Raises `NotAllowed`."""
    require_reviews(viewer)
    query = select(review_day).where(visible(viewer, review_day), review_day.c.case_id.in_(case_ids))
    found: dict[tuple[int, str], dict[str, Row]] = {}
    for row in connection.execute(query.order_by(review_day.c.id)).mappings():
        found.setdefault((row["case_id"], row["subject"]), {})[row["milestone"]] = dict(row)
    return found


def households_of(connection: Connection, viewer: Viewer, case_ids: Collection[int]) -> dict[int, list[Row]]:
    """Read the other cases that the same source puts in a household with each: `ref` and `public_id`.

    By what the source's own record says and never across sources or agencies. Raises `NotAllowed`.
    """
    require_reviews(viewer)
    mine, theirs = event.alias("mine"), event.alias("theirs")
    query = (
        select(mine.c.case_id, case_record.c.ref, case_record.c.public_id)
        .join(
            theirs,
            (theirs.c.agency_id == mine.c.agency_id)
            & (theirs.c.source == mine.c.source)
            & (theirs.c.kind == _HOUSEHOLD)
            & (theirs.c.code == mine.c.code)
            & theirs.c.live
            & (theirs.c.case_id != mine.c.case_id),
        )
        .join(case_record, case_record.c.id == theirs.c.case_id)
        .where(
            mine.c.agency_id == viewer.agency,
            visible(viewer, case_record),
            mine.c.case_id.in_(case_ids),
            mine.c.kind == _HOUSEHOLD,
            mine.c.live,
        )
        .distinct()
        .order_by(mine.c.case_id, case_record.c.ref)
    )
    found: dict[int, list[Row]] = {case_id: [] for case_id in case_ids}
    for row in connection.execute(query).mappings():
        found[row["case_id"]].append(dict(row))
    return found


def holds(agency: str) -> ColumnElement[bool]:
    """The rows of `case_record` whose records are on hold: the last decision on one of their links is yes."""
    return case_record.c.id.in_(
        select(review_decision.c.case_id).where(
            review_decision.c.agency_id == agency,
            review_decision.c.id.in_(_last()),
            review_decision.c.decision == "yes",
        )
    )


def on_hold(connection: Connection, viewer: Viewer, case_ids: Collection[int]) -> set[int]:
    """Say of which of these cases the records are on hold: whoever reads the case may know. Raises `NotAllowed`."""
    if not viewer.may(Right.READ_REVIEWS):
        viewer.require(Right.READ_CASES)
    query = select(case_record.c.id).where(
        visible(viewer, case_record), case_record.c.id.in_(case_ids), holds(viewer.agency)
    )
    return set(connection.scalars(query))


def waiting_of(connection: Connection, viewer: Viewer, case_ids: Collection[int]) -> dict[int, int]:
    """Count the removals that wait for a review to end, by case. Raises `NotAllowed`."""
    require_reviews(viewer)
    query = (
        select(waiting_removal.c.case_id, func.count())
        .where(
            visible(viewer, waiting_removal),
            waiting_removal.c.case_id.in_(case_ids),
            waiting_removal.c.done_at.is_(None),
        )
        .group_by(waiting_removal.c.case_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
