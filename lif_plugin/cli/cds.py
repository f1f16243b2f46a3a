"""CDS Hooks clients: `cds add|list|end`."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from lif_plugin.cli.options import AgencyId, Db, Json, opened
from lif_plugin.cli.output import lines, say, table
from lif_plugin.config import load_settings
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting
from lif_plugin.web.cds_clients import CdsClients
from lif_plugin.web.cds_hooks import PATH

app = typer.Typer(help="Systems that may ask for cards by CDS Hooks.", no_args_is_help=True)


@app.command("add")
def add(
    agency: AgencyId,
    source: Annotated[str, typer.Option(help="The source whose cases it asks about.")],
    iss: Annotated[str, typer.Option(help="The issuer its tokens name.")],
    jwks: Annotated[
        Path, typer.Option(help="File of its public keys, a JWK set.", exists=True, dir_okay=False)
    ],
    role: Annotated[list[Role], typer.Option("--role", help="What its users come in as.")],
    tenant: Annotated[str | None, typer.Option(help="The tenant its tokens name, if they do.")] = None,
    jku: Annotated[
        str | None, typer.Option(help="The key set's address that its tokens may name; never called.")
    ] = None,
    db: Db = None,
) -> None:
    """Let a system ask for cards, by tokens that it signs with ES384 or RS384."""
    settings = load_settings(db)
    with opened(db) as opened_app:
        opened_app.agency(agency)
    try:
        keys = json.loads(jwks.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadSetting(f"{jwks} is not JSON.") from error
    client = CdsClients(settings.keys).make(
        agency, source, iss, role, keys, int(time.time()), tenant=tenant, jku=jku
    )
    say(
        f"Client {client.id} may call {settings.address}{PATH}; that address is the aud of its tokens, path and all."
    )


@app.command("list")
def list_clients(db: Db = None, as_json: Json = False) -> None:
    """List the systems that may ask for cards."""
    rows = [
        {"client": one.id, "agency": one.agency, "source": one.source, "iss": one.iss, "tenant": one.tenant,
         "comes_in_as": " ".join(one.roles), "keys": " ".join(key["kid"] for key in one.jwks["keys"]),
         "made": _moment(one.made_at), "ends": _moment(one.ends_at)}
        for one in CdsClients(load_settings(db).keys).all()
    ]  # fmt: skip
    if as_json:
        lines(rows)
        return
    columns = ("client", "agency", "source", "iss", "tenant", "comes in as", "keys", "made", "ends")
    table("CDS Hooks clients", columns, [list(row.values()) for row in rows])


@app.command("end")
def end(
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="Its id; see `lif cds list`.")],
    db: Db = None,
) -> None:
    """Take no call of this system any more; at once."""
    CdsClients(load_settings(db).keys).end(client, int(time.time()))
    say(f"Client {client} has ended.")


def _moment(seconds: int | None) -> str:
    if seconds is None:
        return ""
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%d %H:%M UTC")
