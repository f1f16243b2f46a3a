"""Questions to bodies: enough open items on one theme, from the sources a framework names, within the year; no fewer."""

from datetime import date

import pytest

from lif_plugin.domain.review_question import Learnt, ReviewQuestion, questions
from lif_plugin.frameworks import load_framework

TODAY = date(2026, 3, 2)


def _learnt(name: str, source: str, kind: str, theme: str = "missing", **more: object) -> Learnt:
    day = more.get("day", date(2026, 1, 12))
    assert isinstance(day, date)
    return Learnt(name, theme, source, kind, str(more.get("nature", "concern")), day)


def _asked(framework: str, *items: Learnt) -> dict[str, ReviewQuestion]:
    return {one.review: one for one in questions(load_framework(framework).review_kinds, items, TODAY)}


AUDIT = _learnt("a", "multi_agency_audits", "quality_assurance")


def test_two_items_of_one_theme_ask_the_board_for_a_deep_dive_by_its_own_criterion() -> None:
    second = _learnt("b", "single_agency_audits", "quality_assurance", day=date(2025, 11, 3))
    question = _asked("hartlepool_hscb", AUDIT, second)["deep_dive"]
    assert question == ReviewQuestion(
        "deep_dive",
        "Deep dive",
        "missing",
        load_framework("hartlepool_hscb").governance_bodies[0].label,
        ("theme seen in an audit, agreed by the Board",),
        ("b", "a"),
        date(2025, 11, 3),
    )


@pytest.mark.parametrize(
    "second",
    [
        _learnt("b", "single_agency_audits", "quality_assurance", theme="neglect"),
        _learnt("b", "pmf", "performance_data"),
        _learnt("b", "single_agency_audits", "quality_assurance", day=date(2025, 3, 2)),
        _learnt("b", "single_agency_audits", "quality_assurance", day=date(2026, 3, 3)),
    ],
    ids=["another theme", "another kind of source", "a year ago to the day", "yet to come"],
)
def test_one_item_alone_asks_nothing(second: Learnt) -> None:
    assert "deep_dive" not in _asked("hartlepool_hscb", AUDIT, second)


def test_within_the_year_the_first_day_counts() -> None:
    second = _learnt("b", "single_agency_audits", "quality_assurance", day=date(2025, 3, 3))
    assert "deep_dive" in _asked("hartlepool_hscb", AUDIT, second)


def test_one_published_review_is_enough_to_ask_who_takes_its_learning() -> None:
    asked = _asked("hartlepool_hscb", _learnt("n", "national_local_reviews", "case_review"))
    assert asked.keys() == {"published_review_learning", "thematic_review"}
    assert asked["thematic_review"].criteria == ("national priority",)
    assert len(asked["published_review_learning"].criteria) == 2


def test_a_range_of_sources_is_more_than_one_kind() -> None:
    same = [_learnt(name, "quarterly_performance", "performance_data") for name in "abc"]
    assert "deep_dive_review" not in _asked("gloucestershire_gscb", *same)
    mixed = [*same[:2], _learnt("d", "case_reviews", "case_review")]
    assert "deep_dive_review" in _asked("gloucestershire_gscb", *mixed)


def test_what_works_is_asked_after_where_strengths_share_a_theme() -> None:
    good = [
        _learnt(name, "multi_agency_audits", "quality_assurance", nature="strength") for name in ("a", "b")
    ]
    assert _asked("derby_cypd_2014", *good).keys() == {"appreciative_inquiry"}


def test_a_review_that_nobody_decides_on_is_asked_of_nobody() -> None:
    for name in ("derby_cypd_2014", "derbyshire_cs_qa", "gloucestershire_gscb", "hartlepool_hscb"):
        kinds = load_framework(name).review_kinds
        assert [kind.id for kind in kinds if kind.raised_by and not kind.decided_by] == []
