"""The demonstration's Monday: a worker with 22 open cases, six years of history loaded at once, and what interrupts them."""

from collections import Counter
from pathlib import Path
from typing import Final

from lif_plugin.app import App
from lif_plugin.cli.options import operator, today
from lif_plugin.cli.output import say, steps, table
from lif_plugin.cli.setup import ready_made
from lif_plugin.config import Settings
from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.rule import Channel
from lif_plugin.flow.importing import import_files
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.store.pushes import pushed_prompts
from lif_plugin.store.reads.cases import CaseFilter, count_cases
from lif_plugin.store.reads.counts import prompts_by_delivery

FOLDER: Final = Path("fixtures/demo/caseload")
TEAM: Final = Agency("demo_team", "Demonstration team", go_live=20180101, today=Today.COVERAGE)


def make_team(settings: Settings) -> None:
    """Make the agency that this worker is of."""
    ready_made(settings, TEAM)


def fill_caseload(app: App, agency: str) -> None:
    """Load the worker's cases for an agency and work out what follows."""
    with steps() as progress:
        import_files(
            app.store, app.receiver, app.adapter("ssd"), [FOLDER], agency, ExamineOptions(today()), progress=progress
        )  # fmt: skip
        while app.dispatcher.batch(agency):
            pass


def load_caseload(app: App) -> None:
    """Load the worker's cases and show what interrupts them, what waits and what is past."""
    fill_caseload(app, TEAM.id)
    viewer = operator(TEAM.id)
    with app.store.read(viewer) as connection:
        held = count_cases(connection, viewer, CaseFilter(is_open=True))
        told = Counter[str]()
        for row in prompts_by_delivery(connection, viewer):
            told[row["delivery"]] += row["count"] if row["state"] == "gap" else 0
        pushed = pushed_prompts(connection, viewer)
    app.read_log.record(viewer, "cli.demo", {row["public_id"] for row in pushed})
    columns = ("open cases", "interrupt", "in the digest", "on the panel only", "long past")
    counts = [told[name] for name in (Channel.DIGEST, Channel.PANEL, Channel.HISTORIC)]
    say(
        f"\nA worker with {held} open cases on Monday, 10 June 2024, after six years of history came in at once"
    )
    table("What they are told", columns, [(held, len(pushed), *counts)])
    rows = [(row["ref"], row["severity"], row["message"], row["remedy"]) for row in pushed]
    table(
        "What interrupts them",
        ("case", "severity (never shown to them)", "says", "what would close it"),
        rows,
    )
