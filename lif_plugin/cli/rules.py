"""The rules: `rules list`, `rules explain`, `rules demoted`, `rules restore`."""

from collections import Counter
from typing import Annotated

import typer

from lif_plugin.app import installed_parts
from lif_plugin.cli import catalogue, explain
from lif_plugin.cli.configuring import Token, Why, acted, moment
from lif_plugin.cli.options import AgencyId, AnyAgency, Db, Json, opened, operator
from lif_plugin.cli.output import document, errors, lines, say, table
from lif_plugin.flow.demoting import in_force, listed, restore
from lif_plugin.store.work import now_ms

app = typer.Typer(
    help="Rules, timers, audit triggers and reviews: which run, which wait and for what, and why a case is as it is.",
    invoke_without_command=True,
)


@app.callback()
def rules(context: typer.Context, agency: AnyAgency = None, db: Db = None, as_json: Json = False) -> None:
    """Without a command: list them all."""
    if context.invoked_subcommand is None:
        list_(agency, db, as_json=as_json)


@app.command("list")
def list_(agency: AnyAgency = None, db: Db = None, as_json: Json = False) -> None:
    """List every rule, timer, audit trigger and review: running, or waiting and for what."""
    if agency is None:
        # As they are shipped: nothing of this needs a database.
        rows = catalogue.catalogue(installed_parts(), None)
    else:
        with opened(db) as opened_app:
            with opened_app.store.read(operator(agency)) as connection:
                demoted = in_force(connection, operator(agency))
            rows = catalogue.catalogue(opened_app, opened_app.agency(agency), demoted)
    counts = Counter((row["kind"], row["status"]) for row in rows)
    running = sum(row["status"] == "running" for row in rows)
    said = ", ".join(
        f"{kind.replace('_', ' ')}s {counts[kind, 'running']} of {counts[kind, 'running'] + counts[kind, 'waiting']}"
        for kind in dict.fromkeys(row["kind"] for row in rows)
    )
    if as_json:
        lines(rows)
        errors.print(f"{running} of {len(rows)} running: {said}.", highlight=False)
        return
    columns = ("id", "kind", "title", "template", "delivery", "status", "reason")
    table("Rules", columns, [[row[name] for name in columns] for row in rows])
    say(f"{running} of {len(rows)} running: {said}.")


@app.command("explain")
def explain_(
    rule: Annotated[str, typer.Argument(help="A rule, timer or audit trigger, by id.")],
    case: Annotated[str, typer.Argument(help="The case: the source's reference, or its public id.")],
    agency: AnyAgency = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Which source, where several use it.")
    ] = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Say why a rule stands as it does for a case, and what would change that. This is logged as a reading."""
    with opened(db) as opened_app:
        answer = explain.explain(opened_app, rule, explain.find_case(opened_app, case, agency, source))
    if as_json:
        document(answer)
        return
    for sentence in explain.in_sentences(answer):
        say(sentence)


@app.command("demoted")
def demoted_(agency: AgencyId, token: Token = None, db: Db = None, as_json: Json = False) -> None:
    """List rules that people here marked wrong too often: they go to the digest until somebody restores them."""
    with acted(db, agency, token) as (made, viewer), made.store.read(viewer) as connection:
        rows = [
            {
                **{name: row[name] for name in ("rule", "wrong", "answered", "restored_by", "why")},
                "since": moment(row["at"]),
                "restored": moment(row["restored_at"]),
            }
            for row in listed(connection, viewer)
        ]
    if as_json:
        lines(rows)
        return
    columns = ("rule", "wrong", "answered", "since", "restored", "restored_by", "why")
    table(
        f"Rules that {agency} marked wrong too often",
        columns,
        [[row[name] for name in columns] for row in rows],
    )


@app.command("restore")
def restore_(
    rule: Annotated[str, typer.Argument(help="A rule, by id.")],
    agency: AgencyId,
    why: Why,
    token: Token = None,
    db: Db = None,
) -> None:
    """Let a rule that was marked wrong too often interrupt again; answers from before no longer count."""
    with acted(db, agency, token) as (made, viewer):
        restore(made.store, viewer, rule, why, now_ms())
    say(f"{rule} interrupts again from now on.")
