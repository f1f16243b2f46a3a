"""Identity providers whose tokens are taken: `issuers add|list|check|end`."""

import time
from pathlib import Path
from typing import Annotated

import typer

from lif_plugin.cli.configuring import moment
from lif_plugin.cli.options import Db, Json, opened
from lif_plugin.cli.output import lines, say, table
from lif_plugin.config import load_settings
from lif_plugin.errors import BadSetting, UnknownAgency
from lif_plugin.flow.calling import Caller
from lif_plugin.web.issuer_keys import IssuerKeys
from lif_plugin.web.issuers import Claim, Issuer, add_issuer, end_issuer, issuers_in, read_issuer

app = typer.Typer(help="Identity providers whose tokens are taken.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="What it is called here; see `lif issuers list`.")]


@app.command("add")
def add(
    name: Name,
    description: Annotated[
        Path, typer.Option("--file", help="TOML: iss, audience, purpose, [agency], [roles].", exists=True)
    ],
    db: Db = None,
) -> None:
    """Take the tokens of an OpenID provider, with what their claims mean here; again: replace what was said."""
    settings = load_settings(db)
    made = read_issuer(name, description.read_text("utf-8"), int(time.time()))
    with opened(db) as opened_app:
        known = set(opened_app.store.agencies())
    named = set(made.agency.values.values()) if isinstance(made.agency, Claim) else {made.agency}
    if not named <= known:
        # Whoever came in for it could not be written into the log of any agency.
        raise UnknownAgency(f"There is no agency {min(named - known)!r}.")
    add_issuer(issuers_in(settings.keys), made)
    say(f"Tokens of {made.iss} for {made.audience} are taken. `lif issuers check {name}` asks for its keys.")


@app.command("list")
def list_issuers(db: Db = None, as_json: Json = False) -> None:
    """List them with what is looked for in a token."""
    rows = [_row(one) for one in issuers_in(load_settings(db).keys).all()]
    if as_json:
        lines(rows)
        return
    columns = ("issuer", "iss", "audience", "agency", "roles", "purpose", "ends")
    table("Issuers", columns, [list(row.values()) for row in rows])


@app.command("check")
def check(name: Name, db: Db = None) -> None:
    """Ask an issuer for its keys now, as a token would, and say which it has."""
    settings = load_settings(db)
    found = issuers_in(settings.keys).find(name)
    held = IssuerKeys(found.iss, Caller(settings.issuers_inside, seconds=5)).algorithms()
    fits = [f"{name} ({algorithm})" for name, algorithm in held.items() if algorithm in found.algorithms]
    if not fits:
        raise BadSetting(f"{found.iss} has no key for {', '.join(found.algorithms)}.")
    say(f"{found.iss} signs with {', '.join(fits)}.")


@app.command("end")
def end(name: Name, db: Db = None) -> None:
    """Take no token of this issuer any more, not even one that was taken before; at once."""
    end_issuer(issuers_in(load_settings(db).keys), name, int(time.time()))
    say(f"Issuer {name} has ended.")


def _row(one: Issuer) -> dict[str, object]:
    return {
        "issuer": one.id, "iss": one.iss, "audience": one.audience, "agency": _said(one.agency),
        "roles": _said(one.roles), "purpose": one.purpose, "ends": moment(one.ends_at * 1000) if one.ends_at else None,
    }  # fmt: skip


def _said(claim: Claim | str) -> str:
    if isinstance(claim, str):
        return claim
    meant = ", ".join(f"{value} is {meaning}" for value, meaning in claim.values.items())
    return f"{' / '.join(claim.path)}: {meant}"
