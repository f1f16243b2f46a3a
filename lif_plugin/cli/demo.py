"""The demonstration: two invented agencies, published sample returns, and where to look."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Any, Final

from lif_plugin.app import App, build_app
from lif_plugin.cli.audit_story import tell_audits
from lif_plugin.cli.caseload import FOLDER, load_caseload, make_team
from lif_plugin.cli.field_office import make_office, show_loop
from lif_plugin.cli.intake import drain
from lif_plugin.cli.options import operator, today
from lif_plugin.cli.output import console, iso, say, steps, table
from lif_plugin.cli.setup import ready_made
from lif_plugin.cli.story import PARTNERSHIP, tell_story
from lif_plugin.config import Settings
from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting
from lif_plugin.flow.importing import Imported, import_files
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.store.files import remove_sqlite
from lif_plugin.store.imports import covered
from lif_plugin.store.reads.cases import CaseFilter, count_cases
from lif_plugin.store.reads.counts import prompts_by_delivery
from lif_plugin.store.reads.files import FileOutcome, outcomes_by_file
from lif_plugin.store.reads.page import Window
from lif_plugin.store.reads.prompts import PromptFilter, prompts_page
from lif_plugin.web.tokens import load_key, mint

YEARS: Final = ("2017", "2019", "2021")
AGENCY: Final = Agency("demo_council", "Demonstration council", framework="hartlepool_hscb", go_live=20170401,
                       today=Today.COVERAGE)  # fmt: skip
NEIGHBOUR: Final = Agency("demo_neighbour", "Demonstration neighbour", go_live=20170401, today=Today.COVERAGE)
FAULTY: Final = Path("fixtures/demo/reviews-with-faults.csv")
PEOPLE: Final = (
    ("caseworker (reviewing officer)", (Role.WORKER, Role.IRO), "direct care"),
    ("quality-assurance lead", (Role.QUALITY,), "quality assurance"),
    ("integrator", (Role.INTEGRATOR,), "learning across agencies"),
    ("agency admin", (Role.ADMIN,), "administration"),
)


def demo_settings(settings: Settings, url: str | None) -> Settings:
    """The demonstration's own home and, unless a database is named, its own file: never anybody's data."""
    home = settings.home / "demo"
    return replace(settings, home=home, url=url or f"sqlite:///{home / 'lif.db'}")


def load_demo(settings: Settings, samples: Path, *, fresh: bool) -> None:
    """Load the sample returns year by year and show what came of each file."""
    if not list(samples.glob("2017-*.csv")):
        raise BadSetting(
            f"There are no sample returns in {samples}.", hint="Run it from the project's folder."
        )
    if fresh:
        remove_sqlite(settings.url)
    for agency in (AGENCY, NEIGHBOUR):
        ready_made(settings, agency)
    with_team = FOLDER.is_dir()
    if with_team:
        make_team(settings)
    make_office(settings)
    with build_app(settings) as app:
        done = {year: _import(app, AGENCY.id, sorted(samples.glob(f"{year}-*.csv"))) for year in YEARS}
        others = [samples / "SSDA903_2020_episodes.csv", *sorted(samples.glob("validator-*.csv")), FAULTY]
        done["neighbour"] = _import(app, NEIGHBOUR.id, [file for file in others if file.is_file()])
        _show_files(app, done)
        _show_totals(app)
        if with_team:
            load_caseload(app)
        show_loop(app)
        tell_story(app, AGENCY.id, NEIGHBOUR.id)
        tell_audits(app, AGENCY.id, PARTNERSHIP)


def _import(app: App, agency: str, files: list[Path]) -> Imported:
    with steps() as progress:
        done = import_files(
            app.store,
            app.receiver,
            app.adapter("ssda903"),
            files,
            agency,
            ExamineOptions(today()),
            progress=progress,
        )
        drain(app, agency, progress)
    return done


def _show_files(app: App, done: dict[str, Imported]) -> None:
    came: dict[tuple[int | None, str], FileOutcome] = {}
    for agency in (AGENCY.id, NEIGHBOUR.id):
        viewer = operator(agency)
        with app.store.read(viewer) as connection:
            came |= {(item.import_id, item.file): item for item in outcomes_by_file(connection, viewer)}
    rows: list[tuple[object, ...]] = []
    for imported in done.values():
        days = [(item.first_day, item.last_day) for item in imported.delivery.coverage]
        covers = f"{iso(min(days)[0])} – {iso(max(days)[1])}" if days else ""
        for file, counts in imported.tally.by_file.items():
            outcome = came[imported.id, file]
            told = ", ".join(
                f"{rule} {delivery} {count}" for (rule, delivery), count in sorted(outcome.results.items())
            )
            rows.append((
                file, covers, outcome.children, counts["read"], counts["read"] - counts["accepted"],
                *_oddities(imported, file), counts["events"], told,
            ))  # fmt: skip
    columns = (
        "file",
        "covers",
        "children",
        "rows",
        "rejected",
        "why",
        "odd",
        "events",
        "prompts by rule and delivery",
    )
    table("Files", columns, rows)


def _oddities(imported: Imported, file: str) -> tuple[str, int]:
    """(why rows of the file were rejected, how many were taken with a question)."""
    tally = imported.tally
    refused = {reason: count for (name, reason), count in tally.refused.items() if name == file}
    odd = sum(said["count"] for (name, _field, _reason), said in tally.notices.items() if name == file)
    return ", ".join(f"{reason} {count}" for reason, count in refused.items()), odd


def _show_totals(app: App) -> None:
    for agency in (AGENCY.id, NEIGHBOUR.id):
        viewer = operator(agency)
        with app.store.read(viewer) as connection:
            counted = prompts_by_delivery(connection, viewer)
            spans = _coverage(connection, agency)
            held = count_cases(connection, viewer, CaseFilter())
        say(f"\n{agency}: {held:,} children and young people")
        table(f"{agency}: coverage", ("source", "from", "to", "kinds of facts"), spans)
        columns = ("rule", "state", "now", "digest", "panel", "historic", "off", "of them told by another")
        by_rule: dict[tuple[str, str], Counter[str]] = {}
        for row in counted:
            tally = by_rule.setdefault((row["rule"], row["state"]), Counter())
            tally[row["delivery"]] += row["count"]
            tally["superseded"] += row["superseded"]
        rows = [
            (
                rule,
                state,
                *(tally[name] for name in ("now", "digest", "panel", "historic", "off", "superseded")),
            )
            for (rule, state), tally in by_rule.items()
        ]
        table(f"{agency}: prompts by rule and delivery", columns, rows)


def _coverage(connection: Any, agency: str) -> list[tuple[object, ...]]:
    """One row for each stretch of days that a source covers, with the kinds it covers then."""
    spans: dict[tuple[object, ...], list[str]] = {}
    for row in covered(connection, agency):
        spans.setdefault((row["source"], iso(row["first_day"]), iso(row["last_day"])), []).append(row["kind"])
    return sorted((*span, ", ".join(kinds)) for span, kinds in spans.items())


def say_where(app: App, port: int) -> None:
    """Say where to look, with a token for each kind of user and a case that has something to answer."""
    settings = app.settings
    base = f"http://127.0.0.1:{port}"
    key = load_key(settings.keys)
    say(
        "\nThe demonstration treats the last day of the newest return as today, so that its prompts are current."
    )
    say(f"Panel of a case   {base}/panel/{_case_to_open(app)}")
    say(f"Query page        {base}/graphql")
    named = "" if settings.url == f"sqlite:///{settings.home / 'lif.db'}" else " --db URL"
    say(
        f"Command line      LIF_HOME={quote(str(settings.home))} lif prompts --agency {AGENCY.id} --open{named}"
    )
    say(f"Sign in           {base}/sign-in (paste a token; each is good for 12 hours)\n")
    tokens = {}
    for who, roles, purpose in PEOPLE:
        tokens[who] = mint(
            key,
            agency=AGENCY.id,
            roles=roles,
            purpose=purpose,
            subject=f"{roles[0].value}@{AGENCY.id}",
            issuer=settings.issuer,
            audience=settings.audience,
        )
        say(f"[bold]{who}[/]")
        console.print(tokens[who], soft_wrap=True, highlight=False)
    query = (
        "{ prompts(first: 3, filter: {open: true}) { edges { node { message why { authority asOf } } } } }"
    )
    say("\nBy curl, as the integrator:")
    console.print(
        f"curl -s {base}/graphql -H 'Content-Type: application/json' -H \"Authorization: Bearer $TOKEN\" "
        f'-d \'{{"query": "{query}"}}\'',
        soft_wrap=True,
        highlight=False,
        markup=False,
    )


def _case_to_open(app: App) -> str:
    viewer = operator(AGENCY.id)
    with app.store.read(viewer) as connection:
        page = prompts_page(
            connection, viewer, PromptFilter(open=True, rules=("VOC-07", "VOC-08")), Window(1)
        )
    return str(page.rows[0]["ref"]) if page.rows else ""
