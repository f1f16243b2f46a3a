"""Reviews under way, with the stages they reached and what was learnt in them: own agency only."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert, select
from uuid6 import uuid7

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.tables import case_record, review_learning, review_step, review_work
from lif_plugin.store.work import as_rows, now_ms, visible

Row = dict[str, Any]


def begin(connection: Connection, viewer: Viewer, **values: Any) -> str:
    """Keep that a review begins; gives its id."""
    made = str(uuid7())
    row = {"id": made, "agency_id": viewer.agency, "by": viewer.subject, "at": now_ms()}
    connection.execute(insert(review_work).values({**row, **values}))
    return made


def add_step(connection: Connection, viewer: Viewer, review_id: str, **values: Any) -> None:
    """Keep a stage that a review reached."""
    row = {"id": str(uuid7()), "agency_id": viewer.agency, "review_work_id": review_id, "by": viewer.subject,
           "at": now_ms()}  # fmt: skip
    connection.execute(insert(review_step).values({**row, **values}))


def add_learning(connection: Connection, viewer: Viewer, review_id: str, item_id: str) -> None:
    """Keep that an item was learnt in a review; a second time changes nothing."""
    if item_id not in learning_of(connection, viewer, [review_id]).get(review_id, ()):
        connection.execute(
            insert(review_learning).values(
                agency_id=viewer.agency, review_work_id=review_id, learning_item_id=item_id
            )
        )


def reviews(
    connection: Connection, viewer: Viewer, review_id: str | None = None, link_id: str | None = None
) -> list[Row]:
    """Reviews of the own agency, the newest first, with the case each is of, if it is of one. Raises `NotAllowed`."""
    viewer.require(Right.READ_REVIEWS)
    query = (
        select(review_work, case_record.c.public_id, case_record.c.ref)
        .outerjoin(case_record, case_record.c.id == review_work.c.case_id)
        .where(visible(viewer, review_work))
    )
    if review_id is not None:
        query = query.where(review_work.c.id == review_id)
    if link_id is not None:
        query = query.where(review_work.c.link_id == link_id)
    return as_rows(connection.execute(query.order_by(review_work.c.at.desc(), review_work.c.id.desc())))


def steps_of(connection: Connection, viewer: Viewer, ids: Iterable[str]) -> dict[str, list[Row]]:
    """The stages that these reviews reached, in order."""
    query = (
        select(review_step)
        .where(visible(viewer, review_step), review_step.c.review_work_id.in_(sorted(ids)))
        .order_by(review_step.c.at, review_step.c.id)
    )
    found: dict[str, list[Row]] = {}
    for row in as_rows(connection.execute(query)):
        found.setdefault(row["review_work_id"], []).append(row)
    return found


def learning_of(connection: Connection, viewer: Viewer, ids: Iterable[str]) -> dict[str, list[str]]:
    """The items that were learnt in these reviews."""
    query = (
        select(review_learning)
        .where(visible(viewer, review_learning), review_learning.c.review_work_id.in_(sorted(ids)))
        .order_by(review_learning.c.learning_item_id)
    )
    found: dict[str, list[str]] = {}
    for row in as_rows(connection.execute(query)):
        found.setdefault(row["review_work_id"], []).append(row["learning_item_id"])
    return found
