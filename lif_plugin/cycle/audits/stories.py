"""One child's story told by several agencies: partners are invited, each answers its own part, and shows what is agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lif_plugin.cycle.audits import asking
from lif_plugin.cycle.audits.agreeing import agreement_in_force
from lif_plugin.cycle.audits.answering import standing
from lif_plugin.cycle.audits.opening import NewAudit, Opened, Row, found, insert, subject_of
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_tool import Answer, Who
from lif_plugin.domain.audit_work import DONE, Origin
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.store import audit_parts, audit_work
from lif_plugin.store.tables import audit_invitation

SUBMITTED = ""
"""The question of a row that says only that a part was submitted."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to ask for which part of a child's story; ``child_key`` names the child as the agreement lets agencies."""

    to_agency: str
    part: str
    agreement: str
    child_key: str
    due: int


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A part as the viewer may see it: whose it is, whether it was submitted, and the answers that are shown."""

    part: str
    agency: str
    submitted: bool
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class StorySeen:
    """One child's story with the parts that the viewer may see, and the own case's public id for the read log."""

    story_id: str
    parts: tuple[PartSeen, ...]
    public_ids: tuple[str, ...]


def invite(desk: Desk, viewer: Viewer, audit_id: str, new: Invitation) -> str:
    """Ask a partner for its part of the story that an audit tells; gives the invitation's id.

    To ask about a child says that one knows the child. So an agreement with its purpose, adopted by both, comes first.
    Raises `AuditRefused`, `NotFound`.
    """
    viewer.require(Right.DRAW_AUDITS)
    with desk.store.write(viewer) as connection:
        row = found(connection, viewer, audit_id)
        tool = asking.kept(connection, viewer, row["form"])
        agreement = agreement_in_force(desk, connection, viewer, new.agreement)
        if agreement is None or not {viewer.agency, new.to_agency} <= agreement.adopted:
            raise AuditRefused(
                "No agreement that both agencies have adopted holds today.",
                hint="Adopt one first, both of you.",
            )
        if new.part not in {part.id for part in tool.parts} or row["origin"] == Origin.INVITED:
            raise AuditRefused("This audit has no such part for others to answer.")
        if new.to_agency == viewer.agency or not new.child_key.strip() or new.due < day_number(desk.today()):
            raise AuditRefused(
                "An invitation goes to another agency, names the child as agreed, and has a day to come."
            )
        there = audit_parts.invitations(connection, viewer, story=audit_id)
        if any((one["to_agency"], one["part"]) == (new.to_agency, new.part) for one in there):
            raise AuditRefused("This agency is asked for this part already.")
        partnership = audit_parts.partnership_of_agreement(connection, viewer, new.agreement, desk.today())
        return audit_work.add(
            connection, audit_invitation, viewer, to_agency=new.to_agency, case_id=row["case_id"],
            partnership_id=partnership, agreement_id=new.agreement, story_id=audit_id, programme=row["programme"],
            tool=tool.id, tool_version=tool.version, part=new.part, child_key=new.child_key, due=new.due,
        )  # fmt: skip


def invitations_of(desk: Desk, viewer: Viewer) -> list[Row]:
    """Invitations that the viewer's agency sent or was sent, the first due first."""
    with desk.store.read(viewer) as connection:
        return audit_parts.invitations(connection, viewer)


def accept(
    desk: Desk,
    viewer: Viewer,
    invitation_id: str,
    auditor: str,
    case: str | None,
    independent: str | None = None,
) -> Opened:
    """Open the own agency's audit of its part; ``case`` is its own record of the child, None where it holds none.

    Raises `NotFound`, `NotIndependent`, `AuditRefused`.
    """
    viewer.require(Right.DRAW_AUDITS)
    with desk.store.write(viewer) as connection:
        asked = _to_me(connection, viewer, invitation_id)
        if audit_work.origin_is_taken(connection, viewer, Origin.INVITED.value, invitation_id):
            raise AuditRefused("Your agency has taken this on already.")
        tool = asking.part_asked(desk, connection, viewer, asked)
        new = NewAudit(
            asked["programme"],
            auditor,
            asked["due"],
            Origin.INVITED,
            invitation_id,
            case,
            tool.id,
            independent,
        )
        subject = subject_of(desk, connection, viewer, new)
        values = {
            **subject.values, "programme": asked["programme"],
            "form": asking.keep(connection, viewer, asked["programme"], tool), "agency_part": asked["part"],
        }  # fmt: skip
        return insert(desk, connection, viewer, new, values, subject.public_id)


