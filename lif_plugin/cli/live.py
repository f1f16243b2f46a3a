"""Live platforms: `connect`, `connections`, `disconnect`, `poll`, `outbox list|retry|withdraw`."""

import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from lif_plugin.app import App
from lif_plugin.cli.options import AgencyId, AnyAgency, Db, Json, opened, operator
from lif_plugin.cli.output import lines, say, table
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.flow.connecting import EVERY_SECONDS, read_settings, stop_by_hand
from lif_plugin.flow.connecting import connect as save_connection
from lif_plugin.flow.live import Live
from lif_plugin.flow.showing import BY_HAND
from lif_plugin.store import connections as stored
from lif_plugin.store import outbox

STATES: Final = ("waiting", "claimed", "done", "dead", "dropped")
outbox_app = typer.Typer(help="What goes to live platforms.", no_args_is_help=True)
Name = Annotated[str | None, typer.Option("--name", help="The connection's name; else the adapter's.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("connect")(connect)
    app.command("connections")(connections)
    app.command("disconnect")(disconnect)
    app.command("poll")(poll)
    app.add_typer(outbox_app, name="outbox")


def connect(
    adapter: Annotated[str, typer.Argument(help="Which platform it is; see `lif plugins`.")],
    agency: AgencyId,
    settings: Annotated[
        Path, typer.Option(help="TOML file of the adapter's settings.", exists=True, dir_okay=False)
    ],
    name: Name = None,
    every: Annotated[float, typer.Option(help="Seconds from one poll to the next.")] = EVERY_SECONDS,
    db: Db = None,
) -> None:
    """Connect an agency with a live platform, or save its settings anew; secrets are named, never written.

    A connection that had stopped runs again. `lif doctor ADAPTER` then looks at the platform.
    """
    try:
        document = tomllib.loads(settings.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadSetting(f"{settings} cannot be read as TOML.") from error
    with opened(db) as app:
        app.agency(agency)
        chosen = app.live_adapter(adapter)
        read = read_settings(chosen, document, settings.parent.absolute())
        row = save_connection(
            app.live, chosen, agency, name or adapter, read, every, operator(agency).subject
        )
    say(
        f"{row['name']} is connected; it is polled every {every:g} s while `lif serve` runs, or by `lif poll`."
    )
    say(f"Its webhooks, if it sends any, go to {app.live.address}/hooks/{agency}/{row['name']}")


def connections(agency: AnyAgency = None, db: Db = None, as_json: Json = False) -> None:
    """List connections with what stopped them, and how much waits, is shown or could not be delivered."""
    rows = []
    with opened(db) as app:
        for one in app.agencies(agency):
            with app.store.read(operator(one)) as connection:
                counted = outbox.counts(connection, one)
                rows += [
                    _connection(row, counted.get(row["id"], {})) for row in stored.listed(connection, one)
                ]
    if as_json:
        lines(rows)
        return
    columns = ("agency", "name", "adapter", "state", "polled_at", "waiting", "shown", "dead", "why")
    table("Connections", columns, [[row[column] for column in columns] for row in rows])


def _connection(row: dict[str, Any], counted: dict[str, int]) -> dict[str, Any]:
    return {
        "agency": row["agency_id"],
        "name": row["name"],
        "adapter": row["adapter"],
        "source": row["source"],
        "state": row["state"],
        "every_seconds": row["every_ms"] / 1000,
        "polled_at": _when(row["polled_at"]),
        "covered_until": _when(row["covered_until"]),
        "waiting": counted.get("waiting", 0) + counted.get("claimed", 0),
        "shown": counted.get("shown", 0),
        "dead": counted.get("dead", 0),
        "reason": row["reason"],
        "why": row["said"],
    }


def _when(ms: int | None) -> str | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")


def disconnect(
    name: Annotated[str, typer.Argument(help="The connection's name.")], agency: AgencyId, db: Db = None
) -> None:
    """Stop a connection: nothing goes in or out until `lif connect` saves it again."""
    with opened(db) as app:
        if not stop_by_hand(app.live, agency, name):
            raise NotFound(f"There is no connection {name!r}.", hint="See `lif connections`.")
    say(f"{name} has stopped. What waits for it is kept.")


def poll(agency: AnyAgency = None, db: Db = None, as_json: Json = False) -> None:
    """Go round once: ask platforms what changed, work out what follows, deliver what is due, bring answers back."""
    rows: list[dict[str, Any]] = []
    with opened(db) as app:
        live = Live(app.live, app.store.agencies)
        for one in app.agencies(agency):
            done = live.once(one, app.dispatcher.drain)
            rows += [_round(one, name, counts) for name, counts in done.items()]
        live.close()
    columns = ("agency", "connection", "news", "looked", "delivered", "later", "dead", "answers")
    if as_json:
        lines(rows)
    else:
        table("Round", columns, [[row[column] for column in columns] for row in rows])


def _round(agency: str, name: str, counts: Counter[str]) -> dict[str, Any]:
    return {
        "agency": agency, "connection": name, "news": counts["news"], "looked": counts["looked"],
        "delivered": counts["done"], "later": counts["waiting"], "dead": counts["dead"], "answers": counts["answers"],
    }  # fmt: skip


@outbox_app.command("list")
def list_outbox(
    state: Annotated[
        list[str] | None, typer.Option("--state", help=f"Only these: {', '.join(STATES)}.")
    ] = None,
    agency: AnyAgency = None,
    limit: Annotated[int, typer.Option(help="At most so many of an agency, the newest.")] = 200,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List what goes to platforms; without --state what waits or could not be delivered. This is logged."""
    wanted = state or ["waiting", "claimed", "dead"]
    if not set(wanted) <= set(STATES):
        raise BadSetting(f"--state is one of {', '.join(STATES)}.")
    rows = []
    with opened(db) as app:
        for one in app.agencies(agency):
            viewer = operator(one)
            with app.store.read(viewer) as connection:
                found = outbox.listed(connection, one, wanted, limit)
            app.read_log.record(viewer, "cli.outbox", sorted({row["public_id"] for row in found}))
            rows += [_outgoing(row) for row in found]
    if as_json:
        lines(rows)
        return
    columns = ("id", "agency", "case_ref", "want", "state", "due_at", "tries", "outcome", "why")
    table("Outbox", columns, [[row[column] for column in columns] for row in rows])


def _outgoing(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"], "agency": row["agency_id"], "case_ref": row["case_ref"], "prompt": row["prompt_id"],
        "want": row["want"], "state": row["state"], "due_at": _when(row["due_at"]), "tries": row["tries"],
        "outcome": row["outcome"], "receipt": row["receipt"], "reason": row["reason"], "why": row["said"],
        "text": row["text"], "by_hand": row["by_hand"],
    }  # fmt: skip


@outbox_app.command("retry")
def retry(
    row_id: Annotated[int | None, typer.Argument(metavar="ID", help="One of `lif outbox list`.")] = None,
    agency: AnyAgency = None,
    every: Annotated[bool, typer.Option("--all", help="All that could not be delivered.")] = False,
    db: Db = None,
) -> None:
    """Try again what could not be delivered, once the cause is mended."""
    if (row_id is None) != every:
        raise BadSetting("Name one, or say --all.")
    count = 0
    with opened(db) as app:
        for one in app.agencies(agency):
            with app.store.write(operator(one)) as connection:
                count += outbox.retry(connection, one, row_id, app.live.clock.now())
    if not count and row_id is not None:
        raise NotFound(f"{row_id} is not one that could not be delivered.", hint="See `lif outbox list`.")
    say(f"{count} to be tried again.")


@outbox_app.command("withdraw")
def withdraw(
    prompt: Annotated[str, typer.Argument(help="The prompt's id.")], agency: AgencyId, db: Db = None
) -> None:
    """Take a prompt back from its platform, where it is not shown again; on our pages it stays as it is."""
    with opened(db) as app, app.store.write(operator(agency)) as connection:
        row = outbox.of_prompt(connection, agency, prompt)
        if row is None or row["want"] != outbox.SHOW:
            raise NotFound(
                "This prompt is not shown in a platform.", hint="See `lif outbox list --state done`."
            )
        outbox.take_back(connection, row, BY_HAND, app.live.clock.now(), by_hand=True)
    say("It is taken back with the next round.")


def examine(app: App, adapter: str, agency: str) -> list[dict[str, str]]:
    """What a platform shows of whether prompts can be right and be seen there. Raises `NotFound`."""
    chosen = app.live_adapter(adapter)
    with app.store.read(operator(agency)) as connection:
        row = stored.of_source(connection, agency, chosen.source)
    if row is None or row["adapter"] != adapter:
        raise NotFound(f"{agency} is not connected by {adapter}.", hint=f"Run `lif connect {adapter}`.")
    remarks = app.live.sessions.of(row).examine()
    return [{"weight": one.weight, "about": one.about, "sentence": one.sentence} for one in remarks]


def connection_problems(app: App) -> list[str]:
    """What keeps prompts of any agency from its platform."""
    problems = []
    for agency in app.store.agencies():
        with app.store.read(operator(agency)) as connection:
            counted = outbox.counts(connection, agency)
            rows = stored.listed(connection, agency)
        for row in rows:
            where = f"connection {row['name']} of {agency}"
            if row["said"] is not None:
                problems.append(f"{where}: {row['said']}")
            if dead := counted.get(row["id"], {}).get("dead"):
                problems.append(f"{where}: {dead} could not be delivered, see `lif outbox list`.")
    return problems
