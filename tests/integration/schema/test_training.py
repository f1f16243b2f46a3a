"""Training in GraphQL: offered, needed, attended, answered; refusals by name."""

from collections.abc import Callable
from typing import Any

import pytest

from lif_plugin.store.work import Store
from tests.integration.cycle.partners import PARTNER, QUALITY, STRANGER, WORKER, Partners

Ask = Callable[..., Any]
OFFER = """mutation ($i: OfferTrainingInput!) { offerTraining(input: $i) { __typename
  ... on TrainingSaved { training { id later: laterOn } } ... on Problem { code } } }"""
GROW = """mutation ($t: ID!) {
  stateTrainingNeed(training: $t, role: "nurse", people: 9) { __typename }
  attendTraining(training: $t, role: "nurse", people: 6, day: "2026-03-02") { __typename }
  answerTraining(training: $t, stage: BEFORE, code: "alone", scores: [{score: 2, people: 6}], day: "2026-03-02") {
    ... on TrainingSaved { training { reached { agency lacking } evaluated { answers { stage mean } change } } }
    ... on Problem { code } } }"""
NEW = {"partnership": "elm", "title": "Asking alone", "need": "Seen with adults", "day": "2026-03-02",
       "laterOn": "2090-06-01", "audience": [{"agency": "oakhealth", "role": "nurse"}],
       "questions": [{"code": "alone", "text": "I can ask alone"}]}  # fmt: skip


@pytest.fixture
def elm(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "hartlepool_hscb")


@pytest.fixture
def store(elm: Partners) -> Store:
    return elm.store


def test_course_is_offered_by_one_agency_and_attended_by_another(ask: Ask) -> None:
    made = ask(OFFER, QUALITY, i=NEW)["offerTraining"]["training"]["id"]
    grown = ask(GROW, PARTNER, t=made)["answerTraining"]["training"]
    assert grown["reached"] == [{"agency": "oakhealth", "lacking": 3}]
    assert grown["evaluated"] == [{"answers": [{"stage": "BEFORE", "mean": 2.0}], "change": None}]
    assert [one["id"] for one in ask("{ training { id } }", WORKER)["training"]] == [made]
    assert ask("{ training { id } }", STRANGER) == {"training": []}


def test_who_may_not_and_what_does_not_fit_are_refused(ask: Ask) -> None:
    assert ask(OFFER, WORKER, i=NEW)["offerTraining"]["__typename"] == "LearningNotAllowed"
    early = ask(OFFER, QUALITY, i=NEW | {"laterOn": "2026-03-01"})["offerTraining"]
    assert early == {"__typename": "LearningRefused", "code": "cycle_refused"}
    other = ask(OFFER, QUALITY, i=NEW | {"partnership": "ash"})["offerTraining"]
    assert other["__typename"] == "LearningNotFound"
