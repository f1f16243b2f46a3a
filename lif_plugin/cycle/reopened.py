"""What a body has before it again: items that got no better, and actions taken up again, each with why and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from lif_plugin.cycle.desk import Item, Row
from lif_plugin.domain.learning import ActionState, ItemState, taken_up_again
from lif_plugin.domain.route import Verdict, bodies_of
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.store import learning
from lif_plugin.store.tables import action_entry

_UNDER_WAY: Final = frozenset({ActionState.PROPOSED, ActionState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Reopened:
    """An item, or one action of it, that is open again; ``action`` None: the item. ``why`` is what was said of it then."""

    item: Item
    action: Row | None
    day: date
    why: str


def reopened_for(
    connection: Any, viewer: Viewer, body: str, items: Iterable[Item], today: date
) -> tuple[Reopened, ...]:
    """What is open again and a body's to look at: it evaluates the item, or watches the action, or one of the item's.

    An action that no body watches comes before those that evaluate its item.
    """
    held = list(items)
    ids = [one["id"] for item in held for one in item.actions if ActionState(one["state"]) in _UNDER_WAY]
    entries: dict[str, list[Row]] = {}
    for row in learning.rows_of(connection, action_entry, viewer, "action", ids, today):
        if row["kind"] == "state":
            entries.setdefault(row["action_id"], []).append(row)
    found = [one for item in held for one in _of_item(item, body, entries)]
    return tuple(sorted(found, key=lambda one: (one.day, one.item.row["id"], one.action is not None)))


def evaluates(item: Item, body: str) -> bool:
    """Whether a body, or one it is a form of, is on an item's evaluation route."""
    return body in bodies_of(item.evaluation_route or (), item.forms)


def _of_item(item: Item, body: str, entries: Mapping[str, Sequence[Row]]) -> Iterable[Reopened]:
    is_evaluator = evaluates(item, body)
    if item.state is ItemState.REOPENED and (is_evaluator or body in _watchers(item)):
        yield _item_again(item)
    for row in item.actions:
        said = entries.get(row["id"], ())
        again = taken_up_again([ActionState(one["state"]) for one in said])
        is_watcher = is_evaluator if row["monitored_by"] is None else row["monitored_by"] == body
        if again is not None and is_watcher:
            yield Reopened(item, row, numbered_day(said[again]["day"]), said[again]["text"] or "")


def _watchers(item: Item) -> set[str | None]:
    return {row["monitored_by"] for row in item.actions}


def _item_again(item: Item) -> Reopened:
    """By the word of an evaluation that stands in this round, or else by the turn that began the round."""
    evaluation = item.course.evaluation
    if evaluation is not None and Verdict.NOT_IMPROVED in evaluation.verdicts:
        words = [one for one in item.words if one["round"] == item.round]
        word = [one for one in words if one["verdict"] == Verdict.NOT_IMPROVED][-1]
        return Reopened(
            item, None, numbered_day(word["day"]), word["note"] or "It was evaluated as no better."
        )
    turn = [one for one in item.turns if one["turn"] == "reopened"][-1]
    return Reopened(item, None, numbered_day(turn["day"]), turn["reason"])
