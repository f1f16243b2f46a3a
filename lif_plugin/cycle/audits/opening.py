"""Opening an audit and giving it to an auditor: independent of the team, with a day it is due, evenly where many are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lif_plugin.cycle.audits import asking
from lif_plugin.cycle.audits.refusals import AuditMoved, AuditRefused, NotIndependent
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit import programme_of
from lif_plugin.domain.audit_work import (
    OPEN,
    AuditState,
    Independence,
    Origin,
    independence,
    share_out,
    teams_of,
)
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.store import audit_work, cases
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.reads.cases import cases_by_public_id
from lif_plugin.store.tables import audit, audit_entry
from lif_plugin.store.work import hold_agency

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewAudit:
    """An audit to be made; ``due`` YYYYMMDD.

    ``origin_id`` names the pick of a draw or the member of a sample; ``case`` is the public id of a case that somebody
    wishes to be audited, None where the agency audits itself. ``independent`` says who stands for the auditor being of
    another team, where the record cannot show it. ``part``: of a tool with parts the one that the own agency tells; else
    its first.
    """

    programme: str
    auditor: str
    due: int
    origin: Origin
    origin_id: str | None = None
    case: str | None = None
    tool: str | None = None
    independent: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What an audit is about, as it is stored: the case with the team that holds it, or none; and its public id."""

    values: Mapping[str, Any]
    public_id: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """An audit that was opened, with its case's public id for the read log."""

    id: str
    public_id: str | None


@dataclass(frozen=True, slots=True)
class SharedOut:
    """Audits that were opened of a draw or sample, and the members for whom no auditor is independent."""

    opened: tuple[Opened, ...]
    without_auditor: tuple[str, ...]


def open_audit(desk: Desk, viewer: Viewer, new: NewAudit) -> Opened:
    """Open an audit and give it to an auditor.

    Raises `NotAllowed`, `NotFound`, `NotIndependent`, `AuditRefused`, and `BadSetting` for an unknown programme.
    """
    viewer.require(Right.DRAW_AUDITS)
    with desk.store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        return open_within(desk, connection, viewer, new)


def open_within(desk: Desk, connection: Any, viewer: Viewer, new: NewAudit) -> Opened:
    """The same within a transaction that is under way."""
    programme = programme_of(asking.framework_of(desk, connection, viewer), new.programme)
    again = new.origin is Origin.AGAIN
    tool = asking.asked_in(desk, connection, viewer, programme.id, new.tool, again=again)
    subject = subject_of(desk, connection, viewer, new)
    of_case = subject.values["case_id"] is not None
    if (tool.subject == "case") != of_case:
        raise AuditRefused(
            "This programme's tool is for an agency itself."
            if of_case
            else "This programme's tool is for a case.",
            hint="Choose another tool: `lif audits tools`.",
        )
    parts = [one.id for one in tool.parts]
    if new.part is not None and new.part not in parts:
        raise AuditRefused(
            f"The tool has no part {new.part!r}.", hint=f"It has: {', '.join(parts) or 'none'}."
        )
    values = {
        **subject.values,
        "programme": programme.id,
        "form": asking.keep(connection, viewer, programme.id, tool),
        "agency_part": new.part or next(iter(parts), None),
    }
    return insert(desk, connection, viewer, new, values, subject.public_id)


def subject_of(desk: Desk, connection: Any, viewer: Viewer, new: NewAudit) -> Subject:
    """What an audit is about, once its auditor is shown to be independent of it and its day is one to come.

    Raises `NotFound`, `NotIndependent`, `AuditRefused`.
    """
    member = _subject(connection, viewer, new)
    if not new.auditor.strip() or new.due < day_number(desk.today()):
        raise AuditRefused("An audit has an auditor, and a day to come by which it is due.")
    holder = _holder(desk, connection, viewer, member)
    _require_independent(connection, viewer, new, member, holder)
    teams = load_agency(connection, viewer.agency).teams
    values = {
        "case_id": member["case_id"] if member else None,
        "drawn_as": member.get("part") if member else None,
        "team": min(teams_of(holder, teams), default=None) if holder else None,
    }
    return Subject(values, member["public_id"] if member else None)


def insert(
    desk: Desk,
    connection: Any,
    viewer: Viewer,
    new: NewAudit,
    values: Mapping[str, Any],
    public_id: str | None,
) -> Opened:
    """Keep a new audit with its first entry."""
    today = day_number(desk.today())
    made = audit_work.add(
        connection, audit, viewer, **values, origin=new.origin.value, origin_id=new.origin_id, auditor=new.auditor,
        due=new.due, state=AuditState.ASSIGNED.value, version=1, grade=None, opened_on=today, submitted_on=None,
    )  # fmt: skip
    said = f"Independent, says {new.independent}." if new.independent else None
    row = {"id": made, "case_id": values["case_id"]}
    enter(desk, connection, viewer, row, "opened", said)
    if row["case_id"] is not None and new.origin is not Origin.SECOND:
        # Whoever works with the case reads so in their own system.
        cases.mark_stale(connection, [row["case_id"]])
    return Opened(made, public_id)


