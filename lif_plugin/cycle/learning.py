"""An item of learning: recorded from a source, walked along its routes body by body, closed when it got better."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from lif_plugin.cycle.desk import CycleRefused, Desk, Item, NotOurWord, require_known
from lif_plugin.domain.framework_entry import Entry, Route
from lif_plugin.domain.learning import FINISHED, ItemState, Nature, NotTold, require_closable
from lif_plugin.domain.own_source import every_source
from lif_plugin.domain.route import EVALUATION_VERDICTS, LEARNING_VERDICTS, Verdict, bodies_of
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotAllowed
from lif_plugin.store import learning
from lif_plugin.store.tables import learning_item, learning_turn, learning_word

_NEEDS_A_NOTE = frozenset({Verdict.NO_ACTION, Verdict.SENT_BACK, Verdict.NOT_NEEDED, Verdict.CANNOT_TELL})


@dataclass(frozen=True, slots=True)
class NewItem:
    """What is recorded of something learnt. It names no child: the case stands apart, for the own agency only.

    ``source_of_learning`` is the framework's id, or one that any partnership has; ``day`` YYYYMMDD. ``voice_source``, the framework's id too, says how
    a child's view began it, where one did: the item then stays open until the child was told what came of it.
    """

    partnership: str
    source_of_learning: str
    title: str
    summary: str
    nature: Nature
    theme: str
    day: int
    voice_source: str | None = None
    shared: bool = True


@dataclass(frozen=True, slots=True)
class Word:
    """What a body said of an item at a meeting; ``route`` is ``learning`` or ``evaluation``, ``day`` YYYYMMDD."""

    route: str
    body: str
    verdict: Verdict
    day: int
    note: str | None = None
    back_to: str | None = None
    attended: int | None = None
    quorate: bool | None = None
    method: str | None = None


def record_item(desk: Desk, viewer: Viewer, new: NewItem) -> str:
    """Record something learnt and put it on the route its framework gives its source; gives its id.

    Raises `NotOurWord` for a source the framework does not have; a source without a route is recorded as unrouted.
    """
    viewer.require(Right.RECORD_LEARNING)
    with desk.store.write(viewer) as connection:
        return record_within(desk, connection, viewer, new)


def record_within(desk: Desk, connection: Any, viewer: Viewer, new: NewItem) -> str:
    """The same within a transaction that is under way, for many at once."""
    framework = desk.framework_of(connection, viewer, new.partnership)
    sources = {source.id: source for source in every_source(framework)}
    require_known("source of learning", new.source_of_learning, sources)
    if new.voice_source is not None:
        require_known("source of the child's voice", new.voice_source, _ids(framework.voice_sources))
    source = sources[new.source_of_learning]
    routes = {"learning_route": source.learning_route, "evaluation_route": source.evaluation_route}
    return learning.add(
        connection,
        learning_item,
        viewer,
        new.partnership,
        shared=new.shared,
        source_of_learning=source.id,
        title=new.title,
        summary=new.summary,
        nature=new.nature.value,
        theme=new.theme,
        day=new.day,
        voice_source=new.voice_source,
        optional_steps=_json(source.optional_steps),
        route_basis=source.route_basis.value,
        framework=framework.id,
        **{name: _json(route if source.is_routed else ()) for name, route in routes.items()},
    )


def choose_route(
    desk: Desk, viewer: Viewer, item_id: str, learning_route: Route, evaluation_route: Route, why: str
) -> None:
    """Choose the routes of an item whose framework gives its source none; who and why are kept.

    Raises `CycleRefused` if it has routes already, `NotOurWord` for a body the framework does not have.
    """
    viewer.require(Right.SPEAK_FOR_BODY)
    with desk.store.write(viewer) as connection:
        item = desk.item(connection, viewer, item_id)
        if item.learning_route is not None and item.evaluation_route is not None:
            raise CycleRefused("The item has its routes already.")
        known = {body.id for body in item.framework.governance_bodies}
        for body in (name for step in (*learning_route, *evaluation_route) for name in step):
            require_known("body", body, known)
        routes = {
            "learning_route": _json(item.learning_route or learning_route),
            "evaluation_route": _json(item.evaluation_route or evaluation_route),
        }
        if not why.strip() or "[]" in routes.values():
            raise CycleRefused("A chosen route needs both its routes and a reason.")
        _turn(desk, connection, viewer, item, "routed", why, orjson.dumps(routes).decode())


def speak(desk: Desk, viewer: Viewer, item_id: str, word: Word) -> None:
    """Write down what a body said of an item.

    On the learning route any body may speak, in order or early. Evaluation begins once the learning route is walked
    and every action is signed off or dropped. Raises `CycleRefused`, `NotOurWord` for a body not on the route.
    """
    viewer.require(Right.SPEAK_FOR_BODY)
    with desk.store.write(viewer) as connection:
        item = desk.item(connection, viewer, item_id)
        _check_word(item, word)
        if word.method is not None:
            require_known("evaluation method", word.method, _ids(item.framework.evaluation_methods))
        learning.add(
            connection,
            learning_word,
            viewer,
            item.row["partnership_id"],
            shared=item.row["shared"],
            learning_item_id=item_id,
            round=item.round,
            route=word.route,
            body=word.body,
            verdict=word.verdict.value,
            back_to=word.back_to,
            day=word.day,
            attended=word.attended,
            quorate=word.quorate,
            method=word.method,
            note=word.note,
        )


def tell_child(
    desk: Desk,
    viewer: Viewer,
    item_id: str,
    how: str | None,
    reason: NotTold | None,
    *,
    by: str | None = None,
    day: int | None = None,
) -> None:
    """Write down that the child whose view began an item was told what came of it: how, by whom (a role) and when.

    Or why not, by a coded reason. ``day`` is today unless it is given (YYYYMMDD); ``by`` the writer's role.
    """
    viewer.require(Right.RECORD_LEARNING)
    if bool((how or "").strip()) == (reason is not None):
        raise CycleRefused("Say either how the child was told, or why that could not be.")
    if day is not None and day > day_number(desk.today()):
        raise CycleRefused("That day has not come yet.")
    teller = by or ", ".join(sorted(viewer.roles))
    with desk.store.write(viewer) as connection:
        item = desk.item(connection, viewer, item_id)
        if item.row["voice_source"] is None:
            raise CycleRefused("No child's view began this item.")
        if reason is None:
            _turn(desk, connection, viewer, item, "told", teller, how, day)
        else:
            _turn(desk, connection, viewer, item, "not_told", reason.value, None, day)


def close_item(desk: Desk, viewer: Viewer, item_id: str) -> None:
    """Close an item that was evaluated as better on its evaluation route.

    Raises `ClosingRefused` with every reason that holds it open, `CycleRefused` if it is closed.
    """
    viewer.require(Right.SPEAK_FOR_BODY)
    with desk.store.write(viewer) as connection:
        item = desk.item(connection, viewer, item_id)
        if item.state is ItemState.CLOSED:
            raise CycleRefused("The item is closed already.")
        require_closable(item.course)
        _turn(desk, connection, viewer, item, "closed", None, None)


def reopen_item(desk: Desk, viewer: Viewer, item_id: str, reason: str) -> None:
    """Open an item again because it got no better, or an audit done again disagrees; a new round of evaluation begins."""
    viewer.require(Right.SPEAK_FOR_BODY)
    if not reason.strip():
        raise CycleRefused("Opening an item again needs a reason.")
    with desk.store.write(viewer) as connection:
        item = desk.item(connection, viewer, item_id)
        if item.state not in {ItemState.CLOSED, ItemState.REOPENED, ItemState.IMPROVED, ItemState.EVALUATING}:
            raise CycleRefused("The item is still open in this round.")
        _turn(desk, connection, viewer, item, "reopened", reason, None)


def _check_word(item: Item, word: Word) -> None:
    if item.state is ItemState.CLOSED:
        raise CycleRefused("The item is closed.", hint="Open it again first, with a reason.")
    route, verdicts = {
        "learning": (item.learning_route, LEARNING_VERDICTS),
        "evaluation": (item.evaluation_route, EVALUATION_VERDICTS),
    }.get(word.route, (None, frozenset[Verdict]()))
    if route is None:
        raise CycleRefused(f"The item has no {word.route} route.", hint="Choose one first, with a reason.")
    if word.verdict not in verdicts:
        raise CycleRefused(f"{word.verdict.value} is no verdict of the {word.route} route.")
    speakers = bodies_of(route, item.forms)
    if word.body not in speakers:
        raise NotOurWord(
            f"{word.body!r} is not on this {word.route} route.", hint=f"On it: {', '.join(sorted(speakers))}."
        )
    if (word.verdict is Verdict.SENT_BACK) != (word.back_to is not None):
        raise CycleRefused("Sending back, and nothing else, names the body that is to look again.")
    if word.back_to is not None and word.back_to not in speakers:
        raise NotOurWord(f"{word.back_to!r} is not on this {word.route} route.")
    if word.verdict in _NEEDS_A_NOTE and not (word.note or "").strip():
        raise CycleRefused(f"{word.verdict.value} needs a note that says why.")
    if word.quorate is False:
        raise CycleRefused("The meeting was not quorate, so it could not decide.")
    if word.route == "evaluation":
        _require_evaluable(item)


def _require_evaluable(item: Item) -> None:
    if item.course.learning is None or not item.course.learning.is_walked:
        raise CycleRefused("The learning route is not walked yet, so there is no change to evaluate.")
    unfinished = [one for one in item.course.actions if one not in FINISHED]
    if unfinished:
        raise CycleRefused(f"{len(unfinished)} actions are not signed off, so the change is not made yet.")


def _turn(
    desk: Desk,
    connection: Any,
    viewer: Viewer,
    item: Item,
    turn: str,
    reason: str | None,
    detail: str | None,
    day: int | None = None,
) -> None:
    learning.add(
        connection,
        learning_turn,
        viewer,
        item.row["partnership_id"],
        shared=item.row["shared"],
        learning_item_id=item.row["id"],
        turn=turn,
        round=item.round,
        day=day or day_number(desk.today()),
        reason=reason,
        detail=detail,
    )


def _ids(entries: Iterable[Entry]) -> list[str]:
    return [entry.id for entry in entries]


def _json(value: Sequence[Any]) -> str:
    return orjson.dumps(value).decode()


def require_own(viewer: Viewer, row: dict[str, Any]) -> None:
    """Raise `NotAllowed` unless a row is the viewer's own agency's."""
    if row["agency_id"] != viewer.agency:
        raise NotAllowed("Another agency keeps this.")
