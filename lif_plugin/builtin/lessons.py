"""What the partnership asks about the child's voice, beside its prompts; what it has learnt, on cases it applies to."""

from collections.abc import Mapping, Sequence
from typing import Final

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.prompt import Lesson
from lif_plugin.domain.situation import Learnt
from lif_plugin.hooks import hookimpl

ASKED_BY: Final[Mapping[str, frozenset[str]]] = {
    "involved_in_planning": frozenset({"VOC-07", "VOC-08"}),
    "disability_heard": frozenset({"VOC-08"}),
    "language_heard": frozenset({"VOC-08"}),
}
"""A framework's voice test, by its id, and the rules whose prompts it speaks to."""


@hookimpl
def lif_lessons(framework: Framework | None, learnt: Sequence[Learnt] = ()) -> Sequence[Lesson]:
    """The framework's own voice tests, and every published lesson with the situation it is about."""
    return [*_asked(framework), *_learnt(learnt)]


def _learnt(learnt: Sequence[Learnt]) -> list[Lesson]:
    return [
        Lesson(one.id, one.text, one.source, frozenset(), theme=one.theme, situation=one.situation)
        for one in learnt
    ]


def _asked(framework: Framework | None) -> list[Lesson]:
    if framework is None:
        return []
    return [
        Lesson(
            id=f"{framework.id}.{test.id}",
            text=test.label,
            source=f"{framework.title}, {test.source}",
            rules=ASKED_BY[test.id],
        )
        for test in framework.voice_tests
        if test.id in ASKED_BY
    ]
