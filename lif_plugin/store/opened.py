"""Cases opened outside one's own, and the log of who read what: as the people who watch over it read them."""

from typing import Any, Final

from sqlalchemy import Connection, Select, insert, select, update
from uuid6 import uuid7

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.reads.page import Order, Row, Slice, Window, count_of, page_of
from lif_plugin.store.tables import case_record, opened_case, read_log
from lif_plugin.store.work import as_rows

OPENED_ORDER: Final = Order((opened_case.c.opened_at, opened_case.c.id), descending=True)
LOG_ORDER: Final = Order((read_log.c.id,), descending=True)


def add(connection: Connection, viewer: Viewer, case_id: int, reason: str, now: int, ends: int) -> str:
    """Write down that the viewer opens a case until a time (UTC ms); gives its id."""
    made = str(uuid7())
    roles = ",".join(sorted(role.value for role in viewer.roles))
    connection.execute(
        insert(opened_case).values(
            id=made, agency_id=viewer.agency, case_id=case_id, subject=viewer.subject, roles=roles, reason=reason,
            opened_at=now, ends_at=ends,
        )
    )  # fmt: skip
    return made


def open_now(connection: Connection, viewer: Viewer, now: int) -> frozenset[str]:
    """The public ids of the cases that the viewer has opened and that are still open at a time."""
    query = (
        select(case_record.c.public_id)
        .join(opened_case, opened_case.c.case_id == case_record.c.id)
        .where(
            opened_case.c.agency_id == viewer.agency,
            case_record.c.agency_id == viewer.agency,
            opened_case.c.subject == viewer.subject,
            opened_case.c.ends_at > now,
        )
    )
    return frozenset(connection.scalars(query))


def untold(connection: Connection, viewer: Viewer) -> list[Row]:
    """Openings that nobody has been told of by e-mail."""
    query = _opened(viewer).where(opened_case.c.told_at.is_(None)).order_by(opened_case.c.opened_at)
    return as_rows(connection.execute(query))


def mark_told(connection: Connection, viewer: Viewer, opened_id: str, now: int) -> None:
    """Note that those who watch over it were told."""
    mine = (opened_case.c.agency_id == viewer.agency, opened_case.c.id == opened_id)
    connection.execute(update(opened_case).where(*mine).values(told_at=now))


def opened_page(connection: Connection, viewer: Viewer, window: Window) -> Slice:
    """A page of the openings of the viewer's agency, the latest first. Raises `NotAllowed`."""
    viewer.require(Right.READ_LOG)
    return page_of(connection, _opened(viewer), OPENED_ORDER, window)


def count_opened(connection: Connection, viewer: Viewer) -> int:
    """How many there are. Raises `NotAllowed`."""
    viewer.require(Right.READ_LOG)
    return count_of(connection, _opened(viewer))


def _opened(viewer: Viewer) -> Select[Any]:
    return (
        select(opened_case, case_record.c.public_id)
        .join(case_record, case_record.c.id == opened_case.c.case_id)
        .where(opened_case.c.agency_id == viewer.agency)
    )


def log_page(connection: Connection, viewer: Viewer, window: Window) -> Slice:
    """A page of who read what in the viewer's agency, the latest first. Raises `NotAllowed`."""
    return page_of(connection, _log(viewer), LOG_ORDER, window)


def count_log(connection: Connection, viewer: Viewer) -> int:
    """How many rows it has. Raises `NotAllowed`."""
    return count_of(connection, _log(viewer))


def _log(viewer: Viewer) -> Select[Any]:
    viewer.require(Right.READ_LOG)
    names = ("id", "at", "subject", "roles", "purpose", "action", "cases")
    return select(*(read_log.c[name] for name in names)).where(read_log.c.agency_id == viewer.agency)
