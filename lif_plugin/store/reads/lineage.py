"""Reads where things of the learning cycle come from and what came of them: rows that name one another."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.partnerships import readable
from lif_plugin.store.tables import metadata
from lif_plugin.store.work import visible


@dataclass(frozen=True, slots=True)
class Led:
    """A thing and another that came of it, each as the name of its type and its id."""

    cause: tuple[str, str]
    effect: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Names:
    """A table whose rows name what they came from (``cause``), themselves or by a row of it that joins two (``effect``)."""

    table: str
    cause: tuple[str, str]
    effect: tuple[str, str]
    right: Right = Right.READ_LEARNING


_NAMES: Final = (
    _Names("review_learning", ("ReviewWork", "review_work_id"), ("LearningItem", "learning_item_id"), Right.READ_REVIEWS),
    _Names("audit_finding", ("Audit", "audit_id"), ("LearningItem", "item_id"), Right.READ_AUDITS),
    _Names("finding", ("LearningItem", "learning_item_id"), ("Finding", "id")),
    _Names("recommendation", ("Finding", "finding_id"), ("Recommendation", "id")),
    _Names("action", ("LearningItem", "learning_item_id"), ("Action", "id")),
    _Names("action", ("Recommendation", "recommendation_id"), ("Action", "id")),
    _Names("plan_action", ("Action", "action_id"), ("Plan", "plan_id")),
    _Names("meeting_decision", ("Meeting", "meeting_id"), ("Action", "action_id")),
    _Names("briefing", ("LearningItem", "learning_item_id"), ("Briefing", "id")),
    _Names("lesson", ("LearningItem", "learning_item_id"), ("Lesson", "id")),
    _Names("training", ("LearningItem", "learning_item_id"), ("Training", "id")),
    _Names("training", ("Finding", "finding_id"), ("Training", "id")),
)  # fmt: skip
TYPES: Final = frozenset(name for one in _NAMES for name, _column in (one.cause, one.effect))


def led(
    connection: Connection, viewer: Viewer, things: Collection[tuple[str, str]], today: date, *, forward: bool
) -> list[Led]:
    """What came of these things, or what they came from: one statement for each kind of link. Raises `NotAllowed`."""
    viewer.require(Right.READ_LEARNING)
    found: list[Led] = []
    for names in _NAMES:
        (name, column), ids = names.cause if forward else names.effect, []
        ids = sorted(key for of, key in things if of == name)
        if ids and viewer.may(names.right):
            found += _links(connection, viewer, names, (column, ids), today)
    return found


def _links(
    connection: Connection, viewer: Viewer, names: _Names, wanted: tuple[str, list[str]], today: date
) -> list[Led]:
    table = metadata.tables[names.table]
    (of_cause, cause), (of_effect, effect) = names.cause, names.effect
    seen = readable(viewer, table, today) if "shared" in table.c else visible(viewer, table)
    query = (
        select(table.c[cause].label("cause"), table.c[effect].label("effect"))
        .where(
            seen, table.c[wanted[0]].in_(wanted[1]), table.c[cause].is_not(None), table.c[effect].is_not(None)
        )
        .distinct()
        .order_by("cause", "effect")
    )
    return [Led((of_cause, row.cause), (of_effect, row.effect)) for row in connection.execute(query)]
