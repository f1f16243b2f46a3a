"""Reads cases."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Select, bindparam, exists, select

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.reads.page import Order, Row, Slice, Window, count_of, page_of
from lif_plugin.store.reads.prompts import anybody, is_open, sees
from lif_plugin.store.tables import case_record, result
from lif_plugin.store.work import visible

CASE_ORDER: Final = Order((case_record.c.source, case_record.c.ref))
CASE_COLUMNS: Final = (
    case_record.c.id.label("case_id"),
    case_record.c.source,
    case_record.c.ref,
    case_record.c.public_id,
    case_record.c.is_open,
)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases: every condition that is given must hold. ``to_answer``: has a prompt waiting for an answer."""

    source: str | None = None
    ref: str | None = None
    public_id: str | None = None
    is_open: bool | None = None
    to_answer: bool | None = None


def _query(viewer: Viewer, wanted: CaseFilter) -> Select[Any]:
    viewer.require(Right.READ_CASES)
    # What is not held any more (undone, purged) is not shown as a case.
    query = select(*CASE_COLUMNS).where(visible(viewer, case_record), case_record.c.is_held)
    for column, value in (
        (case_record.c.source, wanted.source),
        (case_record.c.ref, wanted.ref),
        (case_record.c.public_id, wanted.public_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.is_open is not None:
        query = query.where(case_record.c.is_open.is_(wanted.is_open))
    if wanted.to_answer is not None:
        waiting = exists().where(result.c.case_id == case_record.c.id, is_open(), *sees(viewer))
        query = query.where(waiting if wanted.to_answer else ~waiting)
    return query


def cases_page(connection: Connection, viewer: Viewer, wanted: CaseFilter, window: Window) -> Slice:
    """Read a page of cases in order of source and reference. Raises `NotAllowed`."""
    return page_of(connection, _query(viewer, wanted), CASE_ORDER, window)


def count_cases(connection: Connection, viewer: Viewer, wanted: CaseFilter) -> int:
    """Count cases. Raises `NotAllowed`."""
    return count_of(connection, _query(viewer, wanted))


def cases_by_public_id(connection: Connection, viewer: Viewer, public_ids: Collection[str]) -> dict[str, Row]:
    """Read cases by their public ids; those that are not the viewer's to see are left out. Raises `NotAllowed`."""
    rows = connection.execute(_with_public_ids(anybody(viewer)), {"public_ids": list(public_ids)}).mappings()
    return {row["public_id"]: dict(row) for row in rows}


@lru_cache(maxsize=256)
def _with_public_ids(viewer: Viewer) -> Select[Any]:
    wanted: BindParameter[Any] = bindparam("public_ids", expanding=True)
    return _query(viewer, CaseFilter()).where(case_record.c.public_id.in_(wanted))


def awaits_evaluation(connection: Connection, case_id: int) -> bool:
    """Say whether what came in of a case has not been worked on yet; the caller may see the case."""
    return bool(connection.scalar(select(case_record.c.stale).where(case_record.c.id == case_id)))


def cases_named(connection: Connection, viewer: Viewer, name: str) -> list[Row]:
    """Read the cases that a public id or a source's own reference names: several when sources share it.

    Raises `NotAllowed`.
    """
    query = _query(viewer, CaseFilter()).where(
        (case_record.c.public_id == name) | (case_record.c.ref == name)
    )
    rows = connection.execute(query.order_by(*CASE_ORDER.columns)).mappings()
    return [dict(row) for row in rows]
