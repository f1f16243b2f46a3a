"""A course from a finding: for roles of agencies, attended, asked before, after and later; partners see figures only."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from lif_plugin.cycle.desk import CycleRefused
from lif_plugin.cycle.findings import NewFinding, add_finding
from lif_plugin.cycle.training import (
    NewTraining,
    Question,
    answer_training,
    attend,
    courses_of,
    later_due,
    offer_training,
    state_need,
)
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.training import Stage
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import NotAllowed, NotFound, UnknownAgency
from lif_plugin.store.work import Store
from tests.assets.serving import site_over
from tests.integration.cycle.partners import PARTNER, QUALITY, STRANGER, WORKER, Partners

ASK = Question("alone", "I can ask a child alone")
NURSES, WORKERS = ("oakhealth", "nurse"), ("elmshire", "social worker")


@pytest.fixture
def elm(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "hartlepool_hscb")


def offered(elm: Partners, **changed: Any) -> str:
    values = {"partnership": "elm", "title": "Asking alone", "need": "Children seen with adults", "day": 20260302,
              "later_on": 20260601, "audience": (NURSES, WORKERS), "questions": (ASK,)}  # fmt: skip
    return offer_training(elm.desk, QUALITY, NewTraining(**{**values, **changed}))


def test_each_agency_says_its_need_and_who_came_and_both_see_who_lacks_it(store: Store) -> None:
    elm = Partners(store, "hartlepool_hscb")
    made = offered(elm)
    state_need(elm.desk, PARTNER, made, "nurse", 12)
    state_need(elm.desk, PARTNER, made, "nurse", 20)
    attend(elm.desk, PARTNER, made, "nurse", 7, 20260302)
    attend(elm.desk, PARTNER, made, "nurse", 5, 20260302)
    for viewer in (QUALITY, PARTNER):
        [one] = courses_of(elm.desk, viewer)
        assert [(at.agency, at.role, at.need, at.attended, at.lacking) for at in one.reached] == [
            ("elmshire", "social worker", None, 0, None),
            ("oakhealth", "nurse", 20, 12, 8),
        ]
    assert courses_of(elm.desk, STRANGER) == []
    with pytest.raises(NotFound):
        attend(elm.desk, STRANGER, made, "nurse", 1, 20260302)


def test_later_question_falls_due_for_the_agency_whose_people_came(elm: Partners) -> None:
    made = offered(elm)
    attend(elm.desk, PARTNER, made, "nurse", 7, 20260302)
    answer_training(elm.desk, PARTNER, made, Stage.BEFORE, "alone", {2: 7}, 20260302)
    answer_training(elm.desk, PARTNER, made, Stage.AFTER, "alone", {4: 7}, 20260302)
    assert later_due(elm.desk, PARTNER) == []
    elm.day = date(2026, 6, 1)
    assert [one.row["id"] for one in later_due(elm.desk, PARTNER)] == [made]
    assert later_due(elm.desk, QUALITY) == []
    answer_training(elm.desk, PARTNER, made, Stage.LATER, "alone", {3: 7}, 20260601)
    assert later_due(elm.desk, PARTNER) == []
    [one] = courses_of(elm.desk, QUALITY)
    assert (one.evaluated[0].change, one.evaluated[0].lasting) == (2.0, 1.0)


def test_course_comes_from_a_finding_and_its_item(elm: Partners) -> None:
    item = elm.record("multi_agency_audits")
    found = add_finding(elm.desk, QUALITY, item, NewFinding(Nature.CONCERN, "v", "With adults", "8 of 20"))
    offered(elm, finding=found)
    [one] = courses_of(elm.desk, QUALITY)
    assert (one.row["finding_id"], one.row["learning_item_id"]) == (found, item)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"audience": (("farshire", "nurse"),)}, UnknownAgency),
        ({"audience": ()}, CycleRefused),
        ({"later_on": 20260302}, CycleRefused),
        ({"questions": (ASK, ASK)}, CycleRefused),
        ({"questions": (Question("q", "Q", 5, 5),)}, CycleRefused),
        ({"finding": "none"}, NotFound),
    ],
)
def test_course_that_does_not_fit_is_refused(elm: Partners, wrong: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        offered(elm, **wrong)
    assert courses_of(elm.desk, QUALITY) == []


def test_scores_off_the_scale_days_to_come_and_workers_are_refused(elm: Partners) -> None:
    made = offered(elm)
    for scores, day in (({6: 1}, 20260302), ({4: 0}, 20260302), ({}, 20260302), ({4: 1}, 20260303)):
        with pytest.raises(CycleRefused):
            answer_training(elm.desk, QUALITY, made, Stage.BEFORE, "alone", scores, day)
    with pytest.raises(NotFound):
        answer_training(elm.desk, QUALITY, made, Stage.BEFORE, "hope", {4: 1}, 20260302)
    with pytest.raises(NotAllowed):
        attend(elm.desk, WORKER, made, "social worker", 1, 20260302)


def test_page_says_who_lacks_it_and_what_was_to_be_asked(elm: Partners, tmp_path: Path) -> None:
    made = offered(elm, day=20260101, later_on=20260201)
    state_need(elm.desk, QUALITY, made, "social worker", 9)
    attend(elm.desk, QUALITY, made, "social worker", 4, 20260101)
    answer_training(elm.desk, QUALITY, made, Stage.BEFORE, "alone", {2: 4}, 20260101)
    with site_over(elm.store, tmp_path / "keys") as site, TestClient(site.app) as client:
        text = client.get("/training", headers={"Accept": "text/html"} | site.bearer(Role.WORKER)).text
    for said in ("4 came of 9 who need it; 5 still lack it", "how many need it is not known", "Before: 2.0 (4 people)",
                 "it was to be asked on 1 February 2026", "Too few"):  # fmt: skip
        assert said in text
