"""Bringing data in: `import`, `imports list|undo`, `sweep`, `rejected`, `coverage`."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from lif_plugin.app import App
from lif_plugin.cli.options import AgencyId, AnyAgency, AsRole, Db, Json, as_day, opened, operator, today
from lif_plugin.cli.output import Steps, iso, lines, say, steps, table
from lif_plugin.cli.tracker import ACTIONS, import_actions
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.flow.importing import Imported, dry_run, import_files, undo_import
from lif_plugin.flow.purge import ask_purge
from lif_plugin.flow.sweep import mark_all
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.store import imports as stored

imports_app = typer.Typer(help="Imports that were made.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("import")(import_)
    app.add_typer(imports_app, name="imports")
    app.command("purge")(purge)
    app.command("sweep")(sweep)
    app.command("rejected")(rejected)
    app.command("coverage")(coverage)


def import_(
    adapter: Annotated[
        str, typer.Argument(help="Which standard the files follow, see `lif plugins`; or actions.")
    ],
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of files.", exists=True)],
    agency: AgencyId,
    dry: Annotated[bool, typer.Option("--dry-run", help="Read and count; write nothing.")] = False,
    complete: Annotated[
        bool,
        typer.Option("--complete", help="The files state all facts of their period: retract the others."),
    ] = False,
    period: Annotated[
        str | None, typer.Option(help="What the files cover, e.g. 2017-04-01..2018-03-31.")
    ] = None,
    partnership: Annotated[
        str | None, typer.Option("--partnership", help="With `actions`: whose tracker it is.", metavar="ID")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--map",
            help="With `actions`: a TOML file of [columns], [agencies], [states], [defaults].",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    good_rows: Annotated[
        bool,
        typer.Option("--good-rows", help="With `actions`: take the rows that are right, not all or nothing."),
    ] = False,
    role: AsRole = Role.BOARD,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Import a set of files and work out what follows, or a board's tracker (`lif import actions FILE.xlsx`)."""
    if adapter == ACTIONS:
        import_actions(
            paths, agency, role, partnership, mapping, db, dry=dry, good_rows=good_rows, as_json=as_json
        )
        return
    options = _options(period)
    with opened(db) as app, steps(silent=as_json) as progress:
        app.agency(agency)
        chosen = app.adapter(adapter)
        if dry:
            done = dry_run(chosen, paths, options, progress)
        else:
            done = import_files(
                app.store, app.receiver, chosen, paths, agency, options, complete=complete, progress=progress
            )
            drain(app, agency, progress)
    _report(done, as_json=as_json)


def _options(period: str | None) -> ExamineOptions:
    if period is None:
        return ExamineOptions(received=today())
    first, dots, last = period.partition("..")
    if not dots:
        raise BadSetting("--period needs two days.", hint="Write it as 2017-04-01..2018-03-31.")
    return ExamineOptions(today(), as_day(first, "--period"), as_day(last, "--period"))


def drain(app: App, agency: str, progress: Steps) -> None:
    """Work until nothing of an agency waits."""
    batches = 0
    while app.dispatcher.batch(agency):
        batches += 1
        progress("dispatched (batches)", batches)


def _report(done: Imported, *, as_json: bool) -> None:
    tally, delivery = done.tally, done.delivery
    refused = Counter[str]()
    for (_file, reason), count in tally.refused.items():
        refused[reason] += count
    if as_json:
        lines([{
            "import": done.id, "scope": delivery.scope, "basis": delivery.basis, "rows_read": tally.read,
            "rows_accepted": tally.accepted, "rows_rejected": tally.rejected, "events": tally.events,
            "removals": tally.purges, "rejected": refused, "files": tally.by_file,
            "notices": [
                {"file": file, "field": field, "reason": reason, **said}
                for (file, field, reason), said in tally.notices.items()
            ],
        }])  # fmt: skip
        return
    say(delivery.basis)
    rows = [
        (file, counts["read"], counts["accepted"], counts["read"] - counts["accepted"], counts["events"])
        for file, counts in tally.by_file.items()
    ]
    rows.append(("all", tally.read, tally.accepted, tally.rejected, tally.events))
    table("Rows", ("file", "read", "accepted", "rejected", "events"), rows)
    if refused:
        table("Rejected", ("reason", "rows"), refused.most_common())
    if tally.purges:
        say(
            f"{tally.purges} rows ask for removal: what they name is gone for good, and no undo brings it back."
        )
    if tally.notices:
        shown = [(f, field, said["count"], said["message"]) for (f, field, _), said in tally.notices.items()]
        table("Taken, but look", ("file", "field", "rows", "what"), shown)
    say(f"Import {done.id}." if done.id else "Dry run: nothing was written.")


