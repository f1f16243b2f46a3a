"""Items of learning with where each stands, worked out from the rows that tell of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.framework_entry import Route
from lif_plugin.domain.learning import ActionState, Course, ItemState, item_state
from lif_plugin.domain.route import Considered, Standing, Verdict, stand
from lif_plugin.domain.stage import moment_of, stage_of
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store import partnerships
from lif_plugin.store.learning_rows import actions_of, turns_of, words_of

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of learning with where it stands; ``round`` counts evaluations from 1, ``actions`` carry their state."""

    row: Row
    round: int
    course: Course
    words: tuple[Row, ...]
    turns: tuple[Row, ...]
    actions: tuple[Row, ...]
    learning_route: Route | None
    evaluation_route: Route | None
    framework: Framework

    @property
    def state(self) -> ItemState:
        """Where it is in the cycle."""
        return item_state(self.course)

    @property
    def forms(self) -> Mapping[str, tuple[str, ...]]:
        """The forms of bodies that may speak for them."""
        return _forms(self.framework)

    @property
    def stage(self) -> str | None:
        """The stage of its framework's own cycle that it is in; None where that is not said."""
        considered = any(word["route"] == "learning" for word in self.words)
        return stage_of(self.framework.stages, moment_of(self.course, considered=considered))

    @property
    def stage_label(self) -> str | None:
        """What its framework calls the stage."""
        return next((one.label for one in self.framework.cycle if one.id == self.stage), None)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The bodies that have to speak next; none while actions go on, or once it is evaluated."""
        route = {ItemState.LEARNING: self.course.learning, ItemState.EVALUATING: self.course.evaluation}
        standing = route.get(self.state)
        return standing.waiting if standing else ()


def items_of(
    connection: Connection,
    viewer: Viewer,
    rows: Iterable[Row],
    today: date,
    framework: Callable[[str], Framework],
) -> list[Item]:
    """Rows of items with where each stands: three statements for all of them.

    Each keeps the version of the framework that it began on, whatever its partnership works by today.
    """
    rows = list(rows)
    ids = [row["id"] for row in rows]
    words = _grouped(words_of(connection, viewer, ids, today))
    turns = _grouped(turns_of(connection, viewer, ids, today))
    actions = _grouped(actions_of(connection, viewer, ids, today))
    unsaid = {row["partnership_id"] for row in rows if not row.get("framework")}
    names = partnerships.frameworks_of(connection, unsaid, today) if unsaid else {}
    return [
        item_of(
            row,
            words.get(row["id"], []),
            turns.get(row["id"], []),
            actions.get(row["id"], []),
            framework(row.get("framework") or names[row["partnership_id"]]),
        )
        for row in rows
    ]


def route_of(text: str) -> Route | None:
    """A stored route; None where there is none."""
    steps = orjson.loads(text or "[]")
    return tuple(tuple(step) for step in steps) or None


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["learning_item_id"], []).append(row)
    return grouped


def _forms(framework: Framework) -> Mapping[str, tuple[str, ...]]:
    return {body.id: body.forms for body in framework.governance_bodies if body.forms}


def item_of(row: Row, words: list[Row], turns: list[Row], actions: list[Row], framework: Framework) -> Item:
    """An item with where it stands, from its words and turns in order, and its actions with their state."""
    chosen = next((turn for turn in reversed(turns) if turn["turn"] == "routed"), None)
    routes = orjson.loads(chosen["detail"]) if chosen else row
    learning_route = route_of(routes["learning_route"])
    evaluation_route = route_of(routes["evaluation_route"])
    closing = [turn["turn"] for turn in turns if turn["turn"] in {"closed", "reopened"}]
    number = 1 + closing.count("reopened")
    told = any(turn["turn"] in {"told", "not_told"} for turn in turns)
    optional = orjson.loads(row["optional_steps"] or "[]")

    def standing(which: str, route: Route | None) -> Standing | None:
        if route is None:
            return None
        said = [word for word in words if word["route"] == which]
        if which == "evaluation":
            said = [word for word in said if word["round"] == number]
        considered = [Considered(word["body"], Verdict(word["verdict"]), word["back_to"]) for word in said]
        return stand(route, considered, optional=optional, forms=_forms(framework))

    course = Course(
        learning=standing("learning", learning_route),
        evaluation=standing("evaluation", evaluation_route),
        actions=tuple(ActionState(one["state"]) for one in actions),
        reopened=number > 1,
        closed=bool(closing) and closing[-1] == "closed",
        untold=row["voice_source"] is not None and not told,
    )
    return Item(
        row,
        number,
        course,
        tuple(words),
        tuple(turns),
        tuple(actions),
        learning_route,
        evaluation_route,
        framework,
    )
