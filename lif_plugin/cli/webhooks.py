"""Telling other systems by webhook: `webhooks add|expect|list|rotate|test|log|disable|enable`."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import typer

from lif_plugin.app import App
from lif_plugin.cli.options import AgencyId, AnyAgency, Db, Json, opened, operator
from lif_plugin.cli.output import lines, say, table
from lif_plugin.domain.told import EVERY_TYPE, Told, ToldType
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.flow.calling import Caller
from lif_plugin.flow.signing import make_private, make_secret
from lif_plugin.flow.webhook_keys import WebhookKey, WebhookKeys
from lif_plugin.flow.webhooks import send_due
from lif_plugin.store import webhooks as stored
from lif_plugin.store.work import now_ms

app = typer.Typer(help="Tell other systems what changed, by signed webhooks.", no_args_is_help=True)
_NAME: Final = re.compile(r"[a-z0-9_-]{1,40}")
_HOUR: Final = 3_600_000
EndpointId = Annotated[str, typer.Argument(metavar="ENDPOINT", help="Its id; see `lif webhooks list`.")]
Asymmetric = Annotated[
    bool, typer.Option("--asymmetric", help="Sign with a private key of ours in place of a shared secret.")
]


@app.command("add")
def add(
    url: Annotated[str, typer.Argument(help="The https address that is told.")],
    agency: AgencyId,
    types: Annotated[
        list[ToldType] | None, typer.Option("--type", help="Only these; may be given again. Else all.")
    ] = None,
    asymmetric: Asymmetric = False,
    db: Db = None,
) -> None:
    """Tell an address from now on what changes: ids only. Says where its key is."""
    now = now_ms()
    with opened(db) as opened_app:
        opened_app.agency(agency)
        Caller(opened_app.settings.inside).check(url)
        viewer = operator(agency)
        with opened_app.store.write(viewer) as connection:
            made = stored.add_endpoint(connection, agency, url, types or EVERY_TYPE, viewer.subject, now)
            keys = WebhookKeys(opened_app.settings.keys)
            keys.write(WebhookKey(made, agency, make_private() if asymmetric else make_secret(), now))
        say(f"Endpoint {made} is told from now on. `lif webhooks test {made} --agency {agency}` tries it.")
        _say_key(keys, made)


@app.command("expect")
def expect(
    sender: Annotated[str, typer.Argument(help="A name for the system that will send.")],
    agency: AgencyId,
    source: Annotated[str, typer.Option(help="The source whose facts it sends.")],
    db: Db = None,
) -> None:
    """Take facts by signed webhook from a system that can send them. Says where its key is and where to send."""
    if not _NAME.fullmatch(sender):
        raise BadSetting("A sender's name is made of small letters, digits, - and _.")
    with opened(db) as opened_app:
        opened_app.agency(agency)
        keys = WebhookKeys(opened_app.settings.keys)
        name = f"{agency}-{sender}"
        if keys.find(name) is not None:
            raise BadSetting("There is such a sender.", hint="`lif webhooks rotate` gives it another key.")
        keys.write(WebhookKey(name, agency, make_secret(), now_ms(), source))
        say(f"{sender} may send facts of {source} to {opened_app.settings.address}/webhooks/{name}")
        _say_key(keys, name)


def _say_key(keys: WebhookKeys, name: str) -> None:
    public = keys.of(name).public
    if public is not None:
        say("The other side verifies with this public key:")
        typer.echo(public)
        return
    say("The secret to share is the field `key` of this file, yours alone to read:")
    typer.echo(str(keys.path(name)))


@app.command("list")
def list_endpoints(agency: AnyAgency = None, db: Db = None, as_json: Json = False) -> None:
    """List who is told, with what waits and what was given up."""
    rows: list[dict[str, Any]] = []
    with opened(db) as opened_app:
        for one in opened_app.agencies(agency):
            with opened_app.store.read(operator(one)) as connection:
                rows += [_endpoint(row) for row in stored.listed(connection, one)]
    if as_json:
        lines(rows)
        return
    columns = ("agency", "id", "url", "state", "why", "waiting", "done", "dead")
    table("Webhooks", columns, [[row[column] for column in columns] for row in rows])


def _endpoint(row: dict[str, Any]) -> dict[str, Any]:
    counts = row["messages"]
    return {
        "agency": row["agency_id"], "id": row["id"], "url": row["url"], "types": row["types"].strip(",").split(","),
        "state": row["state"], "why": row["reason"], "waiting": counts.get("waiting", 0) + counts.get("claimed", 0),
        "done": counts.get("done", 0), "dead": counts.get("dead", 0),
    }  # fmt: skip


@app.command("rotate")
def rotate(
    endpoint: EndpointId,
    agency: AgencyId,
    hours: Annotated[int, typer.Option(min=0, help="How long the old key goes on beside it.")] = 24,
    db: Db = None,
) -> None:
    """Sign with a new key; for some hours there are two signatures, so that no message is refused meanwhile."""
    with opened(db) as opened_app:
        keys = WebhookKeys(opened_app.settings.keys)
        key = keys.of(endpoint)
        if key.agency != agency:
            raise NotFound("There is no key for this webhook.", hint="See `lif webhooks list`.")
        now = now_ms()
        keys.write(key.rotated(now, now + hours * _HOUR))
        say(f"The old key goes on until {_moment(now + hours * _HOUR)}.")
        _say_key(keys, endpoint)


@app.command("test")
def try_it(endpoint: EndpointId, agency: AgencyId, db: Db = None) -> None:
    """Send a message of the type webhook.test and say what was answered."""
    with opened(db) as opened_app:
        row = _known(opened_app, agency, endpoint)
        now = now_ms()
        with opened_app.store.write(operator(agency)) as connection:
            stored.tell(connection, agency, [row], [Told(ToldType.TEST, {"endpoint": endpoint})], now)
        send_due(opened_app.webhooks, agency, endpoint)
        with opened_app.store.read(operator(agency)) as connection:
            tried = [
                one
                for one in stored.tries(connection, agency, endpoint, 100)
                if one["type"] == ToldType.TEST and one["at"] >= now
            ]
    if not tried:
        raise NotFound("Nothing is sent to this endpoint.", hint="`lif webhooks enable` lets it run again.")
    last = tried[0]
    say(
        f"Answered {last['status']} in {last['took_ms']} ms."
        if last["state"] == "done"
        else f"Not delivered ({last['reason']}); it is tried again."
    )


@app.command("log")
def log(
    endpoint: EndpointId,
    agency: AgencyId,
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 100,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List every try to deliver to an endpoint, the newest first."""
    with opened(db) as opened_app:
        _known(opened_app, agency, endpoint)
        with opened_app.store.read(operator(agency)) as connection:
            rows = [
                {"at": _moment(row["at"]), "message": row["message_id"], "type": row["type"], "status": row["status"],
                 "why": row["reason"], "took_ms": row["took_ms"], "state": row["state"]}
                for row in stored.tries(connection, agency, endpoint, limit)
            ]  # fmt: skip
    if as_json:
        lines(rows)
        return
    columns = ("at", "message", "type", "status", "why", "took_ms", "state")
    table("Tries", columns, [[row[column] for column in columns] for row in rows])


@app.command("disable")
def disable(endpoint: EndpointId, agency: AgencyId, db: Db = None) -> None:
    """Tell an address nothing more; what waits for it is kept."""
    _set(db, agency, endpoint, stored.DISABLED, "by_hand")
    say(f"Endpoint {endpoint} is told nothing more. What waits for it is kept.")


@app.command("enable")
def enable(endpoint: EndpointId, agency: AgencyId, db: Db = None) -> None:
    """Tell an address again, first what waits or was given up."""
    _set(db, agency, endpoint, stored.RUNNING, None)
    say(f"Endpoint {endpoint} is told again.")


def _set(db: str | None, agency: str, endpoint: str, state: str, reason: str | None) -> None:
    with opened(db) as opened_app:
        _known(opened_app, agency, endpoint)
        with opened_app.store.write(operator(agency)) as connection:
            stored.set_state(connection, agency, endpoint, state, reason, now_ms())


def _known(opened_app: App, agency: str, endpoint: str) -> dict[str, Any]:
    with opened_app.store.read(operator(agency)) as connection:
        row = stored.endpoint(connection, agency, endpoint)
    if row is None:
        raise NotFound("There is no such endpoint.", hint="See `lif webhooks list`.")
    return row


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, tz=UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
