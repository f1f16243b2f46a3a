"""Files for others: `export tasks`."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from lif_plugin.cli.options import AgencyId, Db, opened, operator
from lif_plugin.cli.output import say
from lif_plugin.domain.viewer import Role
from lif_plugin.flow.tasks import Wanted, tasks_of, write_tasks
from lif_plugin.store.work import now_ms

export_app = typer.Typer(help="Files for the council's own systems.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(export_app, name="export")


@export_app.callback()
def export() -> None:
    """Files for the council's own systems."""


@export_app.command("tasks")
def tasks(
    path: Annotated[Path, typer.Argument(help="The file to write, .csv or .xlsx.")],
    agency: AgencyId,
    role: Annotated[Role, typer.Option(help="Whose tasks; nobody else's are in the file.")] = Role.WORKER,
    with_digest: Annotated[
        bool, typer.Option("--with-digest", help="Also what is told in the weekly digest.")
    ] = False,
    closed_days: Annotated[
        int, typer.Option(min=0, help="Closed tasks of so many days are in the file, to close them there.")
    ] = 56,
    db: Db = None,
) -> None:
    """Write open prompts as tasks, and closed ones as closed. This is logged as a reading of cases."""
    with opened(db) as app:
        app.agency(agency)
        # Acts with that one role's rights, not with those of our own jobs.
        viewer = replace(operator(agency), roles=frozenset({role}), purpose="tasks for the case system")
        wanted = Wanted(role, closed_days, with_digest)
        found = tasks_of(app.store, app.read_log, viewer, wanted, app.settings.address, now_ms())
        write_tasks(path, found)
    waiting = sum(task.status == "open" for task in found)
    say(f"{waiting} open and {len(found) - waiting} closed tasks are in {path}.")
