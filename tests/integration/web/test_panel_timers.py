"""What is due on a case, as its panel says it: by when and how it stands, in words, blaming nobody."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lif_plugin.builtin import statutory_timers
from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.record import Event
from lif_plugin.domain.viewer import Role
from lif_plugin.flow.timers import collect_timers
from lif_plugin.hooks import build_plugins
from lif_plugin.store.work import Store
from tests.assets.serving import Site, site_over
from tests.assets.world import World

KINDS = ("section_47", "conference", "plan", "strategy_discussion", "death", "closure")
BLAME = re.compile(r"\b(gap|critical|overdue|failed|breach|risk|you must)\b|\b[TS]-\d\d", re.IGNORECASE)


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    with World(store, agency=Agency("elmshire", "Elmshire", today=Today.COVERAGE)) as made:
        yield made


@pytest.fixture
def site(world: World, tmp_path: Path) -> Iterator[Site]:
    timers = collect_timers(build_plugins([("statutory_timers", statutory_timers)]))
    with site_over(world.store, tmp_path / "keys", timers=timers) as made:
        yield made


def _enquiry(day: int) -> Event:
    return Event("section_47", "b", f"s47|{day}", day, {"outcome": "CONFERENCE"}, {})


@pytest.fixture
def panel(world: World, sign_in: Callable[..., TestClient]) -> Callable[..., str]:
    """The words of the panel of case b, once these facts came in."""

    def read(*facts: Event, kinds: tuple[str, ...] = KINDS) -> str:
        world.bring(*facts, kinds=kinds)
        page = re.sub(
            r"<(style|script|head).*?</\1>", " ", sign_in(Role.WORKER).get("/panel/b").text, flags=re.DOTALL
        )
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())

    return read


def test_panel_says_what_is_due_by_when_and_why(panel: Callable[..., str]) -> None:
    said = panel(_enquiry(20180315))
    for part in (
        "What is due, and by when",
        "Hold the initial child protection conference, by 9 April 2018",
        "Running: 5 working days left",
        "Counted from 15 March 2018",
        "15 working days, from: the strategy discussion that began this section 47 enquiry",
        "Working Together to Safeguard Children 2023",
    ):
        assert part in said


def test_a_day_that_has_passed_is_said_in_words_without_blame(panel: Callable[..., str]) -> None:
    said = panel(_enquiry(20180301))
    assert "The last day has passed, and the record does not yet show it" in said
    assert BLAME.search(said) is None


def test_a_start_that_the_record_does_not_show_is_not_made_up(panel: Callable[..., str]) -> None:
    said = panel(Event("plan", "b", "plan|1", 20180301, {"code": "CP"}, {}))
    assert "Hold the first review conference Not started: the day it counts from is not on the record" in said


def test_what_the_data_cannot_tell_is_among_what_could_not_be_checked(panel: Callable[..., str]) -> None:
    said = panel(_enquiry(20180301), kinds=("section_47",))
    assert "What is due" not in said
    assert "Initial child protection conference" in said.partition("What could not be checked")[2]


def test_limits_whose_days_no_source_states_are_one_line(panel: Callable[..., str]) -> None:
    meeting = Event("conference", "b", "icpc|1", 20180312, {"code": "ICPC", "held": "yes"}, {})
    referral = Event("referral", "b", "ref|1", 20180301, {}, {})
    plan = Event("plan", "b", "plan|1", 20180312, {"code": "CP"}, {})
    said = panel(referral, meeting, plan, kinds=(*KINDS, "referral")).partition("What could not be checked")[
        2
    ]
    assert "2 time limits of which this record's source never states the days" in said
    assert "First core group" not in said


def test_what_is_over_is_not_on_the_panel(panel: Callable[..., str]) -> None:
    held = Event("conference", "b", "icpc|1", 20180312, {"code": "ICPC", "held": "yes"}, {})
    assert "What is due" not in panel(_enquiry(20180301), held)
