"""Reads prompts as tasks: those that wait for one role, and those of it that have closed since a moment."""

from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from lif_plugin.domain.rule import Channel
from lif_plugin.domain.viewer import Right, Role, Viewer
from lif_plugin.store.reads.page import Row
from lif_plugin.store.reads.prompts import is_open, sees
from lif_plugin.store.tables import case_record, push, result
from lif_plugin.store.work import visible

NEVER_OUT: Final = ('"kind":"death"', '"kind":"serious_harm"')
"""What rests on these is seen on our own pages only (design, "Deliver")."""


def tasks_for(
    connection: Connection, viewer: Viewer, role: Role, now: int, *, closed_since: int, with_digest: bool
) -> list[Row]:
    """Read tasks of one role, in order of child and id; ``open`` says which wait. Raises `NotAllowed`.

    A prompt is a task once it may be pushed; ``with_digest`` takes those of the digest too. It is closed
    by whatever ends its waiting, at the earliest at ``closed_since`` (UTC milliseconds).
    """
    viewer.require(Right.READ_CASES)
    pushed: ColumnElement[bool] = push.c.push_from <= now
    in_digest = result.c.delivery == Channel.DIGEST.value
    waiting = and_(is_open(), or_(pushed, in_digest) if with_digest else pushed)
    # What was told and is no longer may have any channel but the panel, which nobody was sent.
    was_told = or_(pushed, result.c.delivery != Channel.PANEL.value) if with_digest else pushed
    query = (
        select(
            result,
            case_record.c.source,
            case_record.c.ref,
            case_record.c.public_id,
            waiting.label("open"),
        )
        .join(case_record, case_record.c.id == result.c.case_id)
        .outerjoin(push, and_(push.c.case_id == result.c.case_id, push.c.result_id == result.c.id))
        .where(
            visible(viewer, result),
            case_record.c.agency_id == viewer.agency,
            *sees(viewer),
            result.c.addressees.contains(f",{role.value},"),
            *(~result.c.evidence.contains(kind) for kind in NEVER_OUT),
            or_(waiting, and_(was_told, result.c.told, ~is_open(), result.c.updated_at >= closed_since)),
        )
        .order_by(case_record.c.source, case_record.c.ref, result.c.id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
