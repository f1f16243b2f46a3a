"""Keys of launch links and what came by them: `launch-key make|rotate|end|list|template|launches`."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from lif_plugin.cli.options import AgencyId, Db, Json, opened
from lif_plugin.cli.output import lines, say, table
from lif_plugin.config import Settings, load_settings
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.store.launches import launches as kept_launches
from lif_plugin.web.launch_keys import LaunchKey, LaunchKeys
from lif_plugin.web.launch_links import AUDIENCE, FRAME_AUDIENCE, GOOD_FOR, VERSION

launch_app = typer.Typer(help="Links in a case system that open the panel of its case.", no_args_is_help=True)
_DAY: Final = 86_400

KeyId = Annotated[str, typer.Argument(metavar="KEY", help="The key's id; see `lif launch-key list`.")]
Origins = Annotated[
    list[str] | None,
    typer.Option("--origin", help="Where pages come from that may hold a panel in a frame; may be given again."),
]  # fmt: skip
PublicKey = Annotated[
    Path | None,
    typer.Option("--public-key", help="PEM file: the case system signs with the private key to it.", exists=True),
]  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(launch_app, name="launch-key")


@launch_app.command("make")
def make(
    agency: AgencyId,
    source: Annotated[
        str, typer.Option(help="The source whose cases the links name, as `lif coverage` says it.")
    ],
    role: Annotated[
        list[Role] | None,
        typer.Option(
            "--role", help="What its users come in as; may be given again. Without it they sign in."
        ),
    ] = None,
    public_key: PublicKey = None,
    origin: Origins = None,
    db: Db = None,
) -> None:
    """Make a key for a case system that can sign its links, and say what to paste there."""
    settings = load_settings(db)
    with opened(db) as app:
        app.agency(agency)
    keys = LaunchKeys(settings.keys)
    key = keys.make(
        agency,
        source,
        role or (),
        int(time.time()),
        public_key.read_bytes() if public_key else None,
        origin or (),
    )
    _say_template(settings, keys, key)


@launch_app.command("rotate")
def rotate(
    key_id: KeyId,
    days: Annotated[int, typer.Option(min=0, help="How long the old key goes on being taken.")] = 7,
    public_key: PublicKey = None,
    db: Db = None,
) -> None:
    """Make a key in the place of another; the old one goes on for some days, so that no link fails meanwhile."""
    settings = load_settings(db)
    keys = LaunchKeys(settings.keys)
    old = keys.find(key_id)
    if old is None:
        raise NotFound("There is no such launch key.", hint="See `lif launch-key list`.")
    if (old.public is None) != (public_key is None):
        raise BadSetting(
            "The new key must be of the old one's kind.", hint="Give --public-key, or leave it out."
        )
    now = int(time.time())
    pem = public_key.read_bytes() if public_key else None
    new = keys.make(old.agency, old.source, old.roles, now, pem, old.origins)
    keys.end(old.id, now + days * _DAY)
    say(f"Key {old.id} is taken until {_moment(now + days * _DAY)}.")
    _say_template(settings, keys, new)


@launch_app.command("end")
def end(key_id: KeyId, db: Db = None) -> None:
    """Take no link any more that this key signed; at once."""
    LaunchKeys(load_settings(db).keys).end(key_id, int(time.time()))
    say(f"Key {key_id} has ended.")


@launch_app.command("list")
def list_keys(db: Db = None, as_json: Json = False) -> None:
    """List keys without their secrets."""
    now = int(time.time())
    rows = [
        {"key": key.id, "agency": key.agency, "source": key.source,
         "comes_in_as": " ".join(key.roles) or "signs in", "kind": "shared secret" if key.secret else "public key",
         "made": _moment(key.made_at), "ends": _moment(key.ends_at), "taken": key.is_valid(now)}
        for key in LaunchKeys(load_settings(db).keys).all()
    ]  # fmt: skip
    if as_json:
        lines(rows)
        return
    columns = ("key", "agency", "source", "comes in as", "kind", "made", "ends", "taken")
    table("Launch keys", columns, [list(row.values()) for row in rows])


@launch_app.command("template")
def template(
    agency: AgencyId,
    source: Annotated[str, typer.Option(help="The source whose cases the link names.")],
    db: Db = None,
) -> None:
    """Say what to paste into a case system that can only put the child's id into an address; no key is needed."""
    settings = load_settings(db)
    with opened(db) as app:
        app.agency(agency)
    typer.echo(f"{settings.address}/launch/{agency}/{source}?case={{CHILD_ID}}")
    say("People sign in as always; the link only says which case.")


@launch_app.command("launches")
def launches(
    agency: AgencyId,
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 100,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List launches, opened and refused, the newest first."""
    with opened(db) as app, app.store.read(Viewer.system("launches", agency)) as connection:
        rows = [
            {"at": _moment(row["at"] // 1000), "source": row["source"], "key": row["key_id"],
             "who": row["subject"], "case": row["public_id"], "outcome": row["outcome"]}
            for row in kept_launches(connection, agency, limit)
        ]  # fmt: skip
    if as_json:
        lines(rows)
    else:
        table(
            "Launches",
            ("at", "source", "key", "who", "case", "outcome"),
            [list(row.values()) for row in rows],
        )


def _say_template(settings: Settings, keys: LaunchKeys, key: LaunchKey) -> None:
    say(f"Key {key.id} is made. Paste this address into the case system, with its own placeholders:")
    base = f"{settings.address}/launch/{key.agency}/{key.source}"
    if key.public:
        typer.echo(f"{base}?token={{TOKEN}}")
        say(
            f"TOKEN is a JWT with the header kid={key.id} and the claims aud={AUDIENCE}, sub (the user's id), "
            f"agency={key.agency}, source={key.source}, case (the child's id), iat, exp and jti (never twice the same)."
        )
        if key.origins:
            say(
                "For a panel in a frame, with aud={} and origin, one of {}:".format(
                    FRAME_AUDIENCE, ", ".join(key.origins)
                )
            )
            typer.echo(f"{settings.address}/embed/launch/{key.agency}/{key.source}?token={{TOKEN}}")
    else:
        typer.echo(
            f"{base}?case={{CHILD_ID}}&user={{USER_ID}}&time={{SECONDS}}&nonce={{RANDOM}}&key={key.id}&sign={{SIGN}}"
        )
        say(
            f"SECONDS is the time since 1970; RANDOM may be empty. SIGN is HMAC-SHA256, in hexadecimal, of these lines "
            f"with a line feed between: {VERSION}, {key.agency}, {key.source}, CHILD_ID, USER_ID, SECONDS, RANDOM."
        )
        say(
            "Its key are the 32 bytes that the field `secret` (hexadecimal) holds of this file, yours alone to read:"
        )
        typer.echo(str(keys.path(key.id)))
    say(f"A link is good for {GOOD_FOR} seconds and once.")


def _moment(seconds: int | None) -> str:
    if seconds is None:
        return ""
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%d %H:%M UTC")