def share_out_members(
    desk: Desk, viewer: Viewer, origin: Origin, of: str, programme: str, auditors: Sequence[str], due: int
) -> SharedOut:
    """Open an audit for each member of a draw or sample that has none, evenly among auditors, never for their own team.

    Members for whom nobody is shown to be independent are named and left. Raises as `open_audit` does.
    """
    viewer.require(Right.DRAW_AUDITS)
    with desk.store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        waiting = audit_work.members_without_audit(connection, viewer, origin, of)
        held = [(key, _holder_of_member(desk, connection, viewer, origin, key)) for key in waiting]
        now = {row["auditor"]: row["open"] for row in audit_work.workload(connection, viewer)}
        loads = {name: now.get(name, 0) for name in auditors}
        chosen = share_out(held, loads, load_agency(connection, viewer.agency).teams)
        opened = [
            open_within(desk, connection, viewer, NewAudit(programme, auditor, due, origin, key))
            for key, auditor in chosen.items()
            if auditor is not None
        ]
    return SharedOut(tuple(opened), tuple(key for key, auditor in chosen.items() if auditor is None))


def reassign(
    desk: Desk,
    viewer: Viewer,
    audit_id: str,
    auditor: str,
    due: int,
    why: str,
    independent: str | None = None,
) -> Opened:
    """Give an audit that is not submitted to another auditor, or another day. Raises as `open_audit` does."""
    viewer.require(Right.DRAW_AUDITS)
    if not why.strip():
        raise AuditRefused(
            "Giving an audit to somebody else, or another day, needs a reason.", hint="Say why."
        )
    with desk.store.write(viewer) as connection:
        row = found(connection, viewer, audit_id)
        if row["state"] not in OPEN:
            raise AuditRefused("The audit is not under way.")
        new = NewAudit(row["programme"], auditor, due, Origin(row["origin"]), independent=independent)
        member = {"case_id": row["case_id"]} if row["case_id"] is not None else None
        _require_independent(connection, viewer, new, member, _holder(desk, connection, viewer, member))
        if not audit_work.move(connection, viewer, audit_id, row["version"], auditor=auditor, due=due):
            raise AuditMoved
        enter(desk, connection, viewer, row, "assigned", why)
    return Opened(audit_id, row["public_id"])


def found(connection: Any, viewer: Viewer, audit_id: str) -> Row:
    """One audit that the viewer may read, with its case. Raises `NotFound`, `NotAllowed`."""
    row = audit_work.one(connection, viewer, audit_id)
    if row is None:
        raise NotFound("There is no such audit, or it is not yours to see.")
    return row


def enter(desk: Desk, connection: Any, viewer: Viewer, row: Row, kind: str, note: str | None) -> None:
    """Add what happened to an audit."""
    audit_work.add(
        connection, audit_entry, viewer, audit_id=row["id"], case_id=row["case_id"], kind=kind,
        day=day_number(desk.today()), note=note,
    )  # fmt: skip


def _subject(connection: Any, viewer: Viewer, new: NewAudit) -> Row | None:
    """The case to be audited; None where an agency audits itself."""
    if new.origin in {Origin.PICK, Origin.SAMPLE}:
        member = audit_work.member_of(connection, viewer, new.origin, new.origin_id or "")
        if member is None or not member["is_held"]:
            raise NotFound("There is no such case in a draw or sample, or its record is no longer held.")
        if audit_work.origin_is_taken(connection, viewer, new.origin.value, new.origin_id or ""):
            raise AuditRefused("This one has its audit already.", hint="`lif audits list` shows it.")
        return member
    if new.case is None:
        return None
    case = cases_by_public_id(connection, viewer, [new.case]).get(new.case)
    if case is None:
        raise NotFound("There is no such case, or it is not yours to see.")
    return {**case, "part": "purposive"}


def _holder_of_member(
    desk: Desk, connection: Any, viewer: Viewer, origin: Origin, member_id: str
) -> str | None:
    return _holder(desk, connection, viewer, audit_work.member_of(connection, viewer, origin, member_id))


def _holder(desk: Desk, connection: Any, viewer: Viewer, member: Row | None) -> str | None:
    if member is None:
        return None
    return audit_work.holder_of(connection, viewer, member["case_id"], day_number(desk.today()))


def _require_independent(
    connection: Any, viewer: Viewer, new: NewAudit, member: Row | None, holder: str | None
) -> None:
    """An agency audits itself; a case is audited by nobody of the team that holds it."""
    if member is None:
        return
    teams: Mapping[str, Iterable[str]] = load_agency(connection, viewer.agency).teams
    shown = independence(new.auditor, holder, teams)
    if shown is Independence.NO:
        raise NotIndependent
    if shown is Independence.UNKNOWN and not (new.independent or "").strip():
        raise NotIndependent(
            "The record does not show whether the auditor is of another team than the case.",
            hint="List both in the agency's teams, or say who stands for it.",
        )
