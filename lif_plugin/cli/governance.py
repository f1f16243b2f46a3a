"""Governance: `governance agenda|year|duties|meeting|decide|done|exceptions`."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import typer

from lif_plugin.cli.actions import colour_of
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
from lif_plugin.cycle import governance
from lif_plugin.cycle.exceptions import exceptions_of
from lif_plugin.domain.duty import Due, Tally
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.worktime import numbered_day

app = typer.Typer(
    help="Bodies and roles: what is due, what was done, what they decide.", no_args_is_help=True
)
Body = Annotated[str, typer.Option("--body", help="The body's id in the framework.", metavar="ID")]
From = Annotated[str | None, typer.Option("--from", help="From when duties count; else a year before.")]


@app.command()
def agenda(
    agency: AgencyId,
    partnership: PartnershipId,
    body: Body,
    on: Annotated[str | None, typer.Option("--on", help="The day of the meeting; else today.")] = None,
    first: From = None,
    role: AsRole = Role.BOARD,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Show what a body has before it: items that wait for it, actions it watches, what is due, late or never came."""
    day = numbered_day(as_day(on, "--on") or today())
    with at_desk(db, agency, role) as (desk, viewer):
        found = governance.agenda_of(desk, viewer, partnership, body, _begins(first, day), day)
    waiting = [
        (one.row["id"], one.row["title"], one.state.value)
        for one in (*found.waiting, *found.closing, *found.undecided, *found.unrouted)
    ]
    again = [
        (one.item.row["id"], one.action["id"] if one.action else None, one.day.isoformat(), one.why)
        for one in found.reopened
    ]
    actions = [
        (row["id"], row["text"], row["owner_agency"], iso(row["due"]), colour.value if colour else None)
        for row, colour in found.actions
    ]
    dues = [_due(due) for due in found.dues]
    asked = [(one["id"], one["text"]) for one in found.unanswered]
    reviews = [
        (one.review, one.label, one.theme, list(one.criteria), list(one.items)) for one in found.questions
    ]
    if as_json:
        document({
            "body": body, "day": day.isoformat(),
            "items": [dict(zip(("id", "title", "state"), one, strict=True)) for one in waiting],
            "actions": [dict(zip(("id", "text", "owner", "due", "brag"), one, strict=True)) for one in actions],
            "reopened": [dict(zip(("item", "action", "day", "why"), one, strict=True)) for one in again],
            "escalated": [row["id"] for row in found.escalated],
            "dues": dues, "unanswered": [{"id": one, "text": text} for one, text in asked],
            "reviews": [dict(zip(("review", "label", "theme", "criteria", "items"), one, strict=True)) for one in reviews],
        })  # fmt: skip
        return
    table(f"{body}, {day}: to consider", ("id", "item", "state"), waiting)
    table("Open again", ("item", "action", "since", "why"), again)
    table("Systems findings to answer", ("id", "asks"), asked)
    table("Is this review called for?", ("review", "in words", "theme", "criteria", "items"), reviews)
    late = [(row["id"], row["text"], row["owner_agency"], iso(row["due"])) for row in found.escalated]
    table("Put before it because they were late for long", ("id", "action", "owner", "due"), late)
    table("Actions it watches", ("id", "action", "owner", "due", "colour"), actions)
    table("Due, late, never came", ("day", "kind", "what", "state"), [list(due.values())[:4] for due in dues])


