"""The table of what answers a review's criteria: checked against its framework, complete, and never guessed."""

import shutil
from pathlib import Path

import pytest

from lif_plugin.domain.review import Incident, RecordFact
from lif_plugin.frameworks import (
    FrameworkInvalid,
    check_framework,
    framework_ids,
    load_framework,
    read_framework,
)

SHIPPED = {framework_id: load_framework(framework_id) for framework_id in framework_ids()}


@pytest.fixture
def own(small: Path, tmp_path: Path) -> Path:
    """The small framework in a folder of its own, for a table beside it."""
    return Path(shutil.copy(small, tmp_path / "framework.yaml"))


def _faults(own: Path, table: str) -> list[tuple[str, str]]:
    own.with_name("criteria.yaml").write_text(table)
    return [(fault.item, fault.problem) for fault in check_framework(own)]


def test_without_a_table_every_criterion_is_asked_of_people(own: Path) -> None:
    questions = [question for kind in read_framework(own).review_kinds for question in kind.questions]
    assert questions
    assert all(question.asked and not question.facts for question in questions)


def test_without_a_table_no_record_brings_a_review_up(own: Path) -> None:
    assert {kind.brought_up_by for kind in read_framework(own).review_kinds} == {frozenset()}


@pytest.mark.parametrize(
    ("table", "item", "problem"),
    [
        ("a_review: {}", "a_review", "is no entry of the framework"),
        ("short_review: {brought_up_by: [flood]}", "short_review.brought_up_by", 'names "flood", which is no incident'),
        ("short_review: {defects: [lost]}", "short_review.defects", 'names "lost", which is no known defect'),
        ("short_review: {criterion: {}}", "short_review", 'names "criterion", which is read by nobody'),
        ("short_review: {criteria: {never said: {by: [ask]}}}", "short_review.criteria.never said", "is no criterion of this review"),
        ("short_review: {criteria: {never said: {}}}", "short_review.criteria.never said", "does not say what answers it"),
        ("short_review: {criteria: {never said: {by: [child_dead]}}}", "short_review.criteria.never said.by", 'names "child_dead", which is no fact of a record'),
        ("short_review: {programmes: [lost]}", "short_review.programmes", 'names "lost", which is no audit programme'),
        ("short_review: {raised_by: [{items: 2}]}", "short_review.raised_by", "does not say from which sources"),
        ("short_review: {raised_by: [{sources: [lost]}]}", "short_review.raised_by", 'names "lost", which is no source of learning and no kind of one'),
        ("short_review: {raised_by: [{sources: [lost], many: 2}]}", "short_review.raised_by", 'names "many", which is read by nobody'),
        ("short_review: {raised_by: [{sources: [lost], nature: odd}]}", "short_review.raised_by", 'names "odd", which is no nature'),
        ("short_review: {raised_by: [{sources: [lost], criterion: never}]}", "short_review.raised_by", 'names "never", which is no criterion of this review'),
        ("short_review: 1", "short_review", "is no mapping"),
        ("[]", "(whole file)", "is no mapping of reviews"),
    ],
)  # fmt: skip
def test_what_the_table_gets_wrong_is_named(own: Path, table: str, item: str, problem: str) -> None:
    assert (item, problem) in _faults(own, table)


def test_a_framework_with_a_faulty_table_is_not_loaded(own: Path) -> None:
    own.with_name("criteria.yaml").write_text("a_review: {}")
    with pytest.raises(FrameworkInvalid, match="is no entry of the framework"):
        read_framework(own)


@pytest.mark.parametrize("framework_id", SHIPPED)
def test_shipped_tables_answer_every_criterion_once(framework_id: str) -> None:
    framework = SHIPPED[framework_id]
    kinds = {kind.id: kind for kind in framework.review_kinds}
    for review in framework.review_types:
        said = (*review.criteria_all_of, *review.criteria_any_of, *review.always_when)
        assert tuple(question.text for question in kinds[review.id].questions) == said
    answered = [question for kind in kinds.values() for question in kind.questions]
    assert all(question.facts or question.asked for question in answered)


def test_no_shipped_criterion_is_left_out_of_its_table() -> None:
    # A criterion without a line would be asked of people in silence: the shipped ones say so.
    for framework_id, framework in SHIPPED.items():
        table = (
            Path(check_framework.__code__.co_filename).parent / framework_id / "criteria.yaml"
        ).read_text()
        for kind in framework.review_kinds:
            assert [question.text for question in kind.questions if f'"{question.text}"' not in table] == []


@pytest.mark.parametrize(
    ("framework_id", "brought_up"),
    [
        ("derby_cypd_2014", {"serious_case_review", "learning_review"}),
        ("derbyshire_cs_qa", {"learning_review", "cp_dissent_panel"}),
        (
            "east_dunbartonshire_cpc_2022",
            {"learning_review", "multi_agency_case_review", "single_agency_case_review"},
        ),
        (
            "gloucestershire_gscb",
            {
                "serious_case_review",
                "case_review",
                "child_death_review",
                "extended_learning_review",
                "learning_circle",
            },
        ),
        ("hartlepool_hscb", {"serious_case_review", "serious_incident_review", "child_death_review"}),
    ],
)
def test_reviews_that_a_record_brings_up(framework_id: str, brought_up: set[str]) -> None:
    assert {kind.id for kind in SHIPPED[framework_id].review_kinds if kind.brought_up_by} == brought_up


def test_reviews_that_nothing_but_people_brings_up() -> None:
    alone = {
        (name, kind.id)
        for name, framework in SHIPPED.items()
        for kind in framework.review_kinds
        if not (kind.brought_up_by or kind.raised_by or kind.programmes)
    }
    assert alone == {("derby_cypd_2014", "peer_review"), ("derby_cypd_2014", "assurance_visit")}


def test_a_criterion_with_a_known_defect_carries_it() -> None:
    [review] = [kind for kind in SHIPPED["hartlepool_hscb"].review_kinds if kind.id == "serious_case_review"]
    [detained] = [question for question in review.questions if "mental health" in question.text]
    assert detained.defects[0].startswith("Cites a 'Mental Health Act 2005', which does not exist")


def test_the_learning_circle_takes_its_criterion_from_the_frameworks_own_entry() -> None:
    [circle] = [kind for kind in SHIPPED["gloucestershire_gscb"].review_kinds if kind.id == "learning_circle"]
    assert circle.brought_up_by == {Incident.REPEAT_PLAN}
    assert [(question.text, question.facts) for question in circle.questions] == [
        ("second or later child protection plan", (RecordFact.REPEAT_PROTECTION_PLAN,))
    ]
