"""Lessons on cases: by theme and situation, from partners too, never sent, and counted in the own agency alone."""

from itertools import count

import pytest
from sqlalchemy import func, select

from lif_plugin.builtin import BUILTIN
from lif_plugin.cycle.lessons import (
    Helped,
    NewLesson,
    OnCase,
    lessons_on_cases,
    lessons_told,
    publish_lesson,
    say_helped,
    withdraw_lesson,
)
from lif_plugin.cycle.themes import merge_themes, themes_of
from lif_plugin.domain.criteria import Standing
from lif_plugin.domain.situation import Situation
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.hooks import build_plugins
from lif_plugin.store.tables import outbox, result
from lif_plugin.store.work import Store
from tests.assets.builders import Case, Record
from tests.assets.reviewed import reviewed
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, STRANGER, WORKER, Partners, person

REVIEWED = Situation(events=("review",), within_days=400)


@pytest.fixture
def elm(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "hartlepool_hscb")


@pytest.fixture
def case(elm: Partners) -> Case:
    return reviewed(Record.of(elm.store))


def publish(elm: Partners, situation: Situation = REVIEWED, theme: str | None = None, **more: bool) -> str:
    item = elm.record("multi_agency_audits", theme="reviews_and_drift")
    return publish_lesson(elm.desk, QUALITY, NewLesson(item, "Ask alone first", situation, theme, **more))


def on_case(elm: Partners, case: Case, viewer: Viewer = WORKER) -> list[OnCase]:
    with elm.store.read(viewer) as connection:
        plugins = build_plugins(BUILTIN)
        return lessons_on_cases(elm.desk, plugins, connection, viewer, [case.id]).get(case.id, [])


def test_lesson_stands_on_a_case_with_why_and_is_sent_to_nobody(elm: Partners, case: Case) -> None:
    made = publish(elm)
    [one] = on_case(elm, case)
    assert (one.lesson.id, one.standing) == (made, Standing.MET)
    assert one.lesson.source == "Elmshire: Children seen with adults only"
    assert one.why == ("The record shows: review on 5 March 2024.", "Theme: Reviews, drift and delay.")
    with elm.store.read(QUALITY) as connection:
        counts = [connection.scalar(select(func.count()).select_from(table)) for table in (outbox, result)]
    assert counts == [0, 0]


def test_theme_or_situation_that_does_not_fit_leaves_it_out(elm: Partners, case: Case) -> None:
    publish(elm, theme="missing")
    publish(elm, Situation(youngest=0, oldest=5))
    assert on_case(elm, case) == []


def test_what_the_record_does_not_say_is_cannot_tell(elm: Partners, case: Case) -> None:
    publish(elm, Situation(events=("missing",)))
    assert [one.standing for one in on_case(elm, case)] == [Standing.CANNOT_TELL]


def test_partners_lesson_stands_here_unless_it_was_kept(store: Store) -> None:
    elm = Partners(store, "hartlepool_hscb")
    case = reviewed(Record.of(store))
    item = elm.record("multi_agency_audits", theme="reviews_and_drift")
    for shared in (True, False):
        publish_lesson(elm.desk, QUALITY, NewLesson(item, f"shared {shared}", REVIEWED, shared=shared))
    other = reviewed(Record.of(store, "oakhealth", count(100)), "O-1")
    assert [one.lesson.text for one in on_case(elm, other, PARTNER)] == ["shared True"]
    assert on_case(elm, case, PARTNER) == []


def test_merged_theme_touches_what_the_kept_one_does(elm: Partners, case: Case) -> None:
    publish(elm, theme="assessment")
    assert on_case(elm, case) == []
    merge_themes(elm.desk, BOARD, "elm", "assessment", "reviews_and_drift", "One and the same here")
    assert len(on_case(elm, case)) == 1
    counted = {one.theme: one for one in themes_of(elm.desk, PARTNER, "elm")}
    assert counted["reviews_and_drift"].words == ("assessment",)
    assert (counted["reviews_and_drift"].items, "assessment" in counted) == (1, False)


def test_last_word_on_a_case_counts_and_stays_in_the_agency(store: Store) -> None:
    elm = Partners(store, "hartlepool_hscb")
    case = reviewed(Record.of(store))
    made = publish(elm)
    for helped in (Helped.NO, Helped.YES):
        say_helped(elm.desk, WORKER, case.public_id, made, helped)
    [told], [seen] = lessons_told(elm.desk, QUALITY), on_case(elm, case)
    assert (told.yes, told.no, told.cannot_tell, seen.helped) == (1, 0, 0, Helped.YES)
    [theirs] = lessons_told(elm.desk, PARTNER)
    assert (theirs.lesson, theirs.yes) == (made, 0)


def test_withdrawn_lesson_stands_on_no_case(elm: Partners, case: Case) -> None:
    made = publish(elm)
    with pytest.raises(NotFound):
        withdraw_lesson(elm.desk, PARTNER, made)
    withdraw_lesson(elm.desk, QUALITY, made)
    assert on_case(elm, case) == []


def test_strangers_workers_and_boards_go_only_as_far_as_their_rights(elm: Partners, case: Case) -> None:
    made = publish(elm)
    assert lessons_told(elm.desk, STRANGER) == []
    with pytest.raises(NotFound):
        say_helped(elm.desk, person("farshire", Role.WORKER), case.public_id, made, Helped.YES)
    with pytest.raises(NotAllowed):
        say_helped(elm.desk, BOARD, case.public_id, made, Helped.YES)
    item = elm.record("multi_agency_audits")
    with pytest.raises(NotAllowed):
        publish_lesson(elm.desk, WORKER, NewLesson(item, "T", REVIEWED))
    with pytest.raises(NotAllowed, match="Another agency"):
        publish_lesson(elm.desk, PARTNER, NewLesson(item, "T", REVIEWED))
