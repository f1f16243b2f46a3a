"""Child-level actions: `child-actions set|list|done`. Each command is logged as a reading of the case."""

from typing import Annotated, Any

import typer

from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, opened, person
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.cycle import child_actions as verbs
from lif_plugin.domain.child_action import ChildActionState, Origin, child_action_state
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.store import child_actions
from lif_plugin.store.reads.cases import cases_named

app = typer.Typer(
    help="What is to be done for one child after an audit or a review; in no plan, never shared.",
    no_args_is_help=True,
)


@app.command("set")
def set_(
    case: Annotated[str, typer.Argument(help="The case's reference or public id.")],
    text: Annotated[str, typer.Argument(help="What is to be done.")],
    agency: AgencyId,
    owner: Annotated[Role, typer.Option("--owner", help="The role that does it.")],
    days: Annotated[int, typer.Option("--days", help="In how many days it is due.")],
    origin: Annotated[Origin, typer.Option("--from", help="What it was born from.")],
    origin_id: Annotated[str, typer.Option("--id", help="The finding's, nomination's or review's id.")],
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Write down something to do for one child; prints its id."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        with opened_app.store.read(viewer) as connection:
            found = cases_named(connection, viewer, case)
        if len(found) != 1:
            raise NotFound("The reference names no single case.", hint="Give the case's public id.")
        opened_app.read_log.record(viewer, "cli.child_actions", [found[0]["public_id"]])
        new = verbs.NewChildAction(found[0]["public_id"], text, owner, days, origin, origin_id)
        say(verbs.set_child_action(opened_app.desk, viewer, new))


@app.command("list")
def list_(
    agency: AgencyId,
    state: Annotated[ChildActionState | None, typer.Option("--state", help="Only in this state.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List what is to be done for children of the own agency, the first due first."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        with opened_app.store.read(viewer) as connection:
            rows = child_actions.of_agency(connection, viewer)
        today = day_number(opened_app.desk.today())
        found = [_shown(row, today) for row in rows]
        found = [row for row in found if state is None or row["state"] == state.value]
        if found:
            opened_app.read_log.record(viewer, "cli.child_actions", sorted({row["case_id"] for row in found}))
    if as_json:
        lines(found)
        return
    columns = ("id", "case", "text", "owner_role", "due", "state", "done_on")
    table("To do for children", columns, [[row[name] for name in columns] for row in found])


@app.command("done")
def done(
    action: Annotated[str, typer.Argument(help="Its id, as `lif child-actions list` gives it.")],
    agency: AgencyId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Say that something was done for a child today."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        row = verbs.finish_child_action(opened_app.desk, viewer, action)
        opened_app.read_log.record(viewer, "cli.child_actions", [row["public_id"]])
    say(f"Done on {iso(row['done_on'])}, due on {iso(row['due'])}.")


def _shown(row: dict[str, Any], today: int) -> dict[str, Any]:
    days = {name: iso(row[name]) for name in ("opened_on", "due", "done_on")}
    same = {name: row[name] for name in ("id", "text", "owner_role", "origin", "origin_id")}
    state = child_action_state(row, today).value
    return {**same, **days, "case": row["ref"], "case_id": row["public_id"], "state": state}
