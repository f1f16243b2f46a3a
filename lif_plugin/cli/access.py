"""Who read what: `access log|list`."""

import json
from typing import Annotated

import typer

from lif_plugin.cli.configuring import moment
from lif_plugin.cli.options import AgencyId, Db, Json, opened, operator
from lif_plugin.cli.output import lines, table
from lif_plugin.store import opened as stored
from lif_plugin.store.reads.page import Window

app = typer.Typer(help="Who read what of an agency's cases.", no_args_is_help=True)
Limit = Annotated[int, typer.Option(min=1, help="The latest so many.")]


@app.command("log")
def log(agency: AgencyId, limit: Limit = 100, db: Db = None, as_json: Json = False) -> None:
    """Show who read what, the latest first. That it was shown is in the log too."""
    with opened(db) as app_:
        app_.agency(agency)
        viewer = operator(agency)
        with app_.store.read(viewer) as connection:
            part = stored.log_page(connection, viewer, Window(limit))
        app_.read_log.record_now(viewer, "cli.access_log", [])
    rows = [
        {"number": row["id"], "at": moment(row["at"]), "who": row["subject"], "roles": row["roles"],
         "purpose": row["purpose"], "action": row["action"], "cases": json.loads(row["cases"])}
        for row in part.rows
    ]  # fmt: skip
    if as_json:
        lines(rows)
        return
    columns = ("number", "at", "who", "roles", "purpose", "action", "cases")
    table("Reads", columns, [[*list(row.values())[:-1], len(row["cases"])] for row in rows])


@app.command("list")
def list_opened(agency: AgencyId, limit: Limit = 100, db: Db = None, as_json: Json = False) -> None:
    """List cases that people opened outside their own: who, why, and until when."""
    with opened(db) as app_:
        app_.agency(agency)
        viewer = operator(agency)
        with app_.store.read(viewer) as connection:
            part = stored.opened_page(connection, viewer, Window(limit))
        app_.read_log.record_now(viewer, "cli.access", sorted({row["public_id"] for row in part.rows}))
    rows = [
        {"opening": row["id"], "case": row["public_id"], "who": row["subject"], "roles": row["roles"],
         "why": row["reason"], "from": moment(row["opened_at"]), "until": moment(row["ends_at"]),
         "told": moment(row["told_at"])}
        for row in part.rows
    ]  # fmt: skip
    if as_json:
        lines(rows)
        return
    columns = ("opening", "case", "who", "roles", "why", "from", "until", "told")
    table("Cases opened outside somebody's own", columns, [list(row.values()) for row in rows])
