"""Audits: `audits pool|draw|repeat|lapse|counts|year|programme`."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Annotated, Any, Final

import orjson
import typer

from lif_plugin.app import App
from lif_plugin.cli import audit_files, audit_plans, audit_stories, audit_tools, audit_voices, auditing
from lif_plugin.cli.months import month_of, written_month
from lif_plugin.cli.options import AgencyId, AnyAgency, Db, Json, as_day, opened, operator, today
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.cycle.audits.drawing import Drawn, Request, draw_month, lapse
from lif_plugin.cycle.audits.repeating import repeat_draw
from lif_plugin.domain.audit import NominationState, Part, last_day, months_between, programme_of
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.frameworks import framework_of
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.reads import audits as reads
from lif_plugin.store.reads.page import Window, key_of
from lif_plugin.store.work import now_ms

app = typer.Typer(help="Audit programmes: pool, draws and what becomes of nominations.", no_args_is_help=True)
for part in (audit_tools, auditing, audit_files, audit_plans, audit_stories, audit_voices):
    part.add_to(app)
Month = Annotated[str, typer.Option("--month", help="The month to draw for, e.g. 2024-03.")]
ProgrammeId = Annotated[
    str | None,
    typer.Option("--programme", help="The framework's programme; else the agency's.", metavar="ID"),
]
_PAGE: Final = 1000
_SHOWN: Final = 200


@app.command("pool")
def pool(
    agency: AnyAgency = None,
    every: Annotated[bool, typer.Option("--all", help="Also what was picked, lapsed or withdrawn.")] = False,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List the nominations that wait for a draw, newest first. This is logged as a reading of cases."""
    states = None if every else (NominationState.POOLED,)
    with opened(db) as opened_app:
        rows = [row for one in opened_app.agencies(agency) for row in _nominations(opened_app, one, states)]
    if as_json:
        lines(rows)
        return
    columns = ("state", "trigger", "case", "met on", "why", "case open")
    names = ("state", "trigger", "case_ref", "met_on", "reason", "case_open")
    table("Nominations", columns, [[row[name] for name in names] for row in rows[:_SHOWN]])
    if len(rows) > _SHOWN:
        say(f"{len(rows):,} in all; the first {_SHOWN} are shown. Use --json for the rest.")


def _nominations(
    opened_app: App, agency: str, states: Iterable[NominationState] | None
) -> Iterator[dict[str, Any]]:
    viewer, after = operator(agency), None
    wanted = None if states is None else tuple(states)
    while True:
        with opened_app.store.read(viewer) as connection:
            page = reads.nominations_page(connection, viewer, wanted, Window(_PAGE, after=after))
        opened_app.read_log.record(viewer, "cli.audits", sorted({row["public_id"] for row in page.rows}))
        for row in page.rows:
            yield {
                "agency": agency,
                "state": row["state"],
                "trigger": row["trigger"],
                "case_ref": row["ref"],
                "case_id": row["public_id"],
                "source": row["source"],
                "met_on": iso(row["day"]),
                "reason": row["reason"],
                "authority": row["authority"],
                "evidence": orjson.loads(row["evidence"]),
                "plugin": row["plugin"],
                "lapsed_on": iso(row["lapsed_day"]),
                "draw": row["picked_in"],
                "case_open": _said(row),
            }
        if not page.has_next:
            return
        after = key_of(page.rows[-1])


def _said(row: dict[str, Any]) -> str:
    """Whether a case is open, in a word; never left to be guessed."""
    if not row.get("is_held", True):
        return "no longer held"
    return {True: "open", False: "closed", None: "not known"}[row["is_open"]]