@imports_app.command("list")
def list_imports(agency: AnyAgency = None, db: Db = None, as_json: Json = False) -> None:
    """List imports, oldest first."""
    rows: list[dict[str, Any]] = []
    with opened(db) as app:
        for one in app.agencies(agency):
            with app.store.read(operator(one)) as connection:
                rows += stored.listed(connection, one)
    if as_json:
        lines(rows)
    else:
        columns = (
            "id",
            "agency_id",
            "adapter",
            "scope",
            "state",
            "complete",
            "rows_read",
            "rows_rejected",
            "events",
        )
        table("Imports", columns, [[row[name] for name in columns] for row in rows])


@imports_app.command("undo")
def undo(
    import_id: Annotated[int, typer.Argument(metavar="ID")], agency: AnyAgency = None, db: Db = None
) -> None:
    """Take an import back, so that what stood before it stands again."""
    with opened(db) as app, steps() as progress:
        owner = _owner(app, import_id, agency)
        gone = undo_import(app.store, owner, import_id)
        drain(app, owner, progress)
    say(f"Import {import_id} is undone.")
    if gone:
        say(f"Not taken back: {gone} removals that its source asked for. What was removed is gone.")


def _owner(app: App, import_id: int, agency: str | None) -> str:
    """The agency whose import this is."""
    for one in app.agencies(agency):
        with app.store.read(operator(one)) as connection:
            if any(run["id"] == import_id for run in stored.listed(connection, one)):
                return one
    raise NotFound(f"There is no import {import_id}.", hint="See `lif imports list`.")


def purge(
    source: Annotated[str, typer.Argument(help="Where the child is known from, such as ssda903.")],
    ref: Annotated[str, typer.Argument(metavar="CHILD", help="The child's reference there.")],
    agency: AgencyId,
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    db: Db = None,
) -> None:
    """Remove all that is known of one child for good; of a case under review it waits until people have decided."""
    if not sure:
        typer.confirm("What is removed cannot be brought back, by no undo. Remove it?", abort=True)
    with opened(db) as app, steps() as progress:
        app.agency(agency)
        ask_purge(app.store, agency, source, ref)
        drain(app, agency, progress)
    say("Removed, unless the case is under review; then it waits. That it was asked for stays on record.")


def sweep(
    as_of: Annotated[
        str | None, typer.Option(help="Ask as of this day; else as of each source's last day.")
    ] = None,
    agency: AnyAgency = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Ask every rule again for every case; returns when all of it is done."""
    day = as_day(as_of, "--as-of")
    counts = []
    with opened(db) as app, steps(silent=as_json) as progress:
        for one in app.agencies(agency):
            drain(app, one, progress)
            mark_all(app.dispatcher, one)
            batches = app.dispatcher.drain(one, numbered_day(day) if day else None)
            counts.append({"agency": one, "batches": batches, "as_of": as_of or "coverage"})
    if as_json:
        lines(counts)
    else:
        for count in counts:
            say(f"{count['agency']}: swept as of {count['as_of']} in {count['batches']} batches.")


def rejected(
    agency: AnyAgency = None,
    import_id: Annotated[
        int | None, typer.Option("--import", help="One import; else all.", metavar="ID")
    ] = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List rows that could not be taken, with the reason and the remedy. They hold child data: this is logged."""
    rows: list[dict[str, Any]] = []
    with opened(db) as app:
        for one in app.agencies(agency):
            viewer = operator(one)
            with app.store.read(viewer) as connection:
                rows += stored.rejected(connection, one, import_id)
            app.read_log.record(viewer, "cli.rejected", [])
    if as_json:
        lines(rows)
    else:
        columns = ("agency", "import", "file", "row", "field", "what, and how to mend it")
        names = ("agency_id", "import_id", "file", "row", "field", "message")
        table("Rejected rows", columns, [[row[name] for name in names] for row in rows])


def coverage(agency: AnyAgency = None, db: Db = None, as_json: Json = False) -> None:
    """Say what each source covers: outside it, rules answer that they cannot tell."""
    rows: list[dict[str, Any]] = []
    with opened(db) as app:
        for one in app.agencies(agency):
            with app.store.read(operator(one)) as connection:
                rows += stored.covered(connection, one)
    columns = ("agency_id", "source", "kind", "scope", "first_day", "last_day", "import_id")
    listed = [
        {name: iso(row[name]) if name.endswith("_day") else row[name] for name in columns} for row in rows
    ]
    if as_json:
        lines(listed)
    else:
        table("Coverage", columns, [[row[name] for name in columns] for row in listed])
