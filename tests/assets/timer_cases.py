"""Reads the invented cases of `fixtures/scenarios/timers`, and a case's timers as the flow reads them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from lif_plugin.builtin.statutory_timers import TIMERS
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.timer import Timer
from lif_plugin.domain.timer_reading import Ground, TimerReading, read_timers
from lif_plugin.domain.worktime import day_number
from lif_plugin.hooks.types import Fact
from lif_plugin.store.calendars import nation_calendar
from lif_plugin.testing import fact

FOLDER = Path(__file__).parents[2] / "fixtures/scenarios/timers"
FIRST = 20200101
_YES_NO = {True: "yes", False: "no"}


def claims() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every claim of every file: nation, timer, the claim."""
    for file in sorted(FOLDER.glob("*.yaml")):
        for part in yaml.safe_load(file.read_text())["rules"]:
            for claim in part["claims"]:
                yield file.stem, part["timer"], claim


def fact_of(stated: Mapping[str, Any]) -> Fact:
    """A fact as a file states it."""
    fields: dict[str, Any] = {name: _YES_NO.get(value, value) if isinstance(value, bool) else value
              for name, value in stated.items() if name not in {"kind", "day", "until"}}  # fmt: skip
    if "until" in stated:
        fields["until_day"] = day_number(stated["until"])
    return fact(stated["kind"], day_number(stated["day"]), fields.pop("code", None), **fields)


def ground(nation: str, today: date, claim: Mapping[str, Any] | None = None) -> Ground:
    """What a claim is read against."""
    said = claim or {}
    known: dict[str, Sequence[tuple[int, int]]] = {
        kind: ((FIRST, day_number(today)),) for kind in KINDS if kind not in said.get("unknown", ())
    }
    for kind, (first, last) in said.get("known", {}).items():
        known[kind] = ((day_number(first), day_number(last)),)
    return Ground(today, nation_calendar(nation), "Europe/London", known)


def timer_of(timer_id: str) -> Timer:
    """A shipped timer."""
    return next(timer for timer in TIMERS if timer.id == timer_id)


def read(nation: str, timer_id: str, claim: Mapping[str, Any]) -> list[TimerReading]:
    """A claim's readings in order of start, as an agency of the nation has them."""
    timers = [timer_of(timer_id)] if nation in timer_of(timer_id).nations else []
    facts = [fact_of(stated) for stated in claim["facts"]]
    found = read_timers(timers, facts, ground(nation, claim["today"], claim))
    return sorted(found, key=lambda one: one.started_on or date.min)
