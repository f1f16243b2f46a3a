"""What is due on a case: `timers`."""

from typing import Annotated

import typer

from lif_plugin.cli.explain import find_case, reading_row
from lif_plugin.cli.options import AnyAgency, Db, Json, opened
from lif_plugin.cli.output import lines, table
from lif_plugin.flow.timers import see_timers
from lif_plugin.store.work import now_ms


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("timers")(timers)


def timers(
    case: Annotated[str, typer.Argument(help="The case: the source's reference, or its public id.")],
    agency: AnyAgency = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Which source, where several use it.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what was done, stopped or followed.")
    ] = False,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Say what law, guidance and the agency say is due on a case, by when. This is logged as a reading."""
    with opened(db) as app:
        found = find_case(app, case, agency, source)
        case_id = found.row["case_id"]
        with app.store.read(found.viewer) as connection:
            readings = see_timers(connection, found.viewer, app.timers, [case_id], now_ms()).get(case_id, [])
        app.read_log.record(found.viewer, "cli.timers", [found.row["public_id"]])
    shown = [one for one in readings if everything or one.is_shown]
    if as_json:
        lines(reading_row(one) for one in shown)
        return
    rows = [
        (one.timer.id, one.step.what, one.state.value, one.started_on, one.due_on, one.done_on,
         one.reason, one.timer.source)
        for one in shown
    ]  # fmt: skip
    table("What is due", ("timer", "what", "state", "from", "last day", "done", "reason", "rests on"), rows)
