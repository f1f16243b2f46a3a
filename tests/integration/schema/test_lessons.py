"""Lessons in GraphQL: published, held against a case, asked after, withdrawn; themes merged."""

from collections.abc import Callable
from typing import Any

import pytest

from lif_plugin.builtin import BUILTIN
from lif_plugin.hooks import Plugins, build_plugins
from lif_plugin.store.work import Store
from tests.assets.builders import Record
from tests.assets.reviewed import reviewed
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, WORKER, Partners

Ask = Callable[..., Any]
PUBLISH = """mutation ($i: PublishLessonInput!) { publishLesson(input: $i) { __typename
  ... on LessonsSaved { lessons { id text agency theme situation { events oldest } helped } } ... on Problem { code } } }"""
WITHDRAW = """mutation ($l: ID!) { withdrawLesson(lesson: $l) { ... on LessonsSaved { lessons { id } } ... on Problem { code } } }"""
HELPED = """mutation ($c: ID!, $l: ID!) { sayLessonHelped(case: $c, lesson: $l, helped: YES) { __typename
  ... on LessonsSaved { lessons { helped helpedNot cannotTell } } ... on Problem { code } } }"""
MERGE = """mutation ($r: String!) { mergeThemes(partnership: "elm", theme: "voice", kept: "voice_of_child", reason: $r) {
  ... on ThemesMerged { theme kept } ... on Problem { code } } }"""
CASE = '{ case(ref: "E-1001") { id lessons { id text source applies why helped } } }'


@pytest.fixture
def elm(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "hartlepool_hscb")


@pytest.fixture
def store(elm: Partners) -> Store:
    return elm.store


@pytest.fixture
def plugins() -> Plugins:
    return build_plugins(BUILTIN)


def test_lesson_is_published_stands_on_a_case_is_counted_and_withdrawn(
    elm: Partners, ask: Ask, logged: Ask
) -> None:
    reviewed(Record.of(elm.store))
    items = "{ learningItems { edges { node { id } } } }"
    elm.record("multi_agency_audits", theme="reviews_and_drift")
    item = ask(items, QUALITY)["learningItems"]["edges"][0]["node"]["id"]
    new = {"item": item, "text": "Ask alone first", "events": ["review"], "oldest": 15}
    [saved] = ask(PUBLISH, QUALITY, i=new)["publishLesson"]["lessons"]
    assert saved["situation"] == {"events": ["review"], "oldest": 15}
    case = ask(CASE, WORKER)["case"]
    [one] = case["lessons"]
    assert (one["id"], one["applies"], one["helped"]) == (saved["id"], True, None)
    assert logged()[-1][0] == "graphql.lessons"
    counted = ask(HELPED, WORKER, c=case["id"], l=saved["id"])["sayLessonHelped"]["lessons"]
    assert counted == [{"helped": 1, "helpedNot": 0, "cannotTell": 0}]
    assert ask(WITHDRAW, PARTNER, l=saved["id"])["withdrawLesson"] == {"code": "not_found"}
    assert ask(WITHDRAW, QUALITY, l=saved["id"])["withdrawLesson"] == {"lessons": []}


def test_what_no_record_can_show_and_who_may_not_are_refused(elm: Partners, ask: Ask) -> None:
    elm.record("multi_agency_audits")
    item = ask("{ learningItems { edges { node { id } } } }", QUALITY)["learningItems"]["edges"][0]["node"][
        "id"
    ]
    storm = ask(PUBLISH, QUALITY, i={"item": item, "text": "T", "events": ["storm"]})["publishLesson"]
    assert storm == {"__typename": "LearningRefused", "code": "situation_refused"}
    refused = ask(PUBLISH, WORKER, i={"item": item, "text": "T", "events": ["review"]})["publishLesson"]
    assert refused["__typename"] == "LearningNotAllowed"


def test_merged_theme_is_counted_as_the_one_kept(elm: Partners, ask: Ask) -> None:
    elm.record("multi_agency_audits", theme="voice")
    assert ask(MERGE, BOARD, r=" ")["mergeThemes"] == {"code": "cycle_refused"}
    assert ask(MERGE, BOARD, r="One and the same")["mergeThemes"] == {
        "theme": "voice",
        "kept": "voice_of_child",
    }
    themes = ask('{ themes(partnership: "elm") { theme label items words } }', PARTNER)["themes"]
    [found] = [one for one in themes if one["items"]]
    assert found == {"theme": "voice_of_child", "label": "The child's voice", "items": 1, "words": ["voice"]}
