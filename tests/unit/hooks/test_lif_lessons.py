"""`lif_lessons`: what the partnership asks or has learnt."""

from types import SimpleNamespace

from lif_plugin.domain.prompt import Lesson
from lif_plugin.hooks import hookimpl
from lif_plugin.testing import loaded
from tests.unit.hooks.examples import example


def test_lif_lessons_example_stands_beside_its_rule() -> None:
    [(_plugin, [lesson])] = loaded(example("lif_lessons")).each("lif_lessons", Lesson, framework=None)
    assert lesson == Lesson(
        "ask_first", "Ask the child first.", "Our themed review 2024", frozenset({"VOC-07"})
    )


def test_lif_lessons_that_name_a_rule_as_a_text_are_a_fault() -> None:
    @hookimpl
    def lif_lessons() -> list[Lesson]:
        return [Lesson("ask_first", "Ask.", "Ours", "VOC-07")]  # type: ignore[arg-type]

    plugins = loaded(SimpleNamespace(lif_lessons=lif_lessons))
    assert list(plugins.each("lif_lessons", Lesson, framework=None)) == []
    assert plugins.faults[0].message == "Lesson.rules is of type str, not frozenset."
