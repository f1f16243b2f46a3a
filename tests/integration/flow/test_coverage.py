"""Outside what a source covers nothing is claimed; time alone claims nothing either."""

from datetime import date

import pytest
from sqlalchemy import select

from lif_plugin.flow.sweep import mark_all, mark_due
from lif_plugin.store.tables import case_record, next_due
from tests.assets.world import World, missing, review, talk

BOTH = ("missing", "return_interview")
EPISODE = missing("E-1", 20180309, 20180310)
LATE = missing("E-1", 20180329, 20180330)


def sweep(world: World, as_of: date | None = None) -> list[tuple[str, str | None]]:
    """Ask everything again; gives what stands of the return interview rule."""
    mark_all(world.dispatcher, world.agency.id)
    world.dispatcher.drain(world.agency.id, as_of)
    return told(world)


def told(world: World) -> list[tuple[str, str | None]]:
    return [(row["state"], row["reason"]) for row in world.results("VOC-21")]


def test_without_a_file_of_missing_episodes_nobody_can_tell(world: World) -> None:
    world.bring(review("E-1", 20170501))
    assert told(world) == [("cannot_tell", "not_covered")]


def test_once_missing_episodes_are_covered_a_child_without_one_has_no_result(world: World) -> None:
    world.bring(review("E-1", 20170501))
    world.bring(missing("E-2", 20170501, None), kinds=BOTH)
    assert (told(world), world.results("VOC-21", ended=True)) == ([], [])


def test_an_episode_whose_interviews_are_not_covered_cannot_be_told(world: World) -> None:
    world.bring(EPISODE, kinds=("missing",))
    assert told(world) == [("cannot_tell", "not_covered")]


@pytest.mark.parametrize(
    ("interview", "answer"),
    [
        (None, [("gap", None)]),
        (talk("E-1", 20180309), [("gap", None)]),
        (talk("E-1", 20180310), []),
        (talk("E-1", 20180312), []),
        (talk("E-1", 20180313), [("cannot_tell", "edge_of_day")]),
        (talk("E-1", 20180314), [("gap", None)]),
        (talk("E-1", 20180311, "no"), [("gap", None)]),
        (talk("E-1", 20180311, None), [("cannot_tell", "not_recorded")]),
    ],
)
def test_an_interview_is_due_within_72_hours(world: World, interview: object, answer: object) -> None:
    facts = [EPISODE] if interview is None else [EPISODE, interview]
    world.bring(*facts, kinds=BOTH)
    assert told(world) == answer


def test_the_interview_may_come_by_another_import(world: World) -> None:
    world.bring(EPISODE, kinds=("missing",))
    world.bring(talk("E-1", 20180311), kinds=("return_interview",))
    assert told(world) == []


def test_a_sweep_claims_nothing_that_only_time_since_the_coverage_would_make_true(world: World) -> None:
    world.bring(LATE, kinds=BOTH)
    assert sweep(world) == []
    assert [row["subject"] for row in world.rows(select(next_due))] == [LATE.key]


@pytest.mark.parametrize(("day", "answer"), [(13, []), (14, [("gap", None)])])
def test_a_gap_is_raised_when_the_last_hour_it_could_have_has_passed(
    world: World, day: int, answer: object
) -> None:
    world.bring(EPISODE, kinds=BOTH)
    assert sweep(world, date(2018, 3, day)) == answer


def test_past_the_coverage_a_sweep_cannot_tell(world: World) -> None:
    world.bring(LATE, kinds=BOTH)
    assert sweep(world, date(2018, 4, 10)) == [("cannot_tell", "not_covered")]


def test_what_a_later_day_made_due_is_not_due_on_an_earlier_one(world: World) -> None:
    world.bring(LATE, kinds=BOTH)
    sweep(world, date(2018, 4, 10))
    assert sweep(world) == []
    (ended,) = world.results("VOC-21", ended=True)
    assert (ended["state"], ended["reason"]) == ("not_applicable", "not_yet_due")


def test_what_comes_due_is_found_by_its_day(world: World) -> None:
    world.bring(LATE, review("E-2", 20180301), kinds=BOTH)
    assert mark_due(world.dispatcher, world.agency.id, date(2018, 4, 1)) == 0
    assert mark_due(world.dispatcher, world.agency.id, date(2018, 4, 2)) == 1
    assert [row["ref"] for row in world.rows(select(case_record).where(case_record.c.stale))] == ["E-1"]


@pytest.mark.parametrize(
    ("second", "answer"),
    [
        ((20190401, 20200331), [("cannot_tell", "not_covered")]),
        ((20180401, 20190331), [("gap", None)]),
    ],
    ids=["a year between is not covered", "no day between is uncovered"],
)
def test_a_run_over_two_returns_is_known_only_without_a_break(
    world: World, second: tuple[int, int], answer: object
) -> None:
    since, until = second
    world.bring(review("E-1", 20180301, "PN7"), scope="2017", until=20180331)
    world.bring(review("E-1", until, "PN7"), scope="later", since=since, until=until)
    assert [(row["state"], row["reason"]) for row in world.results("VOC-08")] == answer


MIDNIGHT = 1_520_640_000_000  # 10 March 2018 in London
HOUR = 3_600_000


@pytest.mark.parametrize(
    ("ended", "talked", "answer"),
    [
        (MIDNIGHT, MIDNIGHT, []),
        (MIDNIGHT + HOUR, MIDNIGHT, [("gap", None)]),
        (MIDNIGHT, MIDNIGHT + 72 * HOUR, []),
        (MIDNIGHT, MIDNIGHT + 72 * HOUR + 1, [("gap", None)]),
        (MIDNIGHT, 20180313, [("cannot_tell", "edge_of_day")]),
        (MIDNIGHT + HOUR, 20180310, []),
    ],
)
def test_where_times_are_known_the_deadline_is_exact(
    world: World, ended: int, talked: int, answer: object
) -> None:
    episode = EPISODE._replace(
        precision="minute", occurred_at=MIDNIGHT - HOUR, until_at=ended, until_day=20180310
    )
    interview = talk("E-1", talked if talked < MIDNIGHT else 20180310)
    if talked >= MIDNIGHT:
        interview = interview._replace(precision="minute", occurred_at=talked)
    world.bring(episode, interview, kinds=BOTH)
    assert told(world) == answer
