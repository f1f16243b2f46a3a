"""Systems that may use GraphQL and the pages' addresses: `clients key|add|sign|list|end`."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from lif_plugin.cli.configuring import moment
from lif_plugin.cli.options import AgencyId, Db, Json, opened, operator
from lif_plugin.cli.output import lines, say, table
from lif_plugin.config import load_settings
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.store import partnerships
from lif_plugin.web.api_clients import LIVES, ApiClient, add_client, clients_in, end_client, scopes_of
from lif_plugin.web.client_tokens import signed_by_client
from lif_plugin.web.issuers import issuers_in
from lif_plugin.web.launch_keys import checked_origin
from lif_plugin.web.tokens import AUDIENCE, KEY_FILE, SET_FILE, load_key, make_keys

app = typer.Typer(help="Systems that an administrator let in.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="What it is called here.")]
Scopes = Annotated[
    list[str],
    typer.Option("--scope", help="A right that it has, such as read_learning; may be given again."),
]
Keys = Annotated[
    Path | None,
    typer.Option(help="File of its public keys, a JWK set: it signs its own tokens.", exists=True, dir_okay=False),
]  # fmt: skip


@app.command("key")
def key(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where it goes; made if it is not there.")],
) -> None:
    """Make a key for a client that signs its own tokens; needs no database. A key that is there is kept."""
    made = make_keys(folder)
    say(f"{'Made' if made else 'Kept'}: {folder / KEY_FILE} signs and stays with the client;")
    say(f"{folder / SET_FILE} is what an administrator lets it in by.")


@app.command("sign")
def sign(
    name: Name,
    key_folder: Annotated[
        Path, typer.Option("--key", help="The folder of its key.", exists=True, file_okay=False)
    ],
    minutes: Annotated[
        int, typer.Option(min=1, max=LIVES // 60, help="How long the token is good for.")
    ] = 60,
    audience: Annotated[str, typer.Option(help="Whom it is for, as `lif clients add` says.")] = AUDIENCE,
) -> None:
    """Sign a token as a client does, and print it; needs no database."""
    typer.echo(signed_by_client(load_key(key_folder), name, audience, minutes * 60))


@app.command("add")
def add(
    name: Name,
    agency: AgencyId,
    scope: Scopes,
    purpose: Annotated[str, typer.Option(help="What it is let in for; partners' agreements name purposes.")],
    role: Annotated[Role, typer.Option(help="What it is in the agency.")] = Role.INTEGRATOR,
    agreement: Annotated[
        str | None, typer.Option(help="The partnership whose shared learning it reads. Without it none.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="The only source whose cases it sees.")] = None,
    jwks: Keys = None,
    issuer: Annotated[
        str | None, typer.Option(help="Or: the issuer of its tokens, by its name here.")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Its subject (sub) at that issuer.")] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(help="Whose pages may call for it, such as https://app.example; may be given again."),
    ] = None,
    db: Db = None,
) -> None:
    """Let a system in, for a purpose and with no more than these scopes."""
    settings = load_settings(db)
    if issuer is not None:
        issuers_in(settings.keys).find(issuer)
    _require(db, agency, agreement)
    made = add_client(
        clients_in(settings.keys),
        ApiClient(
            name, agency, role, scopes_of(scope), purpose, int(time.time()), agreement, source, issuer, subject,
            _read(jwks) if jwks else None, origins=tuple(checked_origin(one) for one in origin or ()),
        ),
    )  # fmt: skip
    if made.jwks is not None:
        say(
            f"Client {name} may call {settings.address}/graphql with tokens that it signs: iss=client:{name}, "
            f"sub, aud={settings.audience}, iat, exp (at most {LIVES} seconds later), and its key's kid in the header."
        )
    else:
        say(
            f"Client {name} may call {settings.address}/graphql with tokens of {issuer} for the subject {subject}."
        )


@app.command("list")
def list_clients(db: Db = None, as_json: Json = False) -> None:
    """List the systems that were let in, and those that have ended."""
    rows = [
        {"client": one.id, "agency": one.agency, "role": one.role.value, "scopes": " ".join(one.scopes),
         "purpose": one.purpose, "agreement": one.agreement, "source": one.source,
         "signs": "itself" if one.jwks is not None else f"{one.issuer}: {one.subject}",
         "made": moment(one.made_at * 1000), "ends": moment(one.ends_at * 1000) if one.ends_at else None}
        for one in clients_in(load_settings(db).keys).all()
    ]  # fmt: skip
    if as_json:
        lines(rows)
        return
    columns = (
        "client",
        "agency",
        "role",
        "scopes",
        "purpose",
        "agreement",
        "source",
        "signs",
        "made",
        "ends",
    )
    table("Clients", columns, [list(row.values()) for row in rows])


@app.command("end")
def end(name: Name, db: Db = None) -> None:
    """Take no token of this system any more; at once."""
    end_client(clients_in(load_settings(db).keys), name, int(time.time()))
    say(f"Client {name} has ended.")


def _require(db: str | None, agency: str, agreement: str | None) -> None:
    """Raise `UnknownAgency`, or `NotFound` for a partnership that the agency does not belong to."""
    with opened(db) as opened_app:
        opened_app.agency(agency)
        with opened_app.store.read(operator(agency)) as connection:
            mine = partnerships.partnerships_of(connection, agency, opened_app.desk.today())
    if agreement is not None and agreement not in {row["id"] for row in mine}:
        raise NotFound(
            f"{agency} belongs to no partnership {agreement!r}.", hint="See `lif partnership show`."
        )


def _read(path: Path) -> dict[str, object]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadSetting(f"{path} is not JSON.") from error
    return said if isinstance(said, dict) else {}
