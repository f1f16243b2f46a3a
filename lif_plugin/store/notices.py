"""Notices of audits as platforms show them: which picks are told of, whose pick an answer is to, what was written back."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, insert, select

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.tables import audit_draw, audit_pick, case_record, notice_reply, push
from lif_plugin.store.work import as_rows, visible

Row = dict[str, Any]


def recent_picks(connection: Connection, case_ids: Collection[int], since: int) -> list[Row]:
    """Read what draws picked of these cases, as far as they are open, since a moment (UTC milliseconds)."""
    query = (
        select(
            audit_pick.c.id,
            audit_pick.c.case_id,
            audit_draw.c.title,
            audit_draw.c.month,
            audit_draw.c.drawn_at,
        )
        .join(audit_draw, audit_draw.c.id == audit_pick.c.draw_id)
        .join(case_record, case_record.c.id == audit_pick.c.case_id)
        .where(
            audit_pick.c.case_id.in_(case_ids),
            audit_draw.c.drawn_at >= since,
            case_record.c.is_open.is_(True),
        )
        .order_by(audit_pick.c.case_id, audit_pick.c.id)
    )
    return as_rows(connection.execute(query))


def undecided(connection: Connection, picks: Collection[Row]) -> list[Row]:
    """Those of these picks of which nobody has decided yet from when they may be told."""
    known = select(push.c.result_id).where(
        push.c.case_id.in_({row["case_id"] for row in picks}),
        push.c.result_id.in_([row["id"] for row in picks]),
    )
    decided = set(connection.scalars(known))
    return [row for row in picks if row["id"] not in decided]


def pick_of(connection: Connection, viewer: Viewer, pick_id: str) -> Row | None:
    """Read a pick with its case by the id under which a platform shows its notice. Raises `NotAllowed`."""
    viewer.require(Right.READ_CASES)
    query = (
        select(audit_pick.c.id, audit_pick.c.case_id, case_record.c.ref, case_record.c.source)
        .join(case_record, case_record.c.id == audit_pick.c.case_id)
        .where(visible(viewer, audit_pick), audit_pick.c.id == pick_id)
    )
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def is_pick(connection: Connection, case_id: int, identity: str) -> bool:
    """Say whether what is shown under this id is the notice of a pick."""
    query = select(audit_pick.c.id).where(audit_pick.c.case_id == case_id, audit_pick.c.id == identity)
    return connection.execute(query).first() is not None


def add_reply(connection: Connection, row: Row) -> None:
    """Keep what a worker wrote back."""
    connection.execute(insert(notice_reply).values(row))


def replies_of(connection: Connection, viewer: Viewer, case_ids: Collection[int]) -> dict[str, list[Row]]:
    """Read what was written back about notices of these cases, by pick, the oldest first. Raises `NotAllowed`."""
    viewer.require(Right.READ_CASES)
    query = (
        select(notice_reply)
        .where(visible(viewer, notice_reply), notice_reply.c.case_id.in_(case_ids))
        .order_by(notice_reply.c.said_at, notice_reply.c.id)
    )
    found: dict[str, list[Row]] = {}
    for row in as_rows(connection.execute(query)):
        found.setdefault(row["pick_id"], []).append(row)
    return found