def show_part(desk: Desk, viewer: Viewer, audit_id: str) -> dict[str, int]:
    """Show the own part of a story to the agencies that the agreement lets see it; gives how many answers to each.

    For a submitted audit; what was shown before is replaced, so that an agreement that has narrowed narrows it. The
    agency that leads, and every one that may see it, hear that the part was submitted. Raises `AuditRefused`, `NotFound`.
    """
    viewer.require(Right.DRAW_AUDITS)
    with desk.store.write(viewer) as connection:
        row = found(connection, viewer, audit_id)
        if row["state"] not in DONE:
            raise AuditRefused("Only a part that was submitted is shown.")
        story, part, asked = _own_part(connection, viewer, row)
        said = _shareable(connection, viewer, row)
        told = frozenset(one["agency_id"] for one in asked) - {viewer.agency}
        shown: list[Row] = []
        counts: dict[str, int] = {}
        for agreement_id in sorted({one["agreement_id"] for one in asked}):
            agreement = agreement_in_force(desk, connection, viewer, agreement_id)
            readers = (
                agreement.readers(viewer.agency, part, day_number(desk.today())) if agreement else frozenset()
            )
            for one in sorted(readers | told):
                base = {"agreement_id": agreement_id, "case_id": row["case_id"], "to_agency": one}
                shown += [{**base, **answer} for answer in (said if one in readers else ())]
                shown += [{**base, "question": SUBMITTED, "value": "", "evidence": ""}]
                counts[one] = len(said) if one in readers else 0
        audit_parts.show_again(connection, viewer, story, part, shown)
    return counts


def _shareable(connection: Any, viewer: Viewer, row: Row) -> list[Row]:
    """The answers of an agency's own part: what it says for all agencies together stays with the one that leads."""
    tool = asking.kept(connection, viewer, row["form"])
    own = {one.id for section in tool.sections if section.who is Who.EACH for one in section.questions}
    answers = standing(audit_work.answers_of(connection, viewer, [row["id"]])[row["id"]])
    return [
        {"question": key, "value": given.value, "evidence": given.evidence}
        for key, given in answers.items()
        if key in own and given.value
    ]


def see_story(desk: Desk, viewer: Viewer, story_id: str) -> StorySeen:
    """See one child's story: the own part, and of others' what the agreement lets this agency and role see today.

    Raises `NotFound` for whoever is no part of it, `NotAllowed`.
    """
    viewer.require(Right.READ_AUDITS)
    with desk.store.read(viewer) as connection:
        asked = audit_parts.invitations(connection, viewer, story=story_id)
        if not asked:
            raise NotFound("There is no such story, or your agency is no part of it.")
        own = _own_audits(connection, viewer, story_id, asked)
        parts = [
            PartSeen(row["agency_part"] or "", viewer.agency, True, _own_answers(connection, viewer, row))
            for row in own
            if row["state"] in DONE
        ]
        parts += _others(desk, connection, viewer, audit_parts.shown_of(connection, viewer, story_id))
    public_ids = tuple(row["public_id"] for row in own if row["public_id"])
    return StorySeen(story_id, tuple(sorted(parts, key=lambda one: (one.part, one.agency))), public_ids)


def _to_me(connection: Any, viewer: Viewer, invitation_id: str) -> Row:
    rows = audit_parts.invitations(connection, viewer, ids=[invitation_id])
    if not rows or rows[0]["to_agency"] != viewer.agency:
        raise NotFound("There is no such invitation to your agency.")
    return rows[0]


def _own_part(connection: Any, viewer: Viewer, row: Row) -> tuple[str, str, list[Row]]:
    """The story, the part and the invitations that an audit of the own agency belongs to."""
    if row["origin"] == Origin.INVITED:
        asked = [_to_me(connection, viewer, row["origin_id"])]
        return asked[0]["story_id"], asked[0]["part"], asked
    asked = audit_parts.invitations(connection, viewer, story=row["id"])
    if not asked:
        raise AuditRefused("This audit is no story that several agencies tell.")
    return row["id"], row["agency_part"] or "", asked


def _own_audits(connection: Any, viewer: Viewer, story_id: str, asked: Sequence[Row]) -> list[Row]:
    mine = {one["id"] for one in asked if one["to_agency"] == viewer.agency}
    rows = audit_work.audits_where(connection, viewer)
    return [row for row in rows if row["id"] == story_id or row["origin_id"] in mine]


def _own_answers(connection: Any, viewer: Viewer, row: Row) -> dict[str, Answer]:
    return standing(audit_work.answers_of(connection, viewer, [row["id"]])[row["id"]])


def _others(desk: Desk, connection: Any, viewer: Viewer, rows: Sequence[Row]) -> list[PartSeen]:
    """What others show, as far as their agreement lets the viewer's roles see it now."""
    theirs = [row for row in rows if row["to_agency"] == viewer.agency and row["agency_id"] != viewer.agency]
    known = {
        one.id: one
        for one in audit_parts.agreements(
            connection, viewer, desk.today(), {row["agreement_id"] for row in theirs}
        )
    }
    today = day_number(desk.today())
    found: dict[tuple[str, str], dict[str, Answer]] = {}
    for row in theirs:
        agreement, key = known.get(row["agreement_id"]), (row["part"], row["agency_id"])
        answers = found.setdefault(key, {})
        lets = agreement is not None and agreement.lets(
            viewer.agency, viewer.roles, row["agency_id"], row["part"], today
        )
        if lets and row["question"] != SUBMITTED:
            answers[row["question"]] = Answer(row["value"], row["evidence"])
    return [PartSeen(part, agency, True, answers) for (part, agency), answers in found.items()]
