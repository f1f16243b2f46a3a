"""Lessons: what the partnership itself asks, beside the prompts it belongs to."""

from lif_plugin.builtin.lessons import ASKED_BY, lif_lessons
from lif_plugin.builtin.voice_of_child import lif_rules
from lif_plugin.domain.prompt import Lesson
from lif_plugin.domain.situation import Learnt, Situation
from lif_plugin.frameworks import framework_ids, load_framework

HARTLEPOOL = load_framework("hartlepool_hscb")


def test_hartlepools_voice_tests_stand_beside_the_prompts_on_reviews() -> None:
    lessons = {lesson.id: lesson for lesson in lif_lessons(HARTLEPOOL)}
    assert lessons["hartlepool_hscb.involved_in_planning"] == Lesson(
        "hartlepool_hscb.involved_in_planning",
        "Is the child actively involved in planning?",
        f"{HARTLEPOOL.title}, 1.2.1",
        frozenset({"VOC-07", "VOC-08"}),
    )
    assert len(lessons) == 3


def test_without_a_framework_there_is_no_lesson() -> None:
    assert list(lif_lessons(None)) == []


def test_every_test_that_is_asked_about_exists_in_a_framework() -> None:
    asked = {test.id for name in framework_ids() for test in load_framework(name).voice_tests}
    assert asked >= ASKED_BY.keys()


def test_every_rule_a_lesson_stands_beside_exists() -> None:
    assert {rule.id for rule in lif_rules()} >= frozenset[str]().union(*ASKED_BY.values())


def test_published_lesson_is_given_back_with_its_situation_and_stands_beside_no_prompt() -> None:
    situation = Situation(events=("missing",))
    learnt = Learnt("1", "Ask where she goes", "Elmshire: Missing", "missing", situation)
    assert lif_lessons(None, [learnt]) == [
        Lesson(
            "1", "Ask where she goes", "Elmshire: Missing", frozenset(), theme="missing", situation=situation
        )
    ]
