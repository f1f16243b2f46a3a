"""Whether audits and learning heard the child: VOC-28 and VOC-29."""

import pytest

from lif_plugin.domain.heard import feedback_state, learning_state

CASE_FILE, REVIEW = (
    {"voice_known", "family_feedback"},
    {"feedback_sought", "feedback_said", "feedback_why_not"},
)


@pytest.mark.parametrize(
    ("questions", "answered", "expected"),
    [
        (CASE_FILE, {"family_feedback": "They would like to be asked sooner."}, "met"),
        (CASE_FILE, {"voice_known": "yes", "family_feedback": " "}, "gap"),
        (REVIEW, {"feedback_sought": "no", "feedback_why_not": "The family has moved abroad."}, "explained"),
        (REVIEW, {"feedback_sought": "no"}, "gap"),
        ({"voice_known"}, {"voice_known": "yes"}, "cannot_tell"),
    ],
)
def test_a_closed_audit_shows_what_was_said_or_why_nobody_was_asked(
    questions: set[str], answered: dict[str, str], expected: str
) -> None:
    assert feedback_state(questions, answered) == expected


@pytest.mark.parametrize(
    ("voice_source", "findings", "died", "expected"),
    [
        ("complaint_by_child", set(), False, "met"),
        (None, {("strength", "voice_of_child")}, False, "met"),
        (None, {("concern", "voice_of_child")}, False, "cannot_tell"),
        (None, {("concern", "lived_experience")}, False, "met"),
        (None, {("concern", "safety")}, False, "gap"),
        (None, set(), True, "gap"),
        (None, {("strength", "feedback")}, True, "met"),
        (None, {("strength", "feedback")}, False, "gap"),
        (None, {("strength", "feedback")}, None, "cannot_tell"),
    ],
)
def test_learning_about_a_child_holds_a_view_and_a_familys_where_the_child_died(
    voice_source: str | None, findings: set[tuple[str, str]], died: bool | None, expected: str
) -> None:
    assert learning_state(voice_source, findings, died=died) == expected
