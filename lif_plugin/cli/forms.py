"""The Excel forms of learning: `learning form`, `learning take`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, PartnershipId, at_desk
from lif_plugin.cli.output import document, say, table
from lif_plugin.cycle.forms import ANY, learning_form, take_form
from lif_plugin.domain.viewer import Role


def add_to(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.command("form")(form)
    parent.command("take")(take)


def form(
    file: Annotated[Path, typer.Argument(help="The workbook to write, .xlsx.", dir_okay=False)],
    agency: AgencyId,
    partnership: PartnershipId,
    kind: Annotated[
        str, typer.Option("--kind", help="The kind of source, such as case_review, with its own questions.")
    ] = ANY,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Write an Excel form to record learning with, with the framework's own sources to choose from."""
    with at_desk(db, agency, role) as (desk, viewer):
        file.write_bytes(learning_form(desk, viewer, partnership, kind))
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
    with at_desk(db, agency, role) as (desk, viewer):
        done = take_form(desk, viewer, partnership, file.name, file.read_bytes(), dry=dry)
    if as_json:
        document(asdict(done))
    else:
        rows = [(one.sheet, one.cell, one.what, one.remedy) for one in done.faults]
        if rows:
            table("What to mend", ("sheet", "cell", "what", "how"), rows)
        for row in done.standing:
            say(f"{row} stands already.")
        for sheet in done.unread:
            say(f"The sheet {sheet} was not read: the form has none of this name.")
        say(f"{len(done.recorded)} of {done.rows} recorded.")
    if done.faults:
        raise typer.Exit(1)
