"""Reads of audits under way and done, page by page: the first due first."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, Select

from lif_plugin.domain.audit_work import AuditState
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.audit_work import with_case
from lif_plugin.store.reads.page import Order, Slice, Window, count_of, page_of
from lif_plugin.store.tables import audit

AUDIT_ORDER: Final = Order((audit.c.due, audit.c.id))


def _query(viewer: Viewer, states: Collection[AuditState] | None, *, mine: bool) -> Select[Any]:
    query = with_case(viewer)
    if states is not None:
        query = query.where(audit.c.state.in_([one.value for one in states]))
    return query.where(audit.c.auditor == viewer.subject) if mine else query


def audits_page(
    connection: Connection,
    viewer: Viewer,
    states: Collection[AuditState] | None,
    window: Window,
    *,
    mine: bool = False,
) -> Slice:
    """Read a page of audits with their case; ``mine``: those that the viewer is to make. Raises `NotAllowed`."""
    return page_of(connection, _query(viewer, states, mine=mine), AUDIT_ORDER, window)


def count_audits(
    connection: Connection, viewer: Viewer, states: Collection[AuditState] | None, *, mine: bool = False
) -> int:
    """Count audits. Raises `NotAllowed`."""
    return count_of(connection, _query(viewer, states, mine=mine))
