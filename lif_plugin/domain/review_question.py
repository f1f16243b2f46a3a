"""Reviews that learning asks for: open items that share a theme become a question to the body that decides."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from lif_plugin.domain.review import Raising, ReviewKind
from lif_plugin.domain.worktime import add_months

WINDOW_MONTHS: Final = 12
"""How far back items of learning count towards a question: ours, the length of a framework's year."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """An open item of learning; ``source`` is the framework's id, ``kind`` the kind of that source."""

    id: str
    theme: str
    source: str
    kind: str
    nature: str
    day: date


@dataclass(frozen=True, slots=True)
class ReviewQuestion:
    """A question that nobody but people can answer: is this review called for?

    ``asked_of`` is the body that decides, ``criteria`` the framework's own that the items speak to, ``items`` the
    ids of the items that share the theme, oldest first.
    """

    review: str
    label: str
    theme: str
    asked_of: str
    criteria: tuple[str, ...]
    items: tuple[str, ...]
    since: date


def questions(kinds: Iterable[ReviewKind], learnt: Iterable[Learnt], today: date) -> list[ReviewQuestion]:
    """Every review that the learning of the last year asks for, by theme; a review nobody decides on is none."""
    themes: dict[str, list[Learnt]] = defaultdict(list)
    first = add_months(today, -WINDOW_MONTHS)
    for item in sorted(learnt, key=lambda one: (one.day, one.id)):
        if first < item.day <= today:
            themes[item.theme].append(item)
    asked = [kind for kind in kinds if kind.raised_by and kind.decided_by]
    return [
        one for theme in sorted(themes) for kind in asked for one in _question(kind, theme, themes[theme])
    ]


def _question(kind: ReviewKind, theme: str, items: Sequence[Learnt]) -> Iterator[ReviewQuestion]:
    raised = [(way, found) for way in kind.raised_by if (found := _raised(way, items))]
    if not raised:
        return
    speaking = {item.id: item for _way, found in raised for item in found}
    named = dict.fromkeys(way.criterion for way, _found in raised if way.criterion)
    yield ReviewQuestion(
        review=kind.id,
        label=kind.label,
        theme=theme,
        asked_of=kind.decided_by or "",
        criteria=tuple(named) or tuple(question.text for question in kind.questions),
        items=tuple(item.id for item in items if item.id in speaking),
        since=min(item.day for item in speaking.values()),
    )


def _raised(way: Raising, items: Iterable[Learnt]) -> list[Learnt]:
    """The items that raise a review in one way; none where they are too few, or all of one kind of source."""
    found = [
        item
        for item in items
        if not way.sources.isdisjoint({item.kind, item.source}) and way.nature in {None, item.nature}
    ]
    different = {item.kind for item in found}
    return found if len(found) >= way.items and len(different) >= way.different else []
