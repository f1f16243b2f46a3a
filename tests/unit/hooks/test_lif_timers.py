"""`lif_timers`: timers as data."""

from datetime import date
from types import SimpleNamespace

from lif_plugin.domain.timer import Timer
from lif_plugin.domain.timer_reading import Ground, TimerState, read_timers
from lif_plugin.flow.timers import collect_timers
from lif_plugin.hooks import build_plugins, hookimpl
from lif_plugin.store.calendars import nation_calendar
from lif_plugin.testing import fact, loaded
from tests.unit.hooks.examples import example


def test_lif_timers_example_is_read_on_a_case() -> None:
    [(_plugin, timers)] = loaded(example("lif_timers")).each("lif_timers", Timer)
    known = {"supervision": ((20240101, 20240331),)}
    ground = Ground(date(2024, 3, 11), nation_calendar("england"), "Europe/London", known)
    [reading] = read_timers(timers, [fact("missing", 20240301, "M")], ground)
    assert (reading.state, reading.due_on) == (TimerState.LATE, date(2024, 3, 8))


def test_lif_timers_with_an_id_that_is_taken_is_a_fault_of_the_later_plugin() -> None:
    plugins = build_plugins([("first", example("lif_timers")), ("second", example("lif_timers"))])
    assert {name: owned.plugin for name, owned in collect_timers(plugins).items()} == {"OUR-T1": "first"}
    assert [(fault.plugin, fault.message) for fault in plugins.faults] == [
        ("second", "Timer OUR-T1 belongs to first.")
    ]


def test_lif_timers_that_do_not_hold_together_are_a_fault_that_says_why() -> None:
    @hookimpl
    def lif_timers() -> list[Timer]:
        [whole] = example("lif_timers").lif_timers()
        return [Timer(**{name: getattr(whole, name) for name in whole.__slots__} | {"steps": ()})]

    plugins = build_plugins([("ours", SimpleNamespace(lif_timers=lif_timers))])
    assert list(plugins.each("lif_timers", Timer)) == []
    assert plugins.faults[0].message == (
        "Timer OUR-T1 either has steps, or says what it waits for or which feature carries it."
    )
