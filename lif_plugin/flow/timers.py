"""Reads the timers of cases for whoever looks at them: which apply to an agency, and how each stands today."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.kinds import TYPED_FIELDS
from lif_plugin.domain.prompt import Evidence
from lif_plugin.domain.timer import LIMIT, LimitRefused, Timer, tightened
from lif_plugin.domain.timer_reading import Ground, TimerReading, read_timers
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import local_day, numbered_day
from lif_plugin.errors import PluginFault
from lif_plugin.hooks import Plugins
from lif_plugin.hooks.types import Fact
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.calendars import calendar_of
from lif_plugin.store.reads.facts import CaseFacts, facts_of


@dataclass(frozen=True, slots=True)
class OwnedTimer:
    """A timer and the plugin that returned it."""

    timer: Timer
    plugin: str


def collect_timers(plugins: Plugins) -> dict[str, OwnedTimer]:
    """Collect timers from all plugins; an id that is taken is a fault of the later plugin."""
    owned: dict[str, OwnedTimer] = {}
    for plugin, timers in plugins.each("lif_timers", Timer):
        for timer in timers:
            if timer.id in owned:
                fault = PluginFault(f"Timer {timer.id} belongs to {owned[timer.id].plugin}.")
                plugins.record(plugin, "lif_timers", fault)
            else:
                owned[timer.id] = OwnedTimer(timer, plugin)
    return owned


def timers_of(agency: Agency, owned: Mapping[str, OwnedTimer]) -> list[Timer]:
    """The timers that apply to an agency, as it has set them: of its nation, neither they nor their plugin off."""
    return [
        as_set(entry.timer, agency)
        for timer_id, entry in owned.items()
        if agency.nation in entry.timer.nations
        and timer_id not in agency.rules_off
        and entry.plugin not in agency.plugins_off
    ]


def as_set(timer: Timer, agency: Agency) -> Timer:
    """A timer by the agency's own number; what the law no longer lets stand is as the law has it.

    A stored setting was right when it was saved, and was refused then where it was not.
    """
    setting = agency.rules.get(timer.id)
    local = None if setting is None else setting.thresholds.get(LIMIT)
    if local is None:
        return timer
    try:
        return tightened(timer, local)
    except LimitRefused:
        return timer


def see_timers(
    connection: Any, viewer: Viewer, owned: Mapping[str, OwnedTimer], case_ids: Collection[int], now: int
) -> dict[int, list[TimerReading]]:
    """Read the timers of some cases at a moment (UTC ms), in order of timer and start. Raises `NotAllowed`."""
    agency = load_agency(connection, viewer.agency)
    timers = timers_of(agency, owned)
    return {
        case_id: read_timers(timers, map(fact_of, facts.rows), _ground(agency, facts, now))
        for case_id, facts in facts_of(connection, viewer, case_ids).items()
    }


def _ground(agency: Agency, facts: CaseFacts, now: int) -> Ground:
    return Ground(_today(agency, facts, now), calendar_of(agency.nation), agency.zone, facts.known)


def _today(agency: Agency, facts: CaseFacts, now: int) -> date:
    """The agency's today: the clock's, or the day its source reaches to."""
    reaches = facts.reaches
    if agency.today is Today.COVERAGE and reaches is not None:
        return numbered_day(reaches)
    return local_day(now, agency.zone)


def fact_of(row: Mapping[str, Any]) -> Fact:
    """A stored event as plugins and timers see it."""
    return Fact(
        Evidence(row["id"], row["digest"], row["kind"], row["occurred_day"], row["code"], row["key"]),
        row["occurred_at"],
        row["until_day"],
        row["precision"],
        {name: row[name] for name in TYPED_FIELDS if row[name] is not None},
        orjson.loads(row["detail"]),
        row["recorded_at"],
    )
