"""Multi-agency audits: `audits agree|agreements|adopt|leave|invite|invitations|accept|show-part|story`."""

from typing import Annotated

import typer

from lif_plugin.cli.auditing import AuditId, Due, due_day, log_read
from lif_plugin.cli.options import (
    AgencyId,
    AsRole,
    Db,
    Json,
    PartnershipId,
    as_day,
    at_desk,
    opened,
    person,
    today,
)
from lif_plugin.cli.output import document, iso, lines, say, table
from lif_plugin.cycle.audits.agreeing import adopt, agreements_of, leave, make_agreement
from lif_plugin.cycle.audits.stories import Invitation, accept, invitations_of, invite, see_story, show_part
from lif_plugin.domain.audit_agreement import Cell
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting

AgreementId = Annotated[str, typer.Argument(metavar="AGREEMENT", help="The agreement's id.")]


def add_to(parent: typer.Typer) -> None:
    """Add these commands."""
    for name, command in (
        ("agree", agree), ("agreements", agreements), ("adopt", adopt_), ("leave", leave_), ("invite", invite_),
        ("invitations", invitations), ("accept", accept_), ("show-part", show), ("story", story),
    ):  # fmt: skip
        parent.command(name)(command)


def agree(
    agency: AgencyId,
    partnership: PartnershipId,
    purpose: Annotated[str, typer.Option("--purpose", help="What it is for.")],
    cell: Annotated[
        list[str], typer.Option("--cell", help="AGENCY:ROLE:PART that may be seen; may be given again.")
    ],
    since: Annotated[str | None, typer.Option("--since", help="From this day; else today.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="To this day; else without an end.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Make an agreement on which agency and role may see which agency's part, and adopt it for your own agency."""
    cells = {_cell(one) for one in cell}
    first, last = as_day(since, "--since") or today(), as_day(until, "--until")
    with at_desk(db, agency, role) as (desk, viewer):
        made = make_agreement(desk, viewer, partnership, purpose, first, last, cells)
    say(f"Made: {made}. Each other agency adopts it for itself: `lif audits adopt`.")


def _cell(text: str) -> Cell:
    parts = text.split(":")
    if len(parts) != 3 or parts[1] not in set(Role):
        raise BadSetting("--cell is not AGENCY:ROLE:PART.", hint="Write it as oakhealth:quality:social_care.")
    return Cell(parts[0], Role(parts[1]), parts[2])


def agreements(agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False) -> None:
    """List the agreements of your partnerships, with who stands by them."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = agreements_of(desk, viewer)
    rows = [
        {"id": one.id, "purpose": one.purpose, "since": iso(one.since), "until": iso(one.until),
         "adopted": sorted(one.adopted), "cells": [f"{cell.agency}:{cell.role.value}:{cell.part}" for cell in sorted(one.cells)]}
        for one in found
    ]  # fmt: skip
    if as_json:
        lines(rows)
        return
    shown = [
        (
            row["id"],
            row["purpose"],
            row["since"],
            row["until"],
            ", ".join(row["adopted"] or ()),
            "\n".join(row["cells"] or ()),
        )
        for row in rows
    ]
    table("Agreements", ("id", "purpose", "since", "until", "adopted by", "who sees what"), shown)


def adopt_(agreement: AgreementId, agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None) -> None:
    """Let your agency stand by an agreement; before that nothing of its own is shown to anybody."""
    with at_desk(db, agency, role) as (desk, viewer):
        adopt(desk, viewer, agreement)
    say("Adopted.")


def leave_(
    agreement: AgreementId,
    agency: AgencyId,
    until: Annotated[str | None, typer.Option("--until", help="The last day; else today.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Let your agency stand by an agreement until a day and no longer; nothing of its own is seen after it."""
    with at_desk(db, agency, role) as (desk, viewer):
        leave(desk, viewer, agreement, as_day(until, "--until") or today())
    say("Left.")


def invite_(
    audit: AuditId,
    agency: AgencyId,
    to: Annotated[str, typer.Option("--to", help="The partner agency's id.")],
    part: Annotated[str, typer.Option("--part", help="The part it is to tell, as the tool names it.")],
    agreement: Annotated[str, typer.Option("--agreement", help="The agreement that lets you ask.")],
    child: Annotated[str, typer.Option("--child", help="How the agreement lets agencies name the child.")],
    due: Due,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Ask a partner for its part of the story that an audit tells."""
    new = Invitation(to, part, agreement, child, due_day(due))
    with at_desk(db, agency, role) as (desk, viewer):
        made = invite(desk, viewer, audit, new)
    say(f"Asked: {made}")


def invitations(agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False) -> None:
    """List invitations that your agency sent or was sent. This is logged."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        rows = invitations_of(opened_app.desk, viewer)
        opened_app.read_log.record_now(viewer, "cli.audits.invitations", [])
    names = ("id", "agency_id", "to_agency", "story_id", "part", "child_key", "due")
    found = [{**{name: row[name] for name in names}, "due": iso(row["due"])} for row in rows]
    if as_json:
        lines(found)
        return
    table(
        "Invitations",
        ("id", "from", "to", "story", "part", "child", "due"),
        [list(row.values()) for row in found],
    )


def accept_(
    invitation: Annotated[str, typer.Argument(metavar="INVITATION")],
    agency: AgencyId,
    auditor: Annotated[str, typer.Option("--auditor", help="Who makes it, as they sign in.")],
    case: Annotated[
        str | None, typer.Option("--case", help="Your own case's public id; none: you hold none.")
    ] = None,
    independent: Annotated[
        str | None,
        typer.Option("--independent", help="Who stands for it that the auditor is of another team."),
    ] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Open your own agency's audit of the part that it was asked for."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        made = accept(opened_app.desk, viewer, invitation, auditor, case, independent)
        log_read(opened_app, viewer, "accept", [made.public_id] if made.public_id else [])
    say(f"Opened: {made.id}")


def show(audit: AuditId, agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None) -> None:
    """Show your submitted part to the agencies that the agreement lets see it."""
    with at_desk(db, agency, role) as (desk, viewer):
        counts = show_part(desk, viewer, audit)
    for name, count in counts.items():
        say(f"{name}: {count} answers.")


def story(
    story_id: Annotated[str, typer.Argument(metavar="STORY", help="The audit of the agency that leads.")],
    agency: AgencyId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Show one child's story: your own part, and of others' what the agreement lets your role see. This is logged."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        seen = see_story(opened_app.desk, viewer, story_id)
        # What is read across agencies is in the log before it is shown.
        opened_app.read_log.record_now(viewer, "cli.audits.story", seen.public_ids)
    if as_json:
        document([
            {"part": one.part, "agency": one.agency, "answers": {key: given.value for key, given in one.answers.items()}}
            for one in seen.parts
        ])  # fmt: skip
        return
    for one in seen.parts:
        rows = [(key, given.value, given.evidence) for key, given in one.answers.items()]
        table(f"{one.part}, {one.agency}", ("question", "answer", "evidence"), rows)
