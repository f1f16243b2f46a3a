"""Audits as they are made: forms, audits with their case, answers, entries and findings; who holds a case, who has how much."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, case, func, insert, or_, select, update
from uuid6 import uuid7

from lif_plugin.domain.audit_work import UNDER_WAY, Origin
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.tables import (
    audit,
    audit_answer,
    audit_entry,
    audit_finding,
    audit_form,
    audit_pick,
    audit_sampled,
    case_record,
    event,
)
from lif_plugin.store.work import as_rows, now_ms, visible

Row = dict[str, Any]


def add(connection: Connection, table: Table, viewer: Viewer, **values: Any) -> str:
    """Add a row of the viewer's agency; gives its id."""
    made = {"id": str(uuid7()), "agency_id": viewer.agency, "at": now_ms()}
    if "by" in table.c:
        made["by"] = viewer.subject
    connection.execute(insert(table).values({**made, **values}))
    return str(made["id"])


def keep_form(
    connection: Connection, viewer: Viewer, digest: str, tool: str, version: int, programme: str, content: str
) -> None:
    """Keep what is asked, once."""
    key = and_(audit_form.c.agency_id == viewer.agency, audit_form.c.digest == digest)
    if connection.scalar(select(audit_form.c.digest).where(key)) is None:
        connection.execute(
            insert(audit_form).values(
                agency_id=viewer.agency, digest=digest, tool=tool, version=version, programme=programme, content=content
            )
        )  # fmt: skip


def form_text(connection: Connection, viewer: Viewer, digest: str) -> str | None:
    """What is asked, as JSON."""
    found = select(audit_form.c.content).where(visible(viewer, audit_form), audit_form.c.digest == digest)
    text = connection.scalar(found)
    return str(text) if text is not None else None


def readable(viewer: Viewer) -> ColumnElement[bool]:
    """The audits a viewer may read: those of the agency with the right to, else their own alone. Raises `NotAllowed`."""
    if viewer.may(Right.READ_AUDITS):
        return visible(viewer, audit)
    viewer.require(Right.AUDIT)
    return and_(visible(viewer, audit), audit.c.auditor == viewer.subject)


