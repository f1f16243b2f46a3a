"""A patient of GNU Health as events: what there is and when, no name and no word; blank is never no."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lif_adapter_tryton.errors import OddAnswer
from lif_adapter_tryton.mapping import KINDS, map_case, of_age_on
from lif_plugin.domain.record import check_event
from lif_plugin.hooks.live import Changed

LIMA = ZoneInfo("America/Lima")
TODAY = 20261122


def assessed(**more: Any) -> dict[str, Any]:
    return {
        "id": 5,
        "at": "2026-11-20T14:00:00Z",
        "state": "in_progress",
        "view": None,
        "professional": "7",
        **more,
    }


def patient(*assessments: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "ref": "12", "moved_at": 1_795_000_000_000, "born_on": "2017-03-02", "sex": "f", "died": False, "active": True,
        "assessments": list(assessments or [assessed()]), **more,
    }  # fmt: skip


def mapped(told: dict[str, Any], zone: ZoneInfo = LIMA) -> Changed:
    case = map_case(told, zone, TODAY)
    assert case is not None
    for event in case.events:
        check_event(event)
        assert event.kind in KINDS
    return case


def facts(told: dict[str, Any]) -> dict[str, tuple[int, dict[str, Any]]]:
    return {event.key: (event.occurred_day, dict(event.fields)) for event in mapped(told).events}


def test_an_assessment_opens_a_case_and_carries_no_view_that_is_not_there() -> None:
    assert facts(patient()) == {
        "12|case": (20261120, {"code": "PATIENT"}),
        "12|birth": (20170302, {"born_on": 20170302, "code": "f"}),
        "12|assessment|5": (20261120, {"code": "SES", "outcome": "in_progress", "actor": "7"}),
    }


@pytest.mark.parametrize("how", ["words", "shown", "somebody"])
def test_a_view_is_a_fact_of_its_own_with_how_it_was_given(how: str) -> None:
    assert facts(patient(assessed(view=how)))["12|view|5"] == (20261120, {"code": how})


@pytest.mark.parametrize("why", ["refused", "not_asked"])
def test_why_there_is_no_view_stands_with_the_assessment(why: str) -> None:
    found = facts(patient(assessed(view=why)))
    assert (found["12|assessment|5"][1]["reason"], "12|view|5" in found) == (why, False)


def test_a_day_is_the_day_where_the_people_are() -> None:
    late = patient(assessed(at="2026-11-21T03:30:00Z"))
    assert (mapped(late).events[0].occurred_day, mapped(late, ZoneInfo("UTC")).events[0].occurred_day) == (
        20261120,
        20261121,
    )


def test_a_case_is_looked_at_again_when_the_person_is_of_age_and_is_none_from_then_on() -> None:
    young, adult = patient(born_on="2008-11-23"), patient(born_on="2008-11-22")
    assert (mapped(young).due_on, map_case(adult, LIMA, TODAY)) == (20261123, None)


@pytest.mark.parametrize(
    ("born", "day"), [(20080229, 20260301), (20060302, 20240302), (20121231, 20301231), (None, None)]
)
def test_the_day_of_coming_of_age(born: int | None, day: int | None) -> None:
    assert of_age_on(born) == day


def test_a_person_who_died_is_no_open_case_and_says_so() -> None:
    events = {event.kind: event for event in mapped(patient(died=True)).events}
    assert (events["case"].until_day, events["assessment"].until_day, "death" in events) == (
        20261120,
        20261120,
        True,
    )


def test_what_is_not_known_is_left_out() -> None:
    assert "12|birth" not in facts(patient(born_on=None))
    assert "outcome" not in facts(patient(assessed(state=None)))["12|assessment|5"][1]


def test_a_save_that_changes_nothing_told_keeps_the_digest() -> None:
    moved = mapped(patient(moved_at=1_795_000_999_000))
    assert (moved.digest == mapped(patient()).digest, moved.moved_at) == (True, 1_795_000_999_000)


def test_a_view_changes_the_digest() -> None:
    assert mapped(patient(assessed(view="words"))).digest != mapped(patient()).digest


@pytest.mark.parametrize(
    "broken", [{"born_on": "soon"}, {"moved_at": "x"}, {"assessments": [{"id": 1}]}, {"assessments": None}]
)
def test_what_cannot_be_read_is_named_without_its_content(broken: dict[str, Any]) -> None:
    with pytest.raises(OddAnswer) as told:
        map_case(patient() | broken, LIMA, TODAY)
    assert told.value.__cause__ is None
