"""Reads imports with their oddities, what sources cover, and refused rows."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.reads.page import Order, Row, Slice, Window, count_of, page_of
from lif_plugin.store.tables import coverage, import_notice, import_run, rejected_row
from lif_plugin.store.work import visible

IMPORT_ORDER: Final = Order((import_run.c.id,), descending=True)
REJECTED_ORDER: Final = Order((rejected_row.c.id,))
COVERAGE_LIMIT: Final = 2000


def imports_page(connection: Connection, viewer: Viewer, window: Window) -> Slice:
    """Read a page of imports, newest first. Raises `NotAllowed`."""
    return page_of(connection, _imports(viewer), IMPORT_ORDER, window)


def count_imports(connection: Connection, viewer: Viewer) -> int:
    """Count imports. Raises `NotAllowed`."""
    return count_of(connection, _imports(viewer))


def _imports(viewer: Viewer) -> Select[Any]:
    viewer.require(Right.READ_SETUP)
    return select(import_run).where(visible(viewer, import_run))


def notices_of(connection: Connection, viewer: Viewer, import_ids: Collection[int]) -> dict[int, list[Row]]:
    """Read what was odd about each import, all in one statement. Raises `NotAllowed`."""
    viewer.require(Right.READ_SETUP)
    query = select(import_notice).where(
        visible(viewer, import_notice), import_notice.c.import_id.in_(import_ids)
    )
    found: dict[int, list[Row]] = {key: [] for key in import_ids}
    for row in connection.execute(query.order_by(import_notice.c.id)).mappings():
        found[row["import_id"]].append(dict(row))
    return found


def coverage_now(connection: Connection, viewer: Viewer) -> list[Row]:
    """Read what now stands covered, by source, kind and first day. Raises `NotAllowed`."""
    viewer.require(Right.READ_SETUP)
    query = select(coverage).where(visible(viewer, coverage), coverage.c.ended_by.is_(None))
    ordered = query.order_by(coverage.c.source, coverage.c.kind, coverage.c.first_day, coverage.c.id)
    return [dict(row) for row in connection.execute(ordered.limit(COVERAGE_LIMIT)).mappings()]


def rejected_page(connection: Connection, viewer: Viewer, import_id: int | None, window: Window) -> Slice:
    """Read a page of refused rows, oldest first: they hold child data. Raises `NotAllowed`."""
    return page_of(connection, _rejected(viewer, import_id), REJECTED_ORDER, window)


def count_rejected(connection: Connection, viewer: Viewer, import_id: int | None) -> int:
    """Count refused rows. Raises `NotAllowed`."""
    return count_of(connection, _rejected(viewer, import_id))


def _rejected(viewer: Viewer, import_id: int | None) -> Select[Any]:
    viewer.require(Right.READ_REJECTED)
    query = select(rejected_row).where(visible(viewer, rejected_row))
    return query if import_id is None else query.where(rejected_row.c.import_id == import_id)
