"""What every verb of the learning cycle works with: the store, the frameworks, the day, and how an item stands."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Self

import orjson

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.framework_entry import Route
from lif_plugin.domain.learning import ActionState, Course, ItemState, item_state
from lif_plugin.domain.route import Considered, Standing, Verdict, stand
from lif_plugin.domain.stage import moment_of, stage_of
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import LifError, NotFound
from lif_plugin.frameworks import load_framework
from lif_plugin.store import learning, partnerships
from lif_plugin.store.tables import learning_item
from lif_plugin.store.work import Store

Row = dict[str, Any]


class NotOurWord(LifError):
    """The framework has no such thing."""

    code = "not_in_framework"
    hint = "`lif frameworks show` lists what it has."


class CycleRefused(LifError):
    """This step of the learning cycle cannot be taken now."""

    code = "cycle_refused"
    hint = "Record what has to come before it."


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the learning of partnerships is kept: one for an application. ``today`` is the day of the clock."""

    store: Store
    framework: Callable[[str], Framework]
    today: Callable[[], date]

    @classmethod
    def over(cls, store: Store) -> Self:
        """A desk over a store, with the frameworks that are there and the day of the clock."""
        return cls(store, load_framework, lambda: datetime.now(UTC).astimezone().date())

    def framework_of(self, connection: Any, viewer: Viewer, partnership: str) -> Framework:
        """The framework of a partnership of the viewer's agency. Raises `NotFound`."""
        for row in partnerships.partnerships_of(connection, viewer.agency, self.today()):
            if row["id"] == partnership:
                return self.framework(row["framework"])
        raise NotFound("Your agency belongs to no such partnership.")

    def row(self, connection: Any, viewer: Viewer, table: Any, row_id: str) -> Row:
        """A row that the viewer may read. Raises `NotFound`."""
        found = learning.row_of(connection, table, viewer, row_id, self.today())
        if found is None:
            raise NotFound
        return found

    def item(self, connection: Any, viewer: Viewer, item_id: str) -> "Item":
        """One item with where it stands. Raises `NotFound`."""
        row = self.row(connection, viewer, learning_item, item_id)
        return self.items(connection, viewer, [row])[0]

    def items(self, connection: Any, viewer: Viewer, rows: Iterable[Row]) -> list["Item"]:
        """Rows of items with where each stands: five statements for all of them.

        Each keeps the version of the framework that it began on, whatever its partnership works by today.
        """
        rows = list(rows)
        ids, today = [row["id"] for row in rows], self.today()
        words = _grouped(learning.words_of(connection, viewer, ids, today))
        turns = _grouped(learning.turns_of(connection, viewer, ids, today))
        actions = _grouped(learning.actions_of(connection, viewer, ids, today))
        frameworks = self._frameworks(connection, rows)
        return [
            _item(
                row,
                words.get(row["id"], []),
                turns.get(row["id"], []),
                actions.get(row["id"], []),
                frameworks[row["id"]],
            )
            for row in rows
        ]

    def _frameworks(self, connection: Any, rows: Iterable[Row]) -> dict[str, Framework]:
        """The framework that each item began on, by item."""
        names = partnerships.frameworks_of(connection, {row["partnership_id"] for row in rows}, self.today())
        return {
            row["id"]: self.framework(row.get("framework") or names[row["partnership_id"]]) for row in rows
        }


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


def require_known(what: str, wanted: str, known: Iterable[str]) -> None:
    """Raise `NotOurWord`, with the nearest that there is, unless a framework knows an id."""
    names = sorted(known)
    if wanted not in names:
        near = difflib.get_close_matches(wanted, names, 1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(names) or 'none'}."
        raise NotOurWord(f"The framework has no {what} {wanted!r}.", hint=hint)


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


def _item(row: Row, words: list[Row], turns: list[Row], actions: list[Row], framework: Framework) -> Item:
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
