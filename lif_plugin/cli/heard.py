"""Whether audits and learning heard the child: `audits heard`."""

from typing import Annotated

import typer

from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, opened, person
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.cycle.heard import heard_in_work
from lif_plugin.domain.rule import State
from lif_plugin.domain.viewer import Role


def add_to(parent: typer.Typer) -> None:
    """Add this command."""
    parent.command("heard")(heard_)


def heard_(
    agency: AgencyId,
    everything: Annotated[bool, typer.Option("--all", help="Also where the child was heard.")] = False,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List closed audits without feedback of child or family, and learning about a child without the child's view.

    This is logged as a reading of the cases that are named.
    """
    with opened(db) as app:
        viewer = person(agency, role)
        off = app.agency(agency).rules_off
        with app.store.read(viewer) as connection:
            found = heard_in_work(connection, viewer, off)
        shown = [one for one in found if everything or one.state in {State.GAP, State.CANNOT_TELL}]
        app.read_log.record(viewer, "cli.audits.heard", sorted({one.public_id for one in shown}))
    rows = [
        {"rule": one.rule.id, "about": one.about, "title": one.title, "state": one.state.value, "day": iso(one.day),
         "case_ref": one.ref, "message": one.rule.message, "remedy": one.rule.remedy}
        for one in shown
    ]  # fmt: skip
    if as_json:
        lines(rows)
        return
    columns = ("day", "state", "title", "case_ref", "message")
    table("Whether the child was heard", columns, [[row[name] for name in columns] for row in rows])
    say(f"{len(rows)} of {len(found)} shown.")
