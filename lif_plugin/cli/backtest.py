"""`lif backtest`: what two configurations would have done over a period, side by side."""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from lif_plugin.app import App
from lif_plugin.cli.config_files import read_file
from lif_plugin.cli.configuring import Token, acted
from lif_plugin.cli.options import AgencyId, Db, Json, as_day
from lif_plugin.cli.output import Steps, document, errors, iso, say, steps, table
from lif_plugin.domain.backtest import Every, Knowledge, Period
from lif_plugin.domain.rule import State
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import BadSetting, DatabaseBusy
from lif_plugin.flow.backtest import PUSHED, Report, Side, SideReport, begin, keys_waiting, report
from lif_plugin.flow.configuring import current, installed

WAYS: Final = (PUSHED, "digest", "panel")
"""How a prompt reaches people: it interrupts somebody, it waits in the digest, it is seen on the panel only."""
_AT_ONCE: Final = 16
_PAUSE: Final = 0.5


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("backtest")(backtest)


def backtest(
    agency: AgencyId,
    config: Annotated[Path, typer.Option("--config", help="The configuration to try, a file.")],
    since: Annotated[str, typer.Option("--from", help="First day, such as 2023-04-01.", metavar="DAY")],
    to: Annotated[str, typer.Option("--to", help="Last day.", metavar="DAY")],
    against: Annotated[
        Path | None, typer.Option("--against", help="Another file to compare with; else what runs now.")
    ] = None,
    known: Annotated[
        Knowledge,
        typer.Option(
            "--as-known", help="By the record as it was then, or as it is now of what had happened by then."
        ),
    ] = Knowledge.NOW,
    every: Annotated[Every, typer.Option("--every", help="How often the period is looked at.")] = Every.WEEK,
    token: Token = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Go through a period under two configurations: how rules stand at its end, and prompts a week before and after.

    Writes no prompts and tells nobody. One that was cut off goes on where it stopped: give the same command again.
    Every case is read, and logged as read for your purpose.
    """
    period = Period(_day(since, "--from"), _day(to, "--to"), known, every)
    with acted(db, agency, token) as (made, viewer):
        with steps(silent=as_json) as progress:
            number, again = begin(
                made.dispatcher, viewer, period, _sides(made, viewer, config, against), progress=progress
            )
            waiting = keys_waiting(made.dispatcher, agency, number)
            if again:
                errors.print(
                    f"Goes on with backtest {number}: {len(waiting)} parts are left.", highlight=False
                )
            _work_off(made, waiting, agency, number, progress)
        found = report(made.dispatcher, viewer, number)
        titles = {rule_id: entry.rule.title for rule_id, entry in made.rules.items()}
    if as_json:
        document(_as_json(found))
    else:
        _show(found, titles)


def _day(text: str, option: str) -> int:
    day = as_day(text, option)
    if day is None:
        raise BadSetting(f"{option} is missing.")
    return day


def _sides(made: App, viewer: Viewer, config: Path, against: Path | None) -> list[Side]:
    there = installed(made.plugins, made.rules)
    after = (config.name, read_file(config, there))
    if against is not None:
        return [(against.name, read_file(against, there)), after]
    with made.store.read(viewer) as connection:
        version, value = current(connection, viewer)
    return [(f"version {version}", value), after]


def _work_off(made: App, keys: list[str], agency: str, number: int, progress: Steps) -> None:
    """Do the parts as durable jobs; where another process works on the file, it does them, and we wait."""
    left = len(keys)

    def stepped(_key: str) -> None:
        nonlocal left
        left -= 1
        progress("parts", len(keys) - left, len(keys))

    if not keys:
        return
    try:
        with made.doing(keys[:_AT_ONCE]) as jobs:
            for start in range(0, len(keys), _AT_ONCE):
                jobs.drain(keys[start : start + _AT_ONCE], stepped)
    except DatabaseBusy:
        errors.print("`lif serve` works on this file and does it; this waits for it.", highlight=False)
        while waiting := keys_waiting(made.dispatcher, agency, number):
            progress("parts", len(keys) - len(waiting), len(keys))
            time.sleep(_PAUSE)


def _as_json(found: Report) -> dict[str, Any]:
    period = found.period
    return {
        "backtest": found.number,
        "from": iso(period.first),
        "to": iso(period.last),
        "known": period.known,
        "every": period.every,
        "cases": found.cases,
        "parts": found.parts,
        "sides": [_side_as_json(side, period) for side in found.sides],
    }


def _side_as_json(side: SideReport, period: Period) -> dict[str, Any]:
    return {
        "name": side.name,
        "a_week": {way: round(count / period.weeks, 3) for way, count in _sums(side).items()},
        "weeks": [
            {"week": iso(week), **{way: counts.get(way, 0) for way in WAYS}}
            for week, counts in side.weeks.items()
        ],
        "rules": [
            {
                "rule": rule,
                "states": {state.value: side.states.get(rule, {}).get(state, 0) for state in State},
                "prompts": {way: side.prompts.get(rule, {}).get(way, 0) for way in WAYS},
            }
            for rule in sorted({*side.states, *side.prompts})
        ],
    }


def _sums(side: SideReport) -> dict[str, int]:
    return {way: sum(counts.get(way, 0) for counts in side.weeks.values()) for way in WAYS}


def _show(found: Report, titles: Mapping[str, str]) -> None:
    before, after = found.sides
    period = found.period
    say(
        f"{found.cases:,} cases from {iso(period.first)} to {iso(period.last)}, as known {period.known}, "
        f"looked at every {period.every}. Before: {before.name}. After: {after.name}."
    )
    weekly: list[tuple[object, ...]] = [
        (iso(week), *_beside(before.weeks[week], after.weeks.get(week, {}), WAYS)) for week in before.weeks
    ]
    weekly.append(
        ("a week", *(round(one / period.weeks, 2) for one in _beside(_sums(before), _sums(after), WAYS)))
    )
    columns = tuple(f"{way}, {side}" for way in WAYS for side in ("before", "after"))
    table("Prompts raised, by week", ("week", *columns), weekly)
    names = sorted({*before.states, *after.states})
    shown = [
        (name, titles.get(name, ""), *(_pair(before, after, name, state) for state in State))
        for name in names
    ]
    table(
        "Cases by how the rule stands on the last day, before → after where they differ",
        ("rule", "title", *(state.replace("_", " ") for state in State)),
        shown,
    )


def _beside(before: Mapping[str, int], after: Mapping[str, int], names: Iterable[str]) -> list[int]:
    return [side.get(name, 0) for name in names for side in (before, after)]


def _pair(before: SideReport, after: SideReport, rule: str, state: State) -> str:
    was, is_now = (side.states.get(rule, {}).get(state, 0) for side in (before, after))
    return f"{was:,}" if was == is_now else f"{was:,} → {is_now:,}"
