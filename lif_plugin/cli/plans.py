"""Plans: `plans make|put|list`. One action may stand in many plans and is counted once."""

from typing import Annotated

import typer

from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, PartnershipId, as_day, at_desk, opened, person
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.cycle import actions
from lif_plugin.domain.viewer import Role
from lif_plugin.store.reads.learning import all_rows, rows_with
from lif_plugin.store.tables import plan, plan_action

app = typer.Typer(help="Plans that actions stand in.", no_args_is_help=True)


@app.command()
def make(
    agency: AgencyId,
    partnership: PartnershipId,
    kind: Annotated[str, typer.Option("--kind", help="The framework's kind of plan.")],
    title: Annotated[str, typer.Option("--title", help="What it is called.")],
    first: Annotated[str, typer.Option("--from", help="Its first day.")],
    last: Annotated[str, typer.Option("--to", help="Its last day.")],
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Make a plan of one of the framework's kinds; prints its id."""
    days = (as_day(first, "--from") or 0, as_day(last, "--to") or 0)
    with at_desk(db, agency, role) as (desk, viewer):
        say(actions.make_plan(desk, viewer, partnership, kind, title, *days))


@app.command()
def put(
    plan_id: Annotated[str, typer.Argument(metavar="PLAN", help="The plan's id.")],
    action: Annotated[str, typer.Argument(help="The action's id.")],
    agency: AgencyId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Put an action in a plan; where it stands already nothing changes."""
    with at_desk(db, agency, role) as (desk, viewer):
        actions.put_in_plan(desk, viewer, plan_id, action)
    say("It stands in the plan.")


@app.command("list")
def list_(
    agency: AgencyId,
    partnership: Annotated[
        str | None, typer.Option("--partnership", help="One partnership; else all.")
    ] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List plans with how many actions stand in each, and how many different actions that are together."""
    with opened(db) as opened_app:
        desk, viewer = opened_app.desk, person(agency, role)
        with opened_app.store.read(viewer) as connection:
            plans = all_rows(connection, viewer, plan, desk.today(), partnership_id=partnership)
            held = rows_with(
                connection, viewer, plan_action, "plan_id", [one["id"] for one in plans], desk.today()
            )
    within: dict[str, set[str]] = {}
    for one in held:
        within.setdefault(one["plan_id"], set()).add(one["action_id"])
    if as_json:
        lines(
            {**one, "first_day": iso(one["first_day"]), "last_day": iso(one["last_day"]),
             "actions": sorted(within.get(one["id"], ()))}
            for one in plans
        )  # fmt: skip
        return
    columns = ("id", "of", "kind", "title", "owner", "from", "to", "actions")
    table("Plans", columns, [
        (one["id"], one["agency_id"], one["plan_type"], one["title"], one["owner"], iso(one["first_day"]),
         iso(one["last_day"]), len(within.get(one["id"], ())))
        for one in plans
    ])  # fmt: skip
    say(f"{len(set().union(*within.values()))} different actions.")
