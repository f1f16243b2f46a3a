"""East Dunbartonshire: a death becomes a learning review by Scottish days, and what it teaches goes to its committee."""

from collections.abc import Iterator
from datetime import date, timedelta

import holidays
import pytest

from lif_plugin.builtin import review_links
from lif_plugin.cycle.desk import CycleRefused, Desk
from lif_plugin.cycle.governance import agenda_of
from lif_plugin.cycle.learning import NewItem, Word, close_item, record_item, speak
from lif_plugin.cycle.reviews import NewReview, begin_review, learnt_in, reach_stage, reviews_under_way
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.clock import ClockReading, ClockState, Milestone
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.record import Event
from lif_plugin.domain.review import Decision
from lif_plugin.domain.review_work import ReviewStage
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number, local_day
from lif_plugin.flow.review import Judgement, decide_review, state_review_day
from lif_plugin.flow.review_view import ReviewSeen, see_reviews
from lif_plugin.frameworks import load_framework
from lif_plugin.store import partnerships
from lif_plugin.store.calendars import nation_calendar
from lif_plugin.store.reads.reviews import ReviewFilter, reviews_where
from lif_plugin.store.work import Store, now_ms
from tests.assets.world import World
from tests.integration.cycle.partners import BOARD, QUALITY

FRAMEWORK = "east_dunbartonshire_cpc_2022"
TODAY = local_day(now_ms(), "Europe/London")
DIED = TODAY - timedelta(3)
BIRTH = Event("birth", "E-1", "birth|E-1", 20200203, {}, {})
DEATH = Event("death", "E-1", "death|E-1", day_number(DIED), {}, {})
PLAN = Event("plan", "E-1", "plan|E-1", 20230901, {"code": "CP"}, {}, 20240105)


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    agency = Agency("elmshire", "Elmshire", go_live=20240101, nation="scotland", framework=FRAMEWORK)
    with World(store, agency, plugins=(("review_links", review_links),)) as made:
        with store.write(Viewer.system("test", "elmshire")) as connection:
            partnerships.make_partnership(connection, "elm", "Elm partnership", FRAMEWORK)
            partnerships.join_partnership(connection, "elm", "elmshire", 20200101)
        made.bring(
            BIRTH, DEATH, PLAN, kinds=("birth", "death", "plan"), since=20150101, until=day_number(TODAY), scope="now"
        )  # fmt: skip
        yield made


def link(world: World) -> ReviewSeen:
    with world.store.read(BOARD) as connection:
        rows = reviews_where(connection, BOARD, ReviewFilter())
        [only] = see_reviews(connection, BOARD, rows, now_ms())
    return only


def test_death_to_closed_learning_by_scottish_days(world: World) -> None:
    desk = Desk(world.store, load_framework, lambda: TODAY)
    proposed = link(world)
    stated = state_review_day(world.store, BOARD, proposed.id, Milestone.REFERRED, DIED, now_ms())
    clock = deciding(stated)
    assert (proposed.review, clock.due_on, clock.left) == (
        "learning_review", DIED + timedelta(28), scottish_days(TODAY, DIED + timedelta(28))
    )  # fmt: skip
    begun = NewReview("elm", "learning_review", "Learning review of the winter", proposed.id)
    with pytest.raises(CycleRefused, match="not decided"):
        begin_review(desk, BOARD, begun)
    yes = Judgement(Decision.YES, TODAY, "Learning review sub-group", "The committee", "Learning for many")
    assert deciding(decide_review(world.store, BOARD, proposed.id, yes, now_ms())).state is ClockState.MET
    review = begin_review(desk, BOARD, begun)
    for stage in ReviewStage:
        reach_stage(desk, BOARD, review, stage, day_number(TODAY))
    item = record_item(desk, QUALITY, NewItem(
        "elm", "completed_reviews", "Who was told", "In the winter nobody was.", Nature.CONCERN, "sharing",
        day_number(TODAY),
    ))  # fmt: skip
    learnt_in(desk, BOARD, review, item)
    assert [(one.next, one.learning) for one in reviews_under_way(desk, BOARD)] == [(None, (item,))]
    for route, verdict, bodies in (
        ("learning", Verdict.AGREED, ("learning_review_operational", "learning_review_subgroup", "cpc")),
        ("evaluation", Verdict.IMPROVED, ("mise", "cpc")),
    ):
        for body in bodies:
            agenda = agenda_of(desk, BOARD, "elm", body, TODAY, TODAY)
            assert [one.row["id"] for one in agenda.waiting] == [item]
            speak(desk, BOARD, item, Word(route, body, verdict, day_number(TODAY)))
    close_item(desk, BOARD, item)


def deciding(review: ReviewSeen) -> ClockReading:
    """The clock of the decision."""
    return next(clock for clock in review.clocks if clock.rule.id == "S-09")


def scottish_days(after: date, until: date) -> int:
    """Working days after one day up to another, by Scotland's bank holidays."""
    bank = holidays.country_holidays("GB", subdiv="SCT", years=range(after.year, until.year + 1))
    days = [after + timedelta(number) for number in range(1, (until - after).days + 1)]
    return sum(day.weekday() < 5 and day not in bank for day in days)


@pytest.mark.parametrize(("nation", "days"), [("scotland", 1), ("england", 2)])
def test_second_of_january_is_scotlands_own(nation: str, days: int) -> None:
    """In 2027 it is a Saturday, so that Monday the fourth is off in its place."""
    assert nation_calendar(nation).working_days_between(date(2026, 12, 31), date(2027, 1, 5)) == days
