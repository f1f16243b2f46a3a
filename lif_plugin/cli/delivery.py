"""What people are told: `preview`, `dry-run`, `pause`, `resume`."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from lif_plugin.app import App
from lif_plugin.cli.config_files import read_file
from lif_plugin.cli.configuring import Token, Why, acted
from lif_plugin.cli.options import AgencyId, Db, Json
from lif_plugin.cli.output import lines, say, table
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.rule import State
from lif_plugin.flow import trial
from lif_plugin.flow.configuring import installed
from lif_plugin.flow.deliver import PUSHED
from lif_plugin.flow.pausing import pause, resume
from lif_plugin.store.work import now_ms

ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="As this file would have it; else as it is set.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("preview")(preview)
    app.command("dry-run")(dry_run)
    app.command("pause")(pause_)
    app.command("resume")(resume_)


def _agency(made: App, agency: str, file: Path | None) -> Agency:
    held = made.agency(agency)
    if file is None:
        return held
    value = read_file(file, installed(made.plugins, made.rules))
    return value.agency(held.id, held.name, held.version)


def preview(
    rule: str,
    case: str,
    agency: AgencyId,
    config: ConfigFile = None,
    token: Token = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Show exactly what a rule would say of a case, as people see it; writes nothing. Logged as a reading of a case."""
    with acted(db, agency, token) as (made, viewer):
        set_so = _agency(made, agency, config)
        ids, found = trial.preview(made.dispatcher, viewer, set_so, rule, case)
        made.read_log.record(viewer, "cli.preview", ids)
    if as_json:
        lines([{**asdict(one), "rule": rule} for one in found])
        return
    gaps = [one for one in found if one.state is State.GAP]
    told = [one for one in gaps if one.delivery in PUSHED]
    # Where nobody is told of anything, the newest shows the words.
    for one in told or gaps[-1:]:
        say(f"To {', '.join(one.addressees)}, delivered {one.delivery}:")
        say(f"  {one.message}")
        say(f"  {one.remedy}")
        for reason in one.reasons:
            say(f"  ( ) {reason}")
        if one.platform is not None:
            say(f"  In a case system: {one.platform}")
    others = Counter(
        str(one.delivery if one.state is State.GAP else one.state) for one in found if one not in told
    )
    if others:
        say(
            f"Counted and not told: {', '.join(f'{count:,} {what}' for what, count in sorted(others.items()))}."
        )
    if not found:
        say("It says nothing of this case.")


def dry_run(
    agency: AgencyId, config: ConfigFile = None, token: Token = None, db: Db = None, as_json: Json = False
) -> None:
    """Work out what a configuration would do to today's open cases: prompts a worker; writes nothing."""
    with acted(db, agency, token) as (made, viewer):
        set_so = _agency(made, agency, config)
        found = trial.dry_run(made.dispatcher, viewer, set_so)
    if as_json:
        lines([{**asdict(found), "too_much": found.is_too_much}])
        return
    columns = ("prompts a worker", "median", "p90", "max")
    rows = [
        (name, one.median, one.p90, one.highest)
        for name, one in (
            ("that ask to interrupt, now", found.interrupting),
            ("the same a week", found.a_week),
        )
    ]
    table(f"{found.cases:,} open cases of {found.workers:,} workers", columns, rows)
    if found.unheld:
        say(f"Nobody is known to hold {found.unheld:,} of them.")
    table("All that is open", ("delivery", "prompts"), sorted(found.by_delivery.items()))
    table("What asks to interrupt", ("rule", "prompts"), sorted(found.by_rule.items()))
    if found.is_too_much:
        say(f"[bold]Too much:[/] one worker in ten would have over {trial.TOO_MANY} a week. The budget lets "
            f"{set_so.pushes_a_week} through; the rest waits in the digest. Deliver fewer rules now.")  # fmt: skip


def pause_(agency: AgencyId, why: Why, token: Token = None, db: Db = None) -> None:
    """Stop all delivery at once: pushes, digests, what waits for platforms and other systems."""
    with acted(db, agency, token) as (made, viewer):
        made.agency(agency)
        begun = pause(made.store, viewer, why, now_ms())
    say(
        "Nothing is delivered any more until `lif resume`; rules go on."
        if begun
        else "Delivery was stopped already."
    )


def resume_(agency: AgencyId, token: Token = None, db: Db = None) -> None:
    """Let delivery go on; what waited goes through the alert budget again."""
    with acted(db, agency, token) as (made, viewer):
        made.agency(agency)
        again = resume(made.store, viewer, now_ms())
        if again is not None:
            made.dispatcher.drain(agency)
    say(
        "Delivery was not stopped."
        if again is None
        else f"Delivery goes on; the budget decides on {again:,} anew."
    )
