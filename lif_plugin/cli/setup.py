"""Setting up: `init`, `migrate`, `token`, `backup`, `doctor`."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from lif_plugin.app import App, build_app
from lif_plugin.cli.config_files import profile as read_profile
from lif_plugin.cli.live import connection_problems, examine
from lif_plugin.cli.options import AgencyId, Db, Json, as_day, opened, today
from lif_plugin.cli.output import lines, say, table
from lif_plugin.config import LOG_KEY, SETTINGS, Settings, load_settings
from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.agency_codes import checked_ods, checked_ons
from lif_plugin.domain.in_force import FrameworkFrom
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import BadSetting, LifError, UnknownAgency
from lif_plugin.flow.configuring import installed
from lif_plugin.frameworks import framework_ids, load_framework
from lif_plugin.jobs import migrate as migrate_jobs
from lif_plugin.store.agencies import load_agency, save_agency, set_codes
from lif_plugin.store.calendar_table import fill_calendars
from lif_plugin.store.files import backup as backup_file
from lif_plugin.store.files import sqlite_file
from lif_plugin.store.migrate import migrate as migrate_store
from lif_plugin.web.tokens import KEY_FILE, SET_FILE, load_key, make_keys, mint


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("init")(init)
    app.command("migrate")(migrate)
    app.command("token")(token)
    app.command("backup")(backup)
    app.command("doctor")(doctor)


Profile = Annotated[
    str | None,
    typer.Option(
        help="What a new agency begins with: english_authority, scottish_cpc, health_trust or partnership_hub."
    ),
]
NoteHint = Annotated[
    bool | None,
    typer.Option("--note-hint/--no-note-hint", help="Let platforms ask for a hint while a note is written."),
]
Pushes = Annotated[
    int | None,
    typer.Option(
        min=0, help="New prompts that may interrupt one worker in a week; critical ones are not counted."
    ),
]


def init(
    agency: Annotated[
        str | None, typer.Option("--agency", help="The agency to make or change.", metavar="ID")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The agency's name; else its id.")] = None,
    profile: Profile = None,
    nation: Annotated[
        str | None, typer.Option(help="england, scotland, wales, northern_ireland or elsewhere.")
    ] = None,
    ods: Annotated[str | None, typer.Option(help="Its code in the Organisation Data Service.")] = None,
    ons: Annotated[str | None, typer.Option(help="Its code of the Office for National Statistics.")] = None,
    framework: Annotated[str | None, typer.Option(help="The framework the agency works by.")] = None,
    framework_from: Annotated[
        str | None,
        typer.Option(help="The first day of another framework than the one before, e.g. 2027-04-01."),
    ] = None,
    go_live: Annotated[
        str | None, typer.Option(help="First day whose facts may be told, e.g. 2026-09-01.")
    ] = None,
    clock: Annotated[
        Today | None, typer.Option("--today", help="What counts as today: clock or coverage.")
    ] = None,
    note_hint: NoteHint = None,
    pushes_a_week: Pushes = None,
    quiet: Annotated[
        str | None, typer.Option(help="Local hours between which nobody is interrupted, e.g. 18-8.")
    ] = None,
    db: Db = None,
) -> None:
    """Make the keys, the tables and an agency; run again, it changes what is given and keeps the rest."""
    settings = load_settings(db)
    prepare(settings)
    if agency is None:
        say("Keys and tables are ready; `lif init --agency ID` makes an agency.")
        return
    if framework is not None:
        load_framework(framework)
    given: dict[str, Any] = {
        "name": name,
        "nation": nation,
        "go_live": as_day(go_live, "--go-live"),
        "today": clock,
        "note_hint": note_hint,
        "pushes_a_week": pushes_a_week,
        **_hours(quiet),
    }
    with build_app(settings) as app, app.store.write(Viewer.system("init", agency)) as connection:
        held = _held(app, connection, agency, profile)
        given |= _frameworks(held, framework, as_day(framework_from, "--framework-from"), today())
        value = replace(held, **{key: one for key, one in given.items() if one is not None})
        version = save_agency(connection, value, "cli")
        set_codes(connection, agency, ods=ods and checked_ods(ods), ons=ons and checked_ons(ons))
    say(f"Agency {agency} is ready (settings version {version}).")
    if value.go_live is None:
        say("It has no go-live day, so nothing will be told to anybody: everything is counted as historic.")


def _held(app: App, connection: Any, agency: str, starter: str | None) -> Agency:
    """An agency as it is, or a new one, as a starter profile has it if one is named. Raises `BadSetting`."""
    try:
        held = load_agency(connection, agency)
    except UnknownAgency:
        if starter is None:
            return Agency(agency, agency)
        return read_profile(starter, installed(app.plugins, app.rules)).agency(agency, agency)
    if starter is not None:
        raise BadSetting(
            f"{agency} is there already, and a profile is for a new agency.",
            hint=f"Change it with `lif config apply FILE --agency {agency} --why ...`.",
        )
    return held


def _frameworks(held: Agency, framework: str | None, since: int | None, today: int) -> dict[str, Any]:
    """The framework that was given: the first one, or another from a day. Raises `BadSetting` without a day."""
    if framework is None or (since is None and framework == held.framework_on(today)):
        return {}
    if since is None and held.framework is not None:
        raise BadSetting(
            f"{held.id} works by {held.framework_on(today)}.",
            hint="Say from when it works by another: --framework-from 2027-04-01.",
        )
    if since is None:
        return {"framework": framework}
    others = [one for one in held.framework_from if one.since != since]
    return {"framework_from": (*others, FrameworkFrom(since, framework))}


def _hours(text: str | None) -> dict[str, int]:
    """The quiet hours that were given. Raises `BadSetting`."""
    if text is None:
        return {}
    begins, dash, ends = text.partition("-")
    if not dash or not begins.isdigit() or not ends.isdigit():
        raise BadSetting("--quiet needs two hours.", hint="Write it as 18-8.")
    return {"quiet_from": int(begins), "quiet_until": int(ends)}


def prepare(settings: Settings) -> None:
    """Make what an installation needs and does not have yet: folder, keys, tables, calendar."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.make_log_key()
    make_keys(settings.keys)
    _migrate(settings.url)


