"""Briefings: `briefings send|list|expect|acknowledge|reach`."""

from dataclasses import asdict
from typing import Annotated

import typer

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
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.cycle import sharing
from lif_plugin.domain.viewer import Role
from lif_plugin.store.reads.learning import all_rows
from lif_plugin.store.tables import briefing

app = typer.Typer(help="Learning put before people, and how far it got.", no_args_is_help=True)
BriefingId = Annotated[str, typer.Argument(metavar="BRIEFING", help="The briefing's id.")]


@app.command()
def send(
    agency: AgencyId,
    partnership: PartnershipId,
    way: Annotated[str, typer.Option("--way", help="The framework's way of sharing learning.")],
    title: Annotated[str, typer.Option("--title", help="What it is called.")],
    text: Annotated[str, typer.Option("--text", help="What it says; no child, no worker.")],
    audience: Annotated[str, typer.Option("--audience", help="Whom it is for.")],
    item: Annotated[str | None, typer.Option("--item", help="The item it is about.")] = None,
    on: Annotated[str | None, typer.Option("--on", help="The day; else today.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Put learning before an audience of the partnership; prints the briefing's id."""
    new = sharing.NewBriefing(partnership, way, title, text, audience, as_day(on, "--on") or today(), item)
    with at_desk(db, agency, role) as (desk, viewer):
        say(sharing.send_briefing(desk, viewer, new))


@app.command("list")
def list_(agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False) -> None:
    """List briefings: the agency's own, and those of its partners."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        with opened_app.store.read(viewer) as connection:
            found = all_rows(connection, viewer, briefing, opened_app.desk.today())
    if as_json:
        lines({**one, "day": iso(one["day"])} for one in found)
    else:
        rows = [
            (one["id"], one["agency_id"], iso(one["day"]), one["way"], one["title"], one["audience"])
            for one in found
        ]
        table("Briefings", ("id", "of", "day", "way", "title", "for"), rows)


@app.command()
def expect(
    one: BriefingId,
    people: Annotated[int, typer.Argument(help="How many people of the agency it is meant for.")],
    agency: AgencyId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Say how many people of the own agency a briefing is meant for; once."""
    with at_desk(db, agency, role) as (desk, viewer):
        sharing.expect_readers(desk, viewer, one, people)
    say("Kept.")


@app.command()
def acknowledge(one: BriefingId, agency: AgencyId, role: AsRole = Role.WORKER, db: Db = None) -> None:
    """Say that one has read a briefing; a second time changes nothing."""
    with at_desk(db, agency, role) as (desk, viewer):
        sharing.acknowledge(desk, viewer, one)
    say("Kept within your agency.")


@app.command()
def reach(
    one: BriefingId, agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False
) -> None:
    """Count who has read a briefing in the own agency, and whom each agency means to reach; never who."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = sharing.reach_of(desk, viewer, one)
    if as_json:
        lines(asdict(reached) for reached in found)
    else:
        rows = [(reached.agency, reached.acknowledged, reached.expected) for reached in found]
        table("Reach", ("agency", "acknowledged", "meant for"), rows)
