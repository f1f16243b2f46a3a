"""The Excel form of learning: `learning form`, `learning take`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, PartnershipId, opened, person
from lif_plugin.cli.output import document, say, table
from lif_plugin.cycle.forms import take_form, write_form
from lif_plugin.domain.viewer import Role


def add_to(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.command("form")(form)
    parent.command("take")(take)


def form(
    file: Annotated[Path, typer.Argument(help="The workbook to write, .xlsx.", dir_okay=False)],
    agency: AgencyId,
    partnership: PartnershipId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Write an Excel form to record learning with, with the framework's own sources to choose from."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        with opened_app.store.read(viewer) as connection:
            framework = opened_app.desk.framework_of(connection, viewer, partnership)
    write_form(framework, file)
    say(f"Written: {file.name}. Fill it in, then `lif learning take`.")


def take(
    file: Annotated[Path, typer.Argument(help="The filled-in form.", exists=True, dir_okay=False)],
    agency: AgencyId,
    partnership: PartnershipId,
    dry: Annotated[bool, typer.Option("--dry-run", help="Check it; write nothing.")] = False,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Record what a filled-in form says, all of it, or say which cells to mend and record nothing."""
    with opened(db) as opened_app:
        done = take_form(opened_app.desk, person(agency, role), partnership, file, dry=dry)
    if as_json:
        document(asdict(done))
    else:
        rows = [(one.sheet, one.cell, one.what, one.remedy) for one in done.faults]
        if rows:
            table("What to mend", ("sheet", "cell", "what", "how"), rows)
        for row in done.standing:
            say(f"{row} stands already.")
        say(f"{len(done.recorded)} of {done.rows} recorded.")
    if done.faults:
        raise typer.Exit(1)
