"""Reviews that a partnership's learning asks its bodies for, from what is open on its items."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from lif_plugin.cycle.desk import Item
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.own_source import every_source
from lif_plugin.domain.review_question import Learnt, ReviewQuestion, questions
from lif_plugin.domain.theme import counted_as
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.store import lessons


def questions_to(
    connection: Any, viewer: Viewer, framework: Framework, body: str, items: Iterable[Item], day: date
) -> tuple[ReviewQuestion, ...]:
    """The questions to one body of a framework that open items of its partnership ask on a day.

    Themes that were merged count as the one that was kept.
    """
    held = list(items)
    if not held:
        return ()
    label = next(one.label for one in framework.governance_bodies if one.id == body)
    kinds = [kind for kind in framework.review_kinds if kind.decided_by == label]
    merged = lessons.merges(connection, viewer, day).get(held[0].row["partnership_id"], {})
    return tuple(questions(kinds, _learnt(framework, held, merged), day))


def _learnt(framework: Framework, items: Iterable[Item], merged: Mapping[str, str]) -> Iterator[Learnt]:
    kinds = {source.id: source.kind for source in every_source(framework)}
    for item in items:
        row = item.row
        source = row["source_of_learning"]
        # A source that a later edition of the framework no longer has is of no kind.
        yield Learnt(
            row["id"],
            counted_as(row["theme"], merged),
            source,
            kinds.get(source, ""),
            row["nature"],
            numbered_day(row["day"]),
        )
