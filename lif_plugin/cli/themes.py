"""Themes of learning: `learning themes`, `learning merge`."""

from dataclasses import asdict
from typing import Annotated

import typer

from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, PartnershipId, at_desk
from lif_plugin.cli.output import lines, say, table
from lif_plugin.cycle.themes import merge_themes, themes_of
from lif_plugin.domain.viewer import Role


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("themes")(themes)
    app.command("merge")(merge)


def themes(
    agency: AgencyId,
    partnership: PartnershipId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List themes with what was learnt about each; merged ones are counted as one."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = themes_of(desk, viewer, partnership)
    if as_json:
        lines(asdict(one) for one in found)
    else:
        rows = [(one.theme, one.label, one.items, one.findings, ", ".join(one.words)) for one in found]
        table("Themes", ("theme", "called", "items", "findings", "counted as it"), rows)


def merge(
    theme: Annotated[str, typer.Argument(help="The theme that is counted as another.")],
    kept: Annotated[str, typer.Argument(help="The theme it is counted as.")],
    agency: AgencyId,
    partnership: PartnershipId,
    reason: Annotated[str, typer.Option("--reason", help="Why the two are one; it is kept.")],
    role: AsRole = Role.BOARD,
    db: Db = None,
) -> None:
    """Count a theme as another from now on; what was recorded keeps its word."""
    with at_desk(db, agency, role) as (desk, viewer):
        merge_themes(desk, viewer, partnership, theme, kept, reason)
    say(f"{theme} is counted as {kept}.")
