"""Audit pools and draws: what waits, what lapses, the frames of a draw, and what it picked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, bindparam, exists, insert, or_, select, update

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.order import in_bytes
from lif_plugin.store.tables import (
    audit_draw,
    audit_pick,
    audit_sample,
    audit_sampled,
    case_record,
    event,
    nomination,
)
from lif_plugin.store.work import as_rows, visible

Row = dict[str, Any]
WAITS: Final = and_(
    nomination.c.ended_at.is_(None), nomination.c.picked_in.is_(None), nomination.c.lapsed_day.is_(None)
)
"""A nomination that a draw may still pick."""
_CASE: Final = (
    case_record.c.source,
    case_record.c.ref,
    case_record.c.public_id,
    case_record.c.is_open,
    case_record.c.is_held,
)


def waiting(connection: Connection, viewer: Viewer, as_of: int) -> list[Row]:
    """Read the nominations that wait on a day, with their case, in order of case, day and trigger.

    Raises `NotAllowed`.
    """
    viewer.require(Right.READ_AUDITS)
    query = (
        select(nomination, *_CASE)
        .join(case_record, case_record.c.id == nomination.c.case_id)
        .where(visible(viewer, nomination), WAITS, nomination.c.day <= as_of)
        .order_by(
            in_bytes(case_record.c.source),
            in_bytes(case_record.c.ref),
            nomination.c.day,
            in_bytes(nomination.c.trigger),
            in_bytes(nomination.c.subject),
        )
    )
    return as_rows(connection.execute(query))


def nominated_cases(connection: Connection, viewer: Viewer, as_of: int) -> set[int]:
    """The cases with a nomination that waits on a day or was picked: none of them counts as random."""
    viewer.require(Right.READ_AUDITS)
    query = select(nomination.c.case_id).where(
        visible(viewer, nomination),
        nomination.c.day <= as_of,
        or_(WAITS, nomination.c.picked_in.is_not(None)),
    )
    return set(connection.scalars(query.distinct()))


def held_cases(connection: Connection, viewer: Viewer, as_of: int) -> list[Row]:
    """Read the cases held, whether open or not, with whether care or a protection plan was in force on a day.

    Raises `NotAllowed`.
    """
    viewer.require(Right.READ_AUDITS)

    def in_force(kind: str, *codes: str) -> Any:
        found = exists().where(
            event.c.case_id == case_record.c.id,
            event.c.kind == kind,
            event.c.live,
            event.c.occurred_day <= as_of,
            or_(event.c.until_day.is_(None), event.c.until_day > as_of),
        )
        return found.where(event.c.code.in_(codes)) if codes else found

    query = (
        select(
            case_record.c.id.label("case_id"),
            *_CASE,
            in_force("placement").label("in_care"),
            in_force("plan", "CP").label("protected"),
        )
        .where(visible(viewer, case_record), case_record.c.is_held)
        .order_by(in_bytes(case_record.c.source), in_bytes(case_record.c.ref))
    )
    return as_rows(connection.execute(query))


def picked_since(connection: Connection, viewer: Viewer, after: int) -> dict[int, int]:
    """The cases that a draw picked, or a sample holds, for a day after this one, each with the last such day."""
    query = (
        select(audit_pick.c.case_id, audit_draw.c.as_of)
        .join(audit_draw, audit_draw.c.id == audit_pick.c.draw_id)
        .where(
            visible(viewer, audit_pick), audit_draw.c.agency_id == viewer.agency, audit_draw.c.as_of > after
        )
    )
    sampled = (
        select(audit_sampled.c.case_id, audit_sample.c.as_of)
        .join(audit_sample, audit_sample.c.id == audit_sampled.c.audit_sample_id)
        .where(visible(viewer, audit_sampled), audit_sample.c.as_of > after)
    )
    rows = [*connection.execute(query), *connection.execute(sampled)]
    return {row.case_id: row.as_of for row in sorted(rows, key=lambda row: int(row.as_of))}


def let_lapse(connection: Connection, ids: Iterable[tuple[int, str, int]]) -> None:
    """Note of these nominations (case, id) since which day they wait no longer."""
    rows = [{"b_case": case_id, "b_id": row_id, "b_day": day} for case_id, row_id, day in ids]
    if rows:
        connection.execute(
            update(nomination)
            .where(nomination.c.case_id == bindparam("b_case"), nomination.c.id == bindparam("b_id"))
            .values(lapsed_day=bindparam("b_day")),
            rows,
        )


def add_draw(connection: Connection, draw: Mapping[str, Any], picks: Sequence[Row]) -> None:
    """Keep a draw and what it picked; what waits on a picked case is picked with it."""
    _add(connection, audit_draw, audit_pick, draw, picks)


def add_sample(connection: Connection, sample: Mapping[str, Any], members: Sequence[Row]) -> None:
    """Keep a sample and its members; what waits on a nominated member is picked with it."""
    _add(connection, audit_sample, audit_sampled, sample, members)


def _add(
    connection: Connection, whole: Table, part: Table, draw: Mapping[str, Any], picks: Sequence[Row]
) -> None:
    connection.execute(insert(whole).values(dict(draw)))
    if not picks:
        return
    connection.execute(insert(part), list(picks))
    connection.execute(
        update(nomination)
        .where(
            nomination.c.case_id.in_([pick["case_id"] for pick in picks if pick["part"] == "nominated"]),
            WAITS,
            nomination.c.day <= draw["as_of"],
        )
        .values(picked_in=draw["id"])
    )


def draw_for(connection: Connection, viewer: Viewer, programme: str, month: int) -> Row | None:
    """Read the draw of a programme's month, if it was made."""
    return _first(
        connection,
        select(audit_draw).where(
            visible(viewer, audit_draw), audit_draw.c.programme == programme, audit_draw.c.month == month
        ),
    )