@app.command("draw")
def draw(
    agency: AgencyId,
    month: Month,
    programme: ProgrammeId = None,
    seed: Annotated[str | None, typer.Option(help="A text to draw by; else one is made and printed.")] = None,
    quota: Annotated[int | None, typer.Option(help="Nominated cases at most.", min=0)] = None,
    by_chance: Annotated[int | None, typer.Option("--random", help="Other cases at most.", min=0)] = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Draw a month's cases for an audit programme, once; what is drawn is kept with its seed and frame."""
    asked = Request(month_of(month) or 0, programme, seed, quota, by_chance)
    with opened(db) as opened_app:
        viewer = operator(agency)
        framework = framework_of(opened_app.agency(agency), numbered_day(last_day(asked.month)))
        drawn = draw_month(opened_app.store, viewer, framework, asked, now_ms())
        opened_app.read_log.record(viewer, "cli.audits.draw", [pick.case.public_id for pick in drawn.picks])
    if as_json:
        lines([_drawn(drawn)])
        return
    title = f"{drawn.programme.title}, {written_month(drawn.month)}"
    rows = [
        (
            pick.part.value,
            pick.place,
            pick.case.ref,
            pick.case.stratum,
            ", ".join(pick.case.triggers),
            _said({"is_open": pick.case.is_open}),
        )
        for pick in drawn.picks
    ]
    table(title, ("part", "place", "case", "stratum", "triggers", "case was"), rows)
    say(
        f"Seed {drawn.seed}. Frame: {drawn.frames[Part.NOMINATED]:,} nominated, "
        f"{drawn.frames[Part.RANDOM]:,} others. {drawn.lapsed:,} nominations lapsed. Draw {drawn.id}."
    )
    for (part, why), count in sorted(drawn.exclusions.items()):
        say(f"Left out of the {part.value} part: {count:,}, {why.value.replace('_', ' ')}.")


def _drawn(drawn: Drawn) -> dict[str, Any]:
    return {
        "id": drawn.id,
        "programme": drawn.programme.id,
        "month": written_month(drawn.month),
        "seed": drawn.seed,
        "quota": drawn.quota,
        "random": drawn.by_chance,
        "frame": {part.value: size for part, size in drawn.frames.items()},
        "lapsed": drawn.lapsed,
        "excluded": [
            {"part": part.value, "reason": why.value, "count": count}
            for (part, why), count in sorted(drawn.exclusions.items())
        ],
        "picks": [
            {
                "part": pick.part.value,
                "place": pick.place,
                "case_ref": pick.case.ref,
                "case_id": pick.case.public_id,
                "stratum": pick.case.stratum,
                "triggers": pick.case.triggers,
                "case_was": _said({"is_open": pick.case.is_open}),
            }
            for pick in drawn.picks
        ],
    }


@app.command("repeat")
def repeat(
    draw_id: Annotated[str, typer.Argument(metavar="DRAW")],
    agency: AgencyId,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Draw again from a draw's kept frame and seed, and say whether it gives the same cases."""
    with opened(db) as opened_app:
        again = repeat_draw(opened_app.store, operator(agency), draw_id)
    if as_json:
        lines([asdict(again)])
        return
    say(
        f"Seed {again.seed}, method {again.method}: {'the same' if again.same else 'OTHER'} {again.picked} cases."
    )
    say(
        f"Of {again.marks_checked:,} members ranked anew, {again.marks_wrong:,} have another rank than was kept."
    )


@app.command("lapse")
def let_lapse(
    agency: AgencyId,
    as_of: Annotated[str | None, typer.Option(help="As of this day; else today.")] = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Let nominations lapse whose months are over; a draw does so by itself."""
    day = as_day(as_of, "--as-of") or today()
    with opened(db) as opened_app:
        count = lapse(opened_app.store, operator(agency), day)
    if as_json:
        lines([{"agency": agency, "as_of": iso(day), "lapsed": count}])
    else:
        say(f"{count:,} nominations have lapsed as of {iso(day)}.")


@app.command("counts")
def counts(agency: AnyAgency = None, db: Db = None, as_json: Json = False) -> None:
    """Count nominations by trigger and state, and the cases for which a trigger cannot be told."""
    rows: list[dict[str, Any]] = []
    with opened(db) as opened_app:
        for one in opened_app.agencies(agency):
            with opened_app.store.read(operator(one)) as connection:
                rows += _counted(connection, one)
    if as_json:
        lines(rows)
        return
    columns = ("agency", "trigger", *NominationState, "cannot tell: not covered", "cannot tell: not recorded")
    table("Nominations", columns, [list(row.values()) for row in rows])


def _counted(connection: Any, agency: str) -> list[dict[str, Any]]:
    viewer = operator(agency)
    found: dict[str, Counter[str]] = {}
    for row in reads.nomination_counts(connection, viewer):
        found.setdefault(row["trigger"], Counter())[row["state"]] += row["count"]
    for row in reads.unknown_counts(connection, viewer):
        found.setdefault(row["trigger"], Counter())[row["reason"]] += row["count"]
    names = (*(state.value for state in NominationState), "not_covered", "not_recorded")
    return [
        {"agency": agency, "trigger": trigger, **{name: tally[name] for name in names}}
        for trigger, tally in sorted(found.items())
    ]


@app.command("year")
def year(
    agency: AgencyId,
    first: Annotated[str, typer.Option("--from", help="The first month, e.g. 2020-04.")],
    last: Annotated[str, typer.Option("--to", help="The last month, e.g. 2021-03.")],
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Show months beside each other: nominations against quota, pool, picks by part, lapses and withdrawals."""
    with opened(db) as opened_app, opened_app.store.read(operator(agency)) as connection:
        rows = _year(connection, agency, months_between(month_of(first) or 0, month_of(last) or 0))
    if as_json:
        lines(rows)
        return
    columns = (
        "month",
        "nominated",
        "pool",
        "quota",
        "picked",
        "by chance",
        "others",
        "lapsed",
        "withdrawn",
        "seed",
    )
    table("A year of audits", columns, [list(row.values()) for row in rows])


def _year(connection: Any, agency: str, months: Iterable[int]) -> list[dict[str, Any]]:
    viewer = operator(agency)
    met: Counter[int] = Counter()
    withdrawn: Counter[int] = Counter()
    for row in reads.nomination_counts(connection, viewer):
        met[row["month"]] += row["count"]
        if row["state"] == NominationState.WITHDRAWN:
            withdrawn[row["month"]] += row["count"]
    lapsed = reads.lapsed_by_month(connection, viewer)
    draws: dict[int, list[dict[str, Any]]] = {}
    for row in reads.picks_by_draw(connection, viewer):
        draws.setdefault(row["month"], []).append(row)

    def total(month: int, name: str) -> int:
        return sum(row[name] for row in draws.get(month, ()))

    return [
        {
            "month": written_month(month),
            "nominated": met[month],
            "pool": total(month, "nominated"),
            "quota": total(month, "quota"),
            "picked": total(month, "picked_nominated"),
            "random": total(month, "picked_random"),
            "others": total(month, "others"),
            "lapsed": lapsed.get(month, 0),
            "withdrawn": withdrawn[month],
            "seed": ", ".join(row["seed"] for row in draws.get(month, ())),
        }
        for month in months
    ]


@app.command("programme")
def programme(
    agency: AgencyId,
    wanted: ProgrammeId = None,
    quota: Annotated[int | None, typer.Option(help="Nominated cases a month at most.")] = None,
    by_chance: Annotated[int | None, typer.Option("--random", help="Other cases a month at most.")] = None,
    lapse_months: Annotated[int | None, typer.Option(help="How long a nomination waits.")] = None,
    again_months: Annotated[int | None, typer.Option(help="How long a picked case is left in peace.")] = None,
    closed: Annotated[bool | None, typer.Option(help="Whether closed cases may be picked.")] = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Show how an agency's audits are drawn, and change what is given."""
    given = {
        "programme": wanted,
        "quota": quota,
        "by_chance": by_chance,
        "lapse_months": lapse_months,
        "again_months": again_months,
        "closed": closed,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    with opened(db) as opened_app:
        held, viewer = opened_app.agency(agency), operator(agency)
        setting = replace(held.audits, **changes)  # type: ignore[arg-type]
        chosen = programme_of(framework_of(held, opened_app.desk.today()), setting.programme)
        if changes:
            with opened_app.store.write(viewer) as connection:
                save_agency(connection, replace(held, audits=setting), viewer.subject)
    rows = {**asdict(chosen), **asdict(setting), "programme": chosen.id}
    if as_json:
        lines([rows])
    else:
        table(chosen.title, ("setting", "value"), list(rows.items()))