def unseen(viewer: Viewer, audit_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Holds but for audits that the viewer is reading a second time: of those they see no answer and no grade."""
    second = audit.alias("reading")
    reading = select(second.c.origin_id).where(
        second.c.agency_id == viewer.agency, second.c.auditor == viewer.subject,
        second.c.origin == Origin.SECOND.value, second.c.state.in_(sorted(UNDER_WAY)),
    )  # fmt: skip
    return audit_id.not_in(reading)


def with_case(viewer: Viewer) -> Select[Any]:
    """The select of the audits a viewer may read, with their case. Raises `NotAllowed`."""
    grade = case((unseen(viewer, audit.c.id), audit.c.grade)).label("grade")
    plain = [column for column in audit.c if column is not audit.c.grade]
    return (
        select(*plain, grade, case_record.c.ref, case_record.c.public_id, case_record.c.source)
        .outerjoin(case_record, case_record.c.id == audit.c.case_id)
        .where(readable(viewer))
    )


def audits_where(
    connection: Connection,
    viewer: Viewer,
    *,
    ids: Collection[str] | None = None,
    states: Collection[str] | None = None,
    auditor: str | None = None,
    programme: str | None = None,
    case_id: int | None = None,
) -> list[Row]:
    """Audits with their case (``ref`` and ``public_id``; None where there is none), the first due first.

    Raises `NotAllowed`.
    """
    query = with_case(viewer)
    if ids is not None:
        query = query.where(audit.c.id.in_(sorted(ids)))
    if states is not None:
        query = query.where(audit.c.state.in_(sorted(states)))
    for column, value in (
        (audit.c.auditor, auditor),
        (audit.c.programme, programme),
        (audit.c.case_id, case_id),
    ):
        if value is not None:
            query = query.where(column == value)
    return as_rows(connection.execute(query.order_by(audit.c.due, audit.c.id)))


def one(connection: Connection, viewer: Viewer, audit_id: str) -> Row | None:
    """One audit with its case, or None. Raises `NotAllowed`."""
    rows = audits_where(connection, viewer, ids=[audit_id])
    return rows[0] if rows else None


def move(connection: Connection, viewer: Viewer, audit_id: str, expected: int, **values: Any) -> bool:
    """Change an audit that is still in the version somebody saw; the version counts up. Says whether it was."""
    done = connection.execute(
        update(audit)
        .where(audit.c.id == audit_id, visible(viewer, audit), audit.c.version == expected)
        .values(version=expected + 1, **values)
    )
    return bool(done.rowcount)


def answers_of(
    connection: Connection, viewer: Viewer, audit_ids: Collection[str]
) -> dict[str, dict[str, Row]]:
    """Of these audits the answers that stand, by question; an emptied one stands as empty."""
    rank = func.row_number().over(
        partition_by=(audit_answer.c.audit_id, audit_answer.c.question),
        order_by=audit_answer.c.version.desc(),
    )
    ranked = (
        select(audit_answer, rank.label("rank"))
        .where(
            visible(viewer, audit_answer),
            audit_answer.c.audit_id.in_(sorted(audit_ids)),
            unseen(viewer, audit_answer.c.audit_id),
        )
        .subquery()
    )
    found: dict[str, dict[str, Row]] = {key: {} for key in audit_ids}
    for row in as_rows(connection.execute(select(ranked).where(ranked.c.rank == 1))):
        found[row["audit_id"]][row["question"]] = row
    return found


def add_answers(
    connection: Connection, viewer: Viewer, row: Row, version: int, said: Mapping[str, Any]
) -> None:
    """Add what was answered in one version of an audit."""
    at = now_ms()
    rows = [
        {
            "audit_id": row["id"], "question": key, "version": version, "agency_id": viewer.agency,
            "case_id": row["case_id"], "value": given.value, "evidence": given.evidence, "note": given.note,
            "by": viewer.subject, "at": at,
        }
        for key, given in said.items()
    ]  # fmt: skip
    if rows:
        connection.execute(insert(audit_answer), rows)


def entries_of(connection: Connection, viewer: Viewer, audit_ids: Collection[str]) -> dict[str, list[Row]]:
    """What happened to these audits, in order."""
    return _grouped(connection, viewer, audit_entry, audit_ids)


def findings_of(connection: Connection, viewer: Viewer, audit_ids: Collection[str]) -> dict[str, list[Row]]:
    """What these audits found, in order; nothing of one that the viewer is reading a second time."""
    return _grouped(connection, viewer, audit_finding, audit_ids, unseen(viewer, audit_finding.c.audit_id))


def _grouped(
    connection: Connection, viewer: Viewer, table: Table, ids: Collection[str], *more: ColumnElement[bool]
) -> dict[str, list[Row]]:
    query = select(table).where(visible(viewer, table), table.c.audit_id.in_(sorted(ids)), *more)
    found: dict[str, list[Row]] = {key: [] for key in ids}
    for row in as_rows(connection.execute(query.order_by(table.c.at, table.c.id))):
        found[row["audit_id"]].append(row)
    return found


def findings_by_id(connection: Connection, viewer: Viewer, ids: Collection[str]) -> list[Row]:
    """These findings with the audit each is of."""
    query = (
        select(
            audit_finding,
            audit.c.programme,
            audit.c.submitted_on,
            audit.c.state,
            audit.c.origin,
            audit.c.drawn_as,
        )
        .join(audit, audit.c.id == audit_finding.c.audit_id)
        .where(
            visible(viewer, audit_finding),
            audit_finding.c.id.in_(sorted(ids)),
            unseen(viewer, audit_finding.c.audit_id),
        )
    )
    return as_rows(connection.execute(query.order_by(audit_finding.c.id)))


def put_into_learning(connection: Connection, viewer: Viewer, ids: Iterable[str], item_id: str) -> None:
    """Keep which item of learning these findings went into."""
    connection.execute(
        update(audit_finding)
        .where(audit_finding.c.id.in_(sorted(ids)), visible(viewer, audit_finding))
        .values(item_id=item_id)
    )


def workload(connection: Connection, viewer: Viewer) -> list[Row]:
    """Auditors with the audits they have to make now, how many, and the first day due. Raises `NotAllowed`."""
    viewer.require(Right.DRAW_AUDITS)
    query = (
        select(audit.c.auditor, func.count().label("open"), func.min(audit.c.due).label("first_due"))
        .where(visible(viewer, audit), audit.c.state.in_(sorted(UNDER_WAY)))
        .group_by(audit.c.auditor)
    )
    return sorted(as_rows(connection.execute(query)), key=lambda row: str(row["auditor"]))


def holder_of(connection: Connection, viewer: Viewer, case_id: int, as_of: int) -> str | None:
    """Who holds a case on a day, by the source's own id; of several the one since latest. None: nobody says."""
    query = (
        select(event.c.actor)
        .where(
            visible(viewer, event), event.c.case_id == case_id, event.c.kind == "worker", event.c.live,
            event.c.actor.is_not(None), event.c.occurred_day <= as_of,
            or_(event.c.until_day.is_(None), event.c.until_day > as_of),
        )
        .order_by(event.c.occurred_at.desc(), event.c.actor.desc())
    )  # fmt: skip
    found = connection.scalar(query.limit(1))
    return str(found) if found is not None else None


def member_of(connection: Connection, viewer: Viewer, origin: Origin, member_id: str) -> Row | None:
    """A case that a draw picked, or a sample holds, with its public id and part."""
    table = audit_pick if origin is Origin.PICK else audit_sampled
    query = (
        select(table.c.case_id, table.c.part, case_record.c.public_id, case_record.c.is_held)
        .join(case_record, case_record.c.id == table.c.case_id)
        .where(visible(viewer, table), table.c.id == member_id)
    )
    rows = as_rows(connection.execute(query))
    return rows[0] if rows else None


def earlier(connection: Connection, viewer: Viewer, row: Row) -> Row | None:
    """The last audit of the same programme and subject that was submitted before this one, or None."""
    same = audit.c.case_id.is_(None) if row["case_id"] is None else audit.c.case_id == row["case_id"]
    query = (
        select(audit)
        .where(
            visible(viewer, audit), same, audit.c.programme == row["programme"], audit.c.id < row["id"],
            audit.c.submitted_on.is_not(None), audit.c.state.in_(("submitted", "closed")),
            audit.c.origin != Origin.SECOND.value, audit.c.id != (row["origin_id"] if row["origin"] == "second" else ""),
        )
        .order_by(audit.c.submitted_on.desc(), audit.c.id.desc())
    )  # fmt: skip
    rows = as_rows(connection.execute(query.limit(1)))
    return rows[0] if rows else None


def origin_is_taken(connection: Connection, viewer: Viewer, origin: str, origin_id: str) -> bool:
    """Whether a pick, a member of a sample or an invitation has an audit already that was not withdrawn."""
    query = select(audit.c.id).where(
        audit.c.agency_id == viewer.agency,
        audit.c.origin == origin,
        audit.c.origin_id == origin_id,
        audit.c.state != "withdrawn",
    )
    return connection.scalar(query.limit(1)) is not None


def members_without_audit(connection: Connection, viewer: Viewer, origin: Origin, of: str) -> list[str]:
    """The members of a draw or sample that have no audit yet, in order."""
    table, parent = (audit_pick, "draw_id") if origin is Origin.PICK else (audit_sampled, "audit_sample_id")
    taken = select(audit.c.origin_id).where(
        audit.c.agency_id == viewer.agency, audit.c.origin == origin.value, audit.c.state != "withdrawn",
        audit.c.origin_id.is_not(None),
    )  # fmt: skip
    query = select(table.c.id).where(visible(viewer, table), table.c[parent] == of, table.c.id.not_in(taken))
    return list(connection.scalars(query.order_by(table.c.part, table.c.place)))
