"""Second readings: which audits wait for one, what two readers graded, what they agreed on."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, select

from lif_plugin.domain.audit_work import DONE, Origin
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.audit_work import unseen, with_case
from lif_plugin.store.tables import audit, audit_agreed_grade
from lif_plugin.store.work import as_rows, visible

Row = dict[str, Any]
_DONE = tuple(sorted(state.value for state in DONE))


def to_read(connection: Connection, viewer: Viewer, programme: str, since: int, until: int) -> list[Row]:
    """A programme's audits of cases, submitted from one day to another, that were read once. Raises `NotAllowed`."""
    seconds = select(audit.c.origin_id).where(
        visible(viewer, audit), audit.c.origin == Origin.SECOND.value, audit.c.state != "withdrawn"
    )
    query = with_case(viewer).where(
        audit.c.programme == programme,
        audit.c.state.in_(_DONE),
        audit.c.submitted_on.between(since, until),
        audit.c.origin != Origin.SECOND.value,
        audit.c.case_id.is_not(None),
        audit.c.id.not_in(seconds),
    )
    return as_rows(connection.execute(query.order_by(audit.c.id)))


def pairs(connection: Connection, viewer: Viewer) -> dict[str, list[tuple[str, str]]]:
    """The grades of the whole that two readers gave, by programme; without who gave them. Raises `NotAllowed`."""
    viewer.require(Right.READ_AUDITS)
    second = audit.alias("second")
    query = (
        select(audit.c.programme, audit.c.grade.label("first"), second.c.grade.label("second"))
        .join(second, second.c.origin_id == audit.c.id)
        .where(
            visible(viewer, audit), second.c.agency_id == viewer.agency, second.c.origin == Origin.SECOND.value,
            audit.c.state.in_(_DONE), second.c.state.in_(_DONE), audit.c.grade.is_not(None),
            second.c.grade.is_not(None), unseen(viewer, audit.c.id),
        )
        .order_by(audit.c.id)
    )  # fmt: skip
    found: dict[str, list[tuple[str, str]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.programme, []).append((row.first, row.second))
    return found


def agreed_of(connection: Connection, viewer: Viewer, second_ids: Collection[str]) -> dict[str, list[Row]]:
    """What was agreed on between these second readings and their first ones."""
    query = select(audit_agreed_grade).where(
        visible(viewer, audit_agreed_grade), audit_agreed_grade.c.second_id.in_(sorted(second_ids))
    )
    found: dict[str, list[Row]] = {key: [] for key in second_ids}
    for row in as_rows(connection.execute(query.order_by(audit_agreed_grade.c.question))):
        found[row["second_id"]].append(row)
    return found