def draw_of(connection: Connection, viewer: Viewer, draw_id: str) -> Row | None:
    """Read one draw whole, with its frame. Raises `NotAllowed`."""
    viewer.require(Right.READ_AUDITS)
    return _first(
        connection, select(audit_draw).where(visible(viewer, audit_draw), audit_draw.c.id == draw_id)
    )


def _first(connection: Connection, query: Any) -> Row | None:
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def sample_of(connection: Connection, viewer: Viewer, sample_id: str) -> Row | None:
    """Read one sample whole, with its frame. Raises `NotAllowed`."""
    viewer.require(Right.READ_AUDITS)
    return _first(
        connection, select(audit_sample).where(visible(viewer, audit_sample), audit_sample.c.id == sample_id)
    )


def sampled_by(connection: Connection, viewer: Viewer, sample_id: str) -> list[Row]:
    """Read the members of a sample with their cases, in order. Raises `NotAllowed`."""
    viewer.require(Right.READ_AUDITS)
    query = (
        select(audit_sampled, *_CASE)
        .join(case_record, case_record.c.id == audit_sampled.c.case_id)
        .where(visible(viewer, audit_sampled), audit_sampled.c.audit_sample_id == sample_id)
        .order_by(audit_sampled.c.part, audit_sampled.c.place)
    )
    return as_rows(connection.execute(query))


def references_of(connection: Connection, viewer: Viewer, case_ids: Collection[int]) -> dict[int, str]:
    """The key by which a draw ranks each case that is still held: its source and reference."""
    query = select(case_record.c.id, case_record.c.source, case_record.c.ref).where(
        visible(viewer, case_record), case_record.c.is_held
    )
    wanted = set(case_ids)
    return {row.id: case_key(row.source, row.ref) for row in connection.execute(query) if row.id in wanted}


def case_key(source: str, ref: str) -> str:
    """The key by which a draw ranks a case."""
    return f"{source}|{ref}"
