"""Child-level actions of cases: own agency only, within the cases that the viewer may see."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, and_, exists, insert, or_, select, update
from uuid6 import uuid7

from lif_plugin.domain.child_action import Origin
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.tables import (
    audit_finding,
    case_record,
    child_action,
    finding,
    learning_case,
    nomination,
    review_learning,
    review_link,
    review_work,
)
from lif_plugin.store.work import as_rows, now_ms, visible

Row = dict[str, Any]


def add(connection: Connection, viewer: Viewer, case_id: int, **values: Any) -> str:
    """Keep a child-level action of a case; gives its id."""
    made = str(uuid7())
    row = {"id": made, "case_id": case_id, "agency_id": viewer.agency, "by": viewer.subject, "at": now_ms()}
    connection.execute(insert(child_action).values({**row, **values}))
    return made


def finish(connection: Connection, viewer: Viewer, action_id: str, day: int) -> None:
    """Keep that one was done on a day (YYYYMMDD), and who says so."""
    connection.execute(
        update(child_action)
        .where(child_action.c.id == action_id, visible(viewer, child_action))
        .values(done_on=day, done_by=viewer.subject)
    )


def of_cases(connection: Connection, viewer: Viewer, case_ids: Collection[int]) -> dict[int, list[Row]]:
    """The child-level actions of these cases, the first due first. Raises `NotAllowed`."""
    found: dict[int, list[Row]] = {case_id: [] for case_id in case_ids}
    for row in _rows(connection, viewer, child_action.c.case_id.in_(case_ids)):
        found[row["case_id"]].append(row)
    return found


def of_agency(connection: Connection, viewer: Viewer) -> list[Row]:
    """Every child-level action that the viewer may see, with its case, the first due first. Raises `NotAllowed`."""
    return _rows(connection, viewer, child_action.c.case_id.is_not(None))


def one(connection: Connection, viewer: Viewer, action_id: str) -> Row | None:
    """One child-level action with its case, or None. Raises `NotAllowed`."""
    rows = _rows(connection, viewer, child_action.c.id == action_id)
    return rows[0] if rows else None


def these(connection: Connection, viewer: Viewer, ids: Collection[str]) -> dict[str, Row]:
    """Child-level actions with their case, by id; those that are not the viewer's to see are left out.

    Raises `NotAllowed`.
    """
    return {row["id"]: row for row in _rows(connection, viewer, child_action.c.id.in_(ids))}


def comes_from(connection: Connection, viewer: Viewer, case_id: int, origin: Origin, origin_id: str) -> bool:
    """Whether there is such a finding, nomination or review, of this case."""
    if origin is Origin.NOMINATION:
        wanted = and_(
            nomination.c.id == origin_id, nomination.c.case_id == case_id, visible(viewer, nomination)
        )
        return bool(connection.scalar(select(exists().where(wanted))))
    if origin is Origin.REVIEW:
        proposed = and_(review_link.c.id == origin_id, review_link.c.case_id == case_id)
        carried_out = and_(review_work.c.id == origin_id, review_work.c.case_id == case_id)
        return bool(
            connection.scalar(
                select(
                    or_(
                        exists().where(proposed, visible(viewer, review_link)),
                        exists().where(carried_out, visible(viewer, review_work)),
                    )
                )
            )
        )
    of_audit = and_(
        audit_finding.c.id == origin_id, audit_finding.c.case_id == case_id, visible(viewer, audit_finding)
    )
    if connection.scalar(select(exists().where(of_audit))):
        return True
    audited = exists().where(
        learning_case.c.item_id == finding.c.learning_item_id, learning_case.c.case_id == case_id
    )
    reviewed = exists().where(
        review_learning.c.learning_item_id == finding.c.learning_item_id,
        review_work.c.id == review_learning.c.review_work_id,
        review_work.c.case_id == case_id,
    )
    own = select(finding.c.id).where(
        finding.c.id == origin_id, finding.c.agency_id == viewer.agency, or_(audited, reviewed)
    )
    return connection.scalar(own) is not None


def _rows(connection: Connection, viewer: Viewer, which: Any) -> list[Row]:
    viewer.require(Right.READ_CASES)
    viewer.require(Right.READ_CHILD_ACTIONS)
    query = (
        select(child_action, case_record.c.ref, case_record.c.public_id, case_record.c.source)
        .join(case_record, case_record.c.id == child_action.c.case_id)
        .where(which, visible(viewer, child_action))
        .order_by(child_action.c.due, child_action.c.id)
    )
    return as_rows(connection.execute(query))
