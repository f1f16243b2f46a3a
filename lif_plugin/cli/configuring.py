"""The configuration of an agency: `config …` and `hooks enable|disable`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from lif_plugin.app import App, build_app
from lif_plugin.cli.config_files import acting, as_toml, read_file, there
from lif_plugin.cli.options import AgencyId, Db, Json
from lif_plugin.cli.output import document, lines, say, table
from lif_plugin.config import load_settings
from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.config.differing import differences
from lif_plugin.domain.config.document import json_schema
from lif_plugin.domain.config.settings import PluginSetting, RuleSetting
from lif_plugin.domain.config.shape import nearest
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import BadSetting
from lif_plugin.flow.configuring import (
    Saved,
    apply_configuration,
    current,
    decide_version,
    history,
    installed,
    of_version,
    roll_back,
)
from lif_plugin.store.agencies import APPLIED, PROPOSED

app = typer.Typer(
    help="The configuration of an agency: one document, every version kept.", no_args_is_help=True
)
hooks = typer.Typer(help="Plugins and rules, on or off for an agency.", no_args_is_help=True)
Why = Annotated[str, typer.Option("--why", help="The reason, kept with the version.")]
Token = Annotated[
    Path | None,
    typer.Option("--token", help="A file with a token: whoever it names acts, not who sits here."),
]


@contextmanager
def acted(db: str | None, agency: str, token: Path | None) -> Iterator[tuple[App, Viewer]]:
    """The application, and who acts on it."""
    settings = load_settings(db)
    with build_app(settings) as made:
        yield made, acting(made, settings, agency, token)


@app.command("check")
def check(file: Path) -> None:
    """Check a file; needs no database. Each fault names its place and how to mend it."""
    read_file(file, there())
    say(f"{file} can be used.")


@app.command("show")
def show(
    agency: AgencyId,
    version: Annotated[int | None, typer.Option("--version", help="An earlier or waiting one.")] = None,
    token: Token = None,
    db: Db = None,
) -> None:
    """Print the configuration as a file, all settings written out."""
    with acted(db, agency, token) as (made, viewer), made.store.read(viewer) as connection:
        value = _version(connection, viewer, version)
    typer.echo(as_toml(value), nl=False)


def _version(connection: Any, viewer: Viewer, number: int | None) -> Configuration:
    return current(connection, viewer)[1] if number is None else of_version(connection, viewer, number)[1]


@app.command("diff")
def diff(
    agency: AgencyId,
    file: Annotated[Path | None, typer.Argument(help="A file; else two versions.")] = None,
    version: Annotated[int | None, typer.Option("--version", help="Compare with this one instead.")] = None,
    to: Annotated[int | None, typer.Option("--to", help="What to compare: a version; else the file.")] = None,
    token: Token = None,
    db: Db = None,
) -> None:
    """Say in plain words what a file, or another version, would change."""
    if (file is None) == (to is None):
        raise BadSetting("Compare with a file or with a version.", hint="Give FILE, or --to VERSION.")
    with acted(db, agency, token) as (made, viewer):
        against = installed(made.plugins, made.rules)
        with made.store.read(viewer) as connection:
            before = _version(connection, viewer, version)
            after = read_file(file, against) if file is not None else _version(connection, viewer, to)
    rules = {rule_id: rule for rule_id, (rule, _plugin) in against.rules.items()}
    for sentence in differences(before, after, rules) or ["Nothing changes."]:
        say(sentence)


@app.command("apply")
def apply(
    file: Path,
    agency: AgencyId,
    why: Why,
    base: Annotated[int | None, typer.Option("--base", help="The version the file was made from.")] = None,
    token: Token = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Make a file the agency's configuration; the whole of it: what the file leaves out is as without a word.

    Switching on a critical rule, switching off one that rests on a duty, and changing reasons wait for a second
    person: `lif config approve`.
    """
    with acted(db, agency, token) as (made, viewer):
        against = installed(made.plugins, made.rules)
        value = read_file(file, against)
        saved = apply_configuration(made.store, against, viewer, value, why, base=base, file=str(file))
        taken_up(made, agency, saved, as_json=as_json)


