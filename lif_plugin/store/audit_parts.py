"""Multi-agency audits: agreements with who stands by them, invitations, and answers shown to one other agency."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Table, delete, false, insert, or_, select
from uuid6 import uuid7

from lif_plugin.domain.audit_agreement import Agreement, Cell
from lif_plugin.domain.viewer import Right, Role, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.store.partnerships import readable
from lif_plugin.store.tables import audit_agreed, audit_agreement, audit_invitation, audit_shown
from lif_plugin.store.work import as_rows, now_ms

Row = dict[str, Any]


def between(viewer: Viewer, table: Table) -> ColumnElement[bool]:
    """The rows of a table that are the viewer's agency's, or addressed to it; the row policies say the same.

    Nobody who is limited to cases sees what is between agencies. Raises `NotAllowed`.
    """
    viewer.require(Right.READ_AUDITS)
    own = or_(table.c.agency_id == viewer.agency, table.c.to_agency == viewer.agency)
    return own if viewer.case_refs is None and viewer.source is None else false()


def agreements(
    connection: Connection, viewer: Viewer, today: date, ids: Collection[str] | None = None
) -> list[Agreement]:
    """The agreements of the viewer's partnerships with the agencies that stand by them today."""
    query = select(audit_agreement).where(readable(viewer, audit_agreement, today))
    if ids is not None:
        query = query.where(audit_agreement.c.id.in_(sorted(ids)))
    rows = as_rows(connection.execute(query.order_by(audit_agreement.c.id)))
    stands = select(audit_agreed.c.audit_agreement_id, audit_agreed.c.agency_id).where(
        readable(viewer, audit_agreed, today),
        audit_agreed.c.audit_agreement_id.in_([row["id"] for row in rows]),
        or_(audit_agreed.c.until.is_(None), audit_agreed.c.until >= day_number(today)),
    )
    adopted: dict[str, set[str]] = {}
    for agreement, agency in connection.execute(stands):
        adopted.setdefault(agreement, set()).add(agency)
    return [_agreement(row, frozenset(adopted.get(row["id"], ()))) for row in rows]


def _agreement(row: Row, adopted: frozenset[str]) -> Agreement:
    cells = frozenset(Cell(agency, Role(role), part) for agency, role, part in orjson.loads(row["cells"]))
    return Agreement(row["id"], row["purpose"], row["since"], row["until"], cells, adopted)


def adoption_of(connection: Connection, viewer: Viewer, agreement_id: str) -> Row | None:
    """The viewer's own agency's adoption of an agreement."""
    query = select(audit_agreed).where(
        audit_agreed.c.agency_id == viewer.agency, audit_agreed.c.audit_agreement_id == agreement_id
    )
    rows = as_rows(connection.execute(query))
    return rows[0] if rows else None


def end_adoption(connection: Connection, viewer: Viewer, agreement_id: str, until: int | None) -> None:
    """Let the own agency stand by an agreement until a day; None: again without an end."""
    connection.execute(
        audit_agreed.update()
        .where(audit_agreed.c.agency_id == viewer.agency, audit_agreed.c.audit_agreement_id == agreement_id)
        .values(until=until)
    )


def partnership_of_agreement(
    connection: Connection, viewer: Viewer, agreement_id: str, today: date
) -> str | None:
    """The partnership an agreement is of, where the viewer's agency may read it."""
    query = select(audit_agreement.c.partnership_id).where(
        audit_agreement.c.id == agreement_id, readable(viewer, audit_agreement, today)
    )
    found = connection.scalar(query)
    return str(found) if found is not None else None


def invitations(
    connection: Connection, viewer: Viewer, *, ids: Collection[str] | None = None, story: str | None = None
) -> list[Row]:
    """Invitations that the viewer's agency sent or was sent, the first due first."""
    query = select(audit_invitation).where(between(viewer, audit_invitation))
    if ids is not None:
        query = query.where(audit_invitation.c.id.in_(sorted(ids)))
    if story is not None:
        query = query.where(audit_invitation.c.story_id == story)
    return as_rows(connection.execute(query.order_by(audit_invitation.c.due, audit_invitation.c.id)))


def shown_of(connection: Connection, viewer: Viewer, story: str) -> list[Row]:
    """What was shown of one child's story, by or to the viewer's agency."""
    query = select(audit_shown).where(between(viewer, audit_shown), audit_shown.c.story_id == story)
    return as_rows(connection.execute(query.order_by(audit_shown.c.part, audit_shown.c.id)))


def show_again(connection: Connection, viewer: Viewer, story: str, part: str, rows: Iterable[Row]) -> None:
    """Put what is shown of the own part in the place of what was shown before."""
    connection.execute(
        delete(audit_shown).where(
            audit_shown.c.agency_id == viewer.agency,
            audit_shown.c.story_id == story,
            audit_shown.c.part == part,
        )
    )
    made = [
        {
            "id": str(uuid7()),
            "agency_id": viewer.agency,
            "story_id": story,
            "part": part,
            "at": now_ms(),
            **row,
        }
        for row in rows
    ]
    if made:
        connection.execute(insert(audit_shown), made)