@app.command()
def year(
    agency: AgencyId,
    partnership: PartnershipId,
    first: Annotated[str, typer.Option("--from", help="The first day.")],
    last: Annotated[str, typer.Option("--to", help="The last day.")],
    kind: Annotated[
        str | None, typer.Option("--kind", help="calendar_entry, recurring_report, role_task …")
    ] = None,
    counted: Annotated[bool, typer.Option("--counted", help="Only count, by kind.")] = False,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List every day on which something fell due, and what came of it: in time, late, never came."""
    days = [numbered_day(as_day(text, name) or 0) for text, name in ((first, "--from"), (last, "--to"))]
    with opened(db) as opened_app:
        if counted:
            tallies = governance.tally_of_year(
                opened_app.desk, person(agency, role), partnership, days[0], days[1]
            )
            _tell([asdict(one) for one in tallies if kind in {None, one.kind}], as_json=as_json)
            return
        found = governance.year_of_duties(
            opened_app.desk, person(agency, role), partnership, days[0], days[1], [kind] if kind else None
        )
    rows = [_due(due) for due in found]
    if as_json:
        lines(rows)
    else:
        table(
            "The year", ("day", "kind", "what", "state", "done", "id"), [list(row.values()) for row in rows]
        )


@app.command()
def duties(
    agency: AgencyId,
    partnership: PartnershipId,
    since: Annotated[
        str | None, typer.Option("--since", help="What was never done counts from here.")
    ] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List every duty with when it was last done and is next due; where a word names no day, nobody guesses one."""
    with at_desk(db, agency, role) as (desk, viewer):
        start = numbered_day(as_day(since, "--since") or today())
        found = governance.standing_duties(desk, viewer, partnership, start)
    rows = [
        {"kind": one.duty.kind, "id": one.duty.entry, "label": one.duty.label, "who": one.duty.who,
         "word": one.duty.word, "last": one.last, "next": one.next}
        for one in found
    ]  # fmt: skip
    if as_json:
        lines(rows)
    else:
        columns = ("kind", "id", "what", "who", "how often, in its words", "last done", "next due")
        table("Duties", columns, [list(row.values()) for row in rows])


@app.command()
def meeting(
    agency: AgencyId,
    partnership: PartnershipId,
    body: Body,
    attended: Annotated[int, typer.Option("--attended", help="How many came.")],
    invited: Annotated[int, typer.Option("--invited", help="How many were invited.")],
    quorum: Annotated[int, typer.Option("--quorum", help="How many it takes to decide.")],
    on: Annotated[str | None, typer.Option("--on", help="The day; else today.")] = None,
    minutes: Annotated[
        str | None, typer.Option("--minutes", help="Minutes in brief, or where they are.")
    ] = None,
    role: AsRole = Role.BOARD,
    db: Db = None,
) -> None:
    """Record a meeting of a body; prints its id."""
    day = as_day(on, "--on") or today()
    with at_desk(db, agency, role) as (desk, viewer):
        say(governance.hold_meeting(
            desk, viewer, partnership, body, day,
            attended=attended, invited=invited, quorum=quorum, minutes=minutes,
        ))  # fmt: skip


@app.command()
def decide(
    meeting_id: Annotated[str, typer.Argument(metavar="MEETING", help="The meeting's id.")],
    text: Annotated[str, typer.Argument(help="What was decided.")],
    agency: AgencyId,
    action: Annotated[str | None, typer.Option("--action", help="The action it became.")] = None,
    role: AsRole = Role.BOARD,
    db: Db = None,
) -> None:
    """Record what a meeting decided; one that was not quorate decides nothing."""
    with at_desk(db, agency, role) as (desk, viewer):
        say(governance.decide(desk, viewer, meeting_id, text, action))


@app.command()
def done(
    kind: Annotated[str, typer.Argument(help="calendar_entry, recurring_report, role_task …")],
    entry: Annotated[str, typer.Argument(help="Its id in the framework.")],
    agency: AgencyId,
    partnership: PartnershipId,
    on: Annotated[str | None, typer.Option("--on", help="The day; else today.")] = None,
    due: Annotated[str | None, typer.Option("--due", help="The due day it answers.")] = None,
    note: Annotated[str | None, typer.Option("--note", help="Where it can be seen.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Write down that something the framework asks for was done."""
    day = as_day(on, "--on") or today()
    with opened(db) as opened_app:
        viewer = person(agency, role)
        governance.do_duty(opened_app.desk, viewer, partnership, kind, entry, day, as_day(due, "--due"), note)
    say("Kept.")


@app.command()
def exceptions(
    agency: AgencyId,
    partnership: PartnershipId,
    body: Body,
    on: Annotated[str | None, typer.Option("--on", help="The day of the meeting; else today.")] = None,
    next_meeting: Annotated[
        str | None, typer.Option("--next", help="The day of the meeting after it; else three months later.")
    ] = None,
    first: From = None,
    role: AsRole = Role.BOARD,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Show one page for a body: what is late, without evidence or without its owner's answer, and due by the next meeting."""
    day = numbered_day(as_day(on, "--on") or today())
    after = as_day(next_meeting, "--next")
    with at_desk(db, agency, role) as (desk, viewer):
        found = exceptions_of(
            desk, viewer, partnership, body, _begins(first, day), day,
            numbered_day(after) if after else None,
        )  # fmt: skip
    if as_json:
        document(found.as_json())
        return
    say(f"{body}, {found.day}; the next meeting is on {found.next_meeting}.")
    table("In figures", ("what", "how many"), found.figures().items())
    for title, rows in found.actions_by_title().items():
        table(title, ("id", "action", "owner", "due", "colour"), [
            (row["id"], row["text"], row["owner_agency"], iso(row["due"]), colour_of(row, found.day)) for row in rows
        ])  # fmt: skip
    table("Reports and tasks that are late or never came", ("day", "kind", "what", "state"),
          [list(_due(due).values())[:4] for due in found.dues])  # fmt: skip
    table(
        "Systems findings without an answer",
        ("id", "asks"),
        [(one["id"], one["text"]) for one in found.unanswered],
    )


def _tell(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        lines(rows)
    else:
        columns = [name.replace("_", " ") for name in Tally.__slots__]
        table("The year, counted", columns, [list(row.values()) for row in rows])


def _begins(first: str | None, day: date) -> date:
    number = as_day(first, "--from")
    return numbered_day(number) if number else governance.year_before(day)


def _due(due: Due) -> dict[str, Any]:
    return {
        "day": due.day.isoformat(),
        "kind": due.duty.kind,
        "what": due.duty.label,
        "state": due.state.value,
        "done": due.done.isoformat() if due.done else None,
        "id": due.duty.entry,
    }