def taken_up(made: App, agency: str, saved: Saved, *, as_json: bool = False) -> None:
    """Let cases take a change up, and say what became of it."""
    if saved.state == APPLIED and saved.cases:
        made.dispatcher.drain(agency)
    if as_json:
        lines([{"version": saved.version, "state": saved.state, "changes": saved.changes, "second": saved.second,
                "cases": saved.cases}])  # fmt: skip
        return
    for sentence in saved.changes:
        say(sentence)
    if saved.version is None:
        say("Nothing changes: no version was saved.")
    elif saved.state == PROPOSED:
        say(f"Version {saved.version} waits for a second person: {' '.join(saved.second)}")
        say(f"Somebody else says `lif config approve {saved.version} --agency {agency}`.")
    elif saved.state == APPLIED:
        say(f"Version {saved.version} is applied; {saved.cases:,} cases were asked about again.")
    else:
        say(f"Version {saved.version} is {saved.state}.")


@app.command("history")
def history_(agency: AgencyId, token: Token = None, db: Db = None, as_json: Json = False) -> None:
    """List versions, the newest first: who, when, why, and who approved."""
    with acted(db, agency, token) as (made, viewer), made.store.read(viewer) as connection:
        rows = [_told(row) for row in history(connection, viewer)]
    if as_json:
        lines(rows)
    else:
        columns = ("version", "state", "when", "by", "why", "decided_by")
        table(f"Configuration of {agency}", columns, [[row[name] for name in columns] for row in rows])


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": row["version"],
        "state": row["state"],
        "when": moment(row["saved_at"]),
        "by": row["saved_by"],
        "why": row["why"],
        "base": row["base"],
        "decided_by": row["decided_by"],
        "decided_at": moment(row["decided_at"]),
    }


def moment(milliseconds: int | None) -> str | None:
    """A time (UTC milliseconds) as ISO 8601 has it."""
    if milliseconds is None:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC).isoformat(timespec="seconds")


@app.command("approve")
def approve(
    version: int,
    agency: AgencyId,
    refuse: Annotated[bool, typer.Option("--refuse", help="Refuse it instead.")] = False,
    token: Token = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Approve a version that waits; never whoever proposed it."""
    with acted(db, agency, token) as (made, viewer):
        against = installed(made.plugins, made.rules)
        saved = decide_version(made.store, against, viewer, version, approve=not refuse)
        taken_up(made, agency, saved, as_json=as_json)


@app.command("rollback")
def rollback(
    version: int, agency: AgencyId, why: Why, token: Token = None, db: Db = None, as_json: Json = False
) -> None:
    """Make what an earlier version says a new version."""
    with acted(db, agency, token) as (made, viewer):
        against = installed(made.plugins, made.rules)
        saved = roll_back(made.store, against, viewer, version, why)
        taken_up(made, agency, saved, as_json=as_json)


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of the document, for editors that complete and check TOML."""
    document(json_schema())


@hooks.command("enable")
def enable(
    name: str,
    agency: AgencyId,
    why: Why,
    team: Annotated[
        list[str] | None, typer.Option("--team", help="Tell only of this team's cases; may be given again.")
    ] = None,
    token: Token = None,
    db: Db = None,
) -> None:
    """Switch a plugin or a rule on, for all teams or for a pilot."""
    with acted(db, agency, token) as (made, viewer):
        _switch(made, viewer, name, why, on=True, pilot=tuple(team or ()))


@hooks.command("disable")
def disable(name: str, agency: AgencyId, why: Why, token: Token = None, db: Db = None) -> None:
    """Switch a plugin or a rule off: its prompts end."""
    with acted(db, agency, token) as (made, viewer):
        _switch(made, viewer, name, why, on=False)


def _switch(made: App, viewer: Viewer, name: str, why: str, *, on: bool, pilot: tuple[str, ...] = ()) -> None:
    against = installed(made.plugins, made.rules)
    with made.store.read(viewer) as connection:
        base, value = current(connection, viewer)
    if name in against.rules:
        rule = replace(value.rules.get(name, RuleSetting()), on=on, pilot=pilot)
        value = replace(value, rules={**value.rules, name: rule})
    elif name in against.plugins:
        plugin = replace(value.plugins.get(name, PluginSetting()), on=on, pilot=pilot)
        value = replace(value, plugins={**value.plugins, name: plugin})
    else:
        near = nearest(name, (*against.rules, *against.plugins))
        raise BadSetting(
            f"There is no plugin or rule {name!r}.{near}", hint="`lif plugins` and `lif rules` list them."
        )
    taken_up(made, viewer.agency, apply_configuration(made.store, against, viewer, value, why, base=base))