def ready_made(settings: Settings, agency: Agency) -> None:
    """Prepare an installation and save an agency as given."""
    prepare(settings)
    with build_app(settings) as app, app.store.write(Viewer.system("init", agency.id)) as connection:
        save_agency(connection, agency, "cli")


def migrate(db: Db = None) -> None:
    """Bring the database to this version's tables."""
    _migrate(load_settings(db).url)
    say("The database is up to date.")


def _migrate(url: str) -> None:
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate_store(url)
    migrate_jobs(url)
    fill_calendars(url)


def token(
    agency: AgencyId,
    role: Annotated[list[Role], typer.Option("--role", help="What the bearer is; may be given again.")],
    subject: Annotated[str, typer.Option(help="Who it is for, as the read log shall name them.")] = "",
    purpose: Annotated[str, typer.Option(help="What the data is read for.")] = "direct care",
    case: Annotated[
        list[str] | None, typer.Option("--case", help="Limit to this case; may be given again.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Limit to cases of this source; a system that sends events needs it.")
    ] = None,
    hours: Annotated[int, typer.Option(min=1, max=24 * 90, help="How long it is good for.")] = 12,
    out: Annotated[Path | None, typer.Option(help="Write it to a file that only you can read.")] = None,
    db: Db = None,
) -> None:
    """Sign a token, by default for 12 hours."""
    settings = load_settings(db)
    with opened(db) as app:
        app.agency(agency)
    if Role.SYSTEM in role:
        raise BadSetting("No token is given for the system role.")
    signed = mint(
        load_key(settings.keys),
        agency=agency,
        roles=role,
        purpose=purpose,
        subject=subject or f"{role[0].value}@{agency}",
        cases=case or None,
        source=source,
        hours=hours,
        issuer=settings.issuer,
        audience=settings.audience,
    )
    if out is None:
        typer.echo(signed)
        return
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(signed)
    say(f"The token is in {out}.")


def backup(path: Path, db: Db = None) -> None:
    """Copy a SQLite database while it is in use, then check the copy."""
    size = backup_file(load_settings(db).url, path)
    say(f"Backed up to {path} ({size:,} bytes, checked). The keys in LIF_HOME are not in it.")


def doctor(
    adapter: Annotated[
        str | None, typer.Argument(help="Look at this platform instead, as its connection sees it.")
    ] = None,
    agency: Annotated[
        str | None, typer.Option("--agency", help="Whose connection, with ADAPTER.", metavar="ID")
    ] = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Say what is set, what is missing and what is wrong; exit code 1 if anything is."""
    settings = load_settings(db)
    if adapter is not None:
        _look_at(settings, adapter, agency, as_json=as_json)
    checks = [
        ("setting", name, os.environ.get(name) or "default", meaning) for name, meaning in SETTINGS.items()
    ]
    problems: list[str] = []
    for name in (LOG_KEY, KEY_FILE, SET_FILE):
        if not (settings.keys / name).is_file():
            problems.append(f"{name} is missing: run `lif init --agency ID`.")
        elif name != SET_FILE and (settings.keys / name).stat().st_mode & 0o077:
            problems.append(f"{name} can be read by others: chmod 600 it.")
    try:
        with build_app(settings) as app:
            problems += [f"plugin {fault.plugin}: {fault.message}" for fault in app.plugins.faults]
            problems += [f"read log: {problem.message}" for problem in app.seal_problems()]
            problems += connection_problems(app)
    except LifError as error:
        problems.append(str(error))
    if as_json:
        lines({"setting": name, "value": value, "meaning": meaning} for _, name, value, meaning in checks)
        lines({"problem": problem} for problem in problems)
    else:
        table("Settings", ("name", "value", "meaning"), [row[1:] for row in checks])
        say(f"Frameworks: {', '.join(framework_ids())}")
        for problem in problems:
            say(f"[red]problem[/] {problem}")
        say("All is well." if not problems else f"{len(problems)} to mend.")
    raise typer.Exit(1 if problems else 0)


def _look_at(settings: Settings, adapter: str, agency: str | None, *, as_json: bool) -> None:
    if agency is None:
        raise BadSetting("Say whose connection it is.", hint="Add --agency ID.")
    with build_app(settings) as app:
        remarks = examine(app, adapter, agency)
    if as_json:
        lines(remarks)
    else:
        columns = ("weight", "about", "sentence")
        table(f"{adapter} of {agency}", columns, [[remark[name] for name in columns] for remark in remarks])
    raise typer.Exit(1 if any(remark["weight"] == "wrong" for remark in remarks) else 0)
