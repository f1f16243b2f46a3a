"""Reviews that are carried out, in GraphQL."""

from collections.abc import Callable
from typing import Any

import pytest

from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, QUALITY, WORKER, Partners

Ask = Callable[..., Any]
BEGIN = """mutation ($k: String!) { beginReview(input: {partnership: "elm", kind: $k, title: "Policies"}) { __typename
  ... on ReviewWorkSaved { review { id next methods label } } ... on Problem { code } } }"""
REACH = """mutation ($r: ID!, $m: String) { reachReviewStage(review: $r, stage: TERMS, day: "2026-03-01", method: $m) {
  ... on ReviewWorkSaved { review { method next steps { stage day } } } ... on Problem { code } } }"""
LEARN = """mutation ($r: ID!, $i: ID!) { learnInReview(review: $r, item: $i) {
  ... on ReviewWorkSaved { review { learning } } ... on Problem { code } } }"""


@pytest.fixture
def glos(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "gloucestershire_gscb")


@pytest.fixture
def store(glos: Partners) -> Store:
    return glos.store


def test_review_is_begun_walked_and_learnt_from(glos: Partners, ask: Ask, code: Ask) -> None:
    begun = ask(BEGIN, BOARD, k="light_touch_review")["beginReview"]["review"]
    assert (begun["next"], "survey" in begun["methods"]) == ("TERMS", True)
    assert ask(REACH, BOARD, r=begun["id"])["reachReviewStage"] == {"code": "cycle_refused"}
    reached = ask(REACH, BOARD, r=begun["id"], m="survey")["reachReviewStage"]["review"]
    assert reached == {
        "method": "survey",
        "next": "GATHERED",
        "steps": [{"stage": "TERMS", "day": "2026-03-01"}],
    }
    glos.record(glos.desk.framework(glos.framework).sources_of_learning[0].id)
    found = ask("{ learningItems { edges { node { id stage framework } } } }", QUALITY)["learningItems"][
        "edges"
    ]
    assert (found[0]["node"]["stage"], found[0]["node"]["framework"]) == (
        "learning_activity",
        "gloucestershire_gscb",
    )
    item = found[0]["node"]["id"]
    assert ask(LEARN, QUALITY, r=begun["id"], i=item)["learnInReview"]["review"]["learning"] == [item]
    assert [one["label"] for one in ask("{ reviewsUnderWay { label } }", BOARD)["reviewsUnderWay"]] == [
        "Light touch review"
    ]
    assert code("{ reviewsUnderWay { label } }", WORKER) == ["not_allowed"]


def test_refusals_have_names(ask: Ask) -> None:
    assert ask(BEGIN, BOARD, k="inquest")["beginReview"]["code"] == "not_in_framework"
    assert ask(BEGIN, WORKER, k="deep_dive_review")["beginReview"]["__typename"] == "LearningNotAllowed"
