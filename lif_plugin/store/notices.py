"""Notices of audits as platforms show them: which picks are told of, whose pick an answer is to, what was written back."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Integer, String, and_, insert, literal, or_, select, union_all

from lif_plugin.domain.audit_voice import WordKind
from lif_plugin.domain.audit_work import AuditState, Origin
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.tables import audit, audit_draw, audit_pick, audit_word, case_record, notice_reply, push
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


def recent_audits(connection: Connection, case_ids: Collection[int], since: int) -> list[Row]:
    """Read the audits of these cases, as far as they are open, that were opened or read back since a moment.

    Each comes once for its opening, under its own id, and once more under the id of each word (``word``) that tells of it:
    that it was read back, or that its auditor proposed the ``day`` to talk which stands now. A second reading is told to
    nobody.
    """
    told = (
        audit.c.case_id, audit.c.auditor, audit.c.due, audit.c.programme, audit.c.origin, audit.c.drawn_as
    )  # fmt: skip
    live = and_(
        audit.c.case_id.in_(case_ids),
        audit.c.origin != Origin.SECOND.value,
        audit.c.state != AuditState.WITHDRAWN.value,
        case_record.c.is_open.is_(True),
    )
    on_case = case_record.c.id == audit.c.case_id
    none = literal(None, String), literal(None, Integer)
    opened = select(audit.c.id, *told, none[0].label("word"), none[1].label("day")).join(case_record, on_case)
    later = audit_word.alias("later")
    moved = select(later.c.id).where(
        later.c.audit_id == audit_word.c.audit_id, later.c.day.is_not(None), later.c.id > audit_word.c.id
    )
    waits = and_(
        audit_word.c.kind == WordKind.PROPOSED.value, audit_word.c.by == audit.c.auditor, ~moved.exists()
    )
    word = and_(
        audit_word.c.audit_id == audit.c.id, or_(audit_word.c.kind == WordKind.READ_BACK.value, waits)
    )
    shown = (
        select(audit_word.c.id, *told, audit_word.c.kind, audit_word.c.day)
        .select_from(audit_word)
        .join(audit, word)
    )
    both = union_all(
        opened.where(live, audit.c.at >= since),
        shown.join(case_record, on_case).where(live, audit_word.c.at >= since),
    ).subquery()
    return as_rows(connection.execute(select(both).order_by(both.c.case_id, both.c.id)))


def undecided(connection: Connection, picks: Collection[Row]) -> list[Row]:
    """Those of these picks of which nobody has decided yet from when they may be told."""
    known = select(push.c.result_id).where(
        push.c.case_id.in_({row["case_id"] for row in picks}),
        push.c.result_id.in_([row["id"] for row in picks]),
    )
    decided = set(connection.scalars(known))
    return [row for row in picks if row["id"] not in decided]


def pick_of(connection: Connection, viewer: Viewer, pick_id: str) -> Row | None:
    """Read what a notice is about, a pick or an audit, with its case, by the id under which a platform shows it.

    Raises `NotAllowed`.
    """
    viewer.require(Right.READ_CASES)
    query = (
        select(audit_pick.c.id, audit_pick.c.case_id, case_record.c.ref, case_record.c.source)
        .join(case_record, case_record.c.id == audit_pick.c.case_id)
        .where(visible(viewer, audit_pick), audit_pick.c.id == pick_id)
    )
    row = connection.execute(query).mappings().first()
    return {**row, "audit_id": None, "kind": None} if row else _audit_of(connection, viewer, pick_id)


def _audit_of(connection: Connection, viewer: Viewer, identity: str) -> Row | None:
    """Read the audit whose notice, or whose reading back, is shown under an id."""
    query = (
        select(
            audit.c.id.label("audit_id"),
            audit.c.case_id,
            case_record.c.ref,
            case_record.c.source,
            audit_word.c.kind,
            audit_word.c.day,
        )
        .select_from(audit)
        .join(case_record, case_record.c.id == audit.c.case_id)
        .outerjoin(audit_word, and_(audit_word.c.audit_id == audit.c.id, audit_word.c.id == identity))
        .where(visible(viewer, audit), or_(audit.c.id == identity, audit_word.c.id.is_not(None)))
    )
    row = connection.execute(query).mappings().first()
    return {**row, "id": identity} if row else None


def is_notice(connection: Connection, case_id: int, identity: str) -> bool:
    """Say whether what is shown under this id is a notice: of a pick, of an audit, or that one was read back."""
    return any(
        connection.execute(
            select(table.c.id).where(table.c.case_id == case_id, table.c.id == identity)
        ).first()
        for table in (audit_pick, audit, audit_word)
    )


def add_word(connection: Connection, row: Row) -> None:
    """Keep what a worker wrote back about an audit."""
    connection.execute(insert(audit_word).values(row))


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
