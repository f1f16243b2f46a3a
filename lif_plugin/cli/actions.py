"""Actions: `actions propose|list|move|progress|evidence|remind|contact|contacts`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lif_plugin.cli import reminders
from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, as_day, at_desk, opened, person
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.cycle import actions
from lif_plugin.cycle.evidence import CSV
from lif_plugin.domain.learning import ActionState, Brag, brag
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.store.reads.learning import all_actions

app = typer.Typer(help="Actions: who will change what by when, and how it goes.", no_args_is_help=True)
ActionId = Annotated[
    str, typer.Argument(metavar="ACTION", help="The action's id, as `lif actions list` gives it.")
]


@app.command()
def propose(
    item: Annotated[str, typer.Argument(help="The item's id.")],
    agency: AgencyId,
    text: Annotated[str, typer.Option("--text", help="What will be changed.")],
    owner: Annotated[str, typer.Option("--owner", help="The agency that is to do it.")],
    owner_role: Annotated[str, typer.Option("--owner-role", help="The role, never a person.")],
    approach: Annotated[str, typer.Option("--approach", help="The framework's approach to improvement.")],
    due: Annotated[str, typer.Option("--due", help="By when, e.g. 2027-03-31.")],
    measure: Annotated[str | None, typer.Option("--measure", help="How anybody will know.")] = None,
    monitored_by: Annotated[
        str | None, typer.Option("--monitored-by", help="The body that signs it off.")
    ] = None,
    recommendation: Annotated[str | None, typer.Option("--recommendation", help="Which it answers.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Propose an action to the agency that is to own it; prints its id."""
    day = as_day(due, "--due") or 0
    new = actions.NewAction(text, owner, owner_role, approach, day, measure, monitored_by, recommendation)
    with at_desk(db, agency, role) as (desk, viewer):
        say(actions.propose_action(desk, viewer, item, new))


@app.command("list")
def list_(
    agency: AgencyId,
    partnership: Annotated[
        str | None, typer.Option("--partnership", help="One partnership; else all.")
    ] = None,
    owner: Annotated[str | None, typer.Option("--owner", help="Only of this agency.")] = None,
    colour: Annotated[Brag | None, typer.Option("--brag", help="Only of this colour.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List actions with their state and colour: blue signed off, green in time, amber soon due or quiet, red late."""
    with opened(db) as opened_app:
        desk, viewer = opened_app.desk, person(agency, role)
        with opened_app.store.read(viewer) as connection:
            found = all_actions(
                connection, viewer, desk.today(), partnership_id=partnership, owner_agency=owner
            )
        rows = [_shown(row, colour_of(row, desk.today())) for row in found]
    rows = [row for row in rows if colour is None or row["brag"] == colour.value]
    if as_json:
        lines(rows)
        return
    columns = ("id", "text", "owner_agency", "owner_role", "due", "state", "brag", "progressed")
    table("Actions", columns, [[row[name] for name in columns] for row in rows])


@app.command()
def move(
    action: ActionId,
    state: Annotated[ActionState, typer.Argument(help="Its next state.")],
    agency: AgencyId,
    why: Annotated[
        str | None, typer.Option("--why", help="Needed to drop, to go back, to sign off unseen.")
    ] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Give an action its next state: its owner accepts it and says done, a body signs it off or drops it."""
    with at_desk(db, agency, role) as (desk, viewer):
        actions.move_action(desk, viewer, action, state, why)
    say(f"{action} is {state.value}.")


@app.command()
def progress(
    action: ActionId,
    text: Annotated[str, typer.Argument(help="How it goes on.")],
    agency: AgencyId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Record how an action of the own agency goes on."""
    with at_desk(db, agency, role) as (desk, viewer):
        actions.note_progress(desk, viewer, action, text)
    say("Kept.")


@app.command()
def evidence(
    action: ActionId,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="PDF, Word, Excel, image or text.")
    ],
    agency: AgencyId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Attach a file that shows an action was done; it is locked once the action is done."""
    # Text alone cannot say whether it is a table; for all else the content decides.
    media = CSV if file.suffix.lower() == ".csv" else None
    with at_desk(db, agency, role) as (desk, viewer):
        kept = actions.attach_evidence(desk, viewer, action, file.name, media, file.read_bytes())
    say(kept)


reminders.add_to(app)


def colour_of(row: dict[str, Any], today: Any) -> Brag | None:
    """The colour of a stored action on a day."""
    progressed = numbered_day(row["progressed"]) if row["progressed"] else None
    return brag(ActionState(row["state"]), numbered_day(row["due"]), progressed, today)


def _shown(row: dict[str, Any], colour: Brag | None) -> dict[str, Any]:
    days = {"due": iso(row["due"]), "progressed": iso(row["progressed"])}
    return row | days | {"brag": colour.value if colour else None}
