"""Impact: indicators over time, whether they moved after an action, and how many loops were closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lif_plugin.cycle.desk import CycleRefused, Desk, Item, require_known
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.learning import ActionState, ItemState
from lif_plugin.domain.spc import Chart, p_chart, xmr_chart
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store import impact, learning, partnerships
from lif_plugin.store.reads import Connection
from lif_plugin.store.reads.learning import all_actions, all_rows, rows_with
from lif_plugin.store.tables import action, impact_link, indicator_value

FEWEST_EACH_SIDE = 3
"""Fewer periods than these before or after an action say nothing about it."""


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator of one agency for one period (YYYYMMDD, both included).

    ``covered`` is of how many of the ``denominator`` it could be told at all; ``as_of`` the day it was known.
    """

    indicator: str
    first_day: int
    last_day: int
    numerator: int
    denominator: int
    covered: int
    as_of: int
    basis: str = "stated"


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator of one agency over time, with its chart.

    ``kind`` is ``p``, a chart of proportions among those covered, or ``xmr``, a chart of plain counts: the
    framework asks how much, and every period names as many below the line as above it.
    """

    indicator: str
    agency: str
    values: tuple[Value, ...]
    chart: Chart
    kind: str


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """An indicator before and after an action could work: shares of all covered, and what limits the comparison.

    ``before`` or ``after`` None: too few periods. It says that things moved, never that the action moved them.
    """

    action: str
    indicator: str
    before: float | None
    after: float | None
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """How many items were closed of how many were recorded, and how many stand open, by state."""

    closed: int
    recorded: int
    open: dict[str, int]


@dataclass(frozen=True, slots=True)
class SaidAndDone:
    """What a child's view began: what was said, what was done about it, how, by whom and when the child was told.

    ``told_on`` YYYYMMDD; ``not_told`` is a coded reason.
    """

    item: str
    said: str
    done: tuple[str, ...]
    told: str | None
    told_by: str | None
    told_on: int | None
    not_told: str | None


@dataclass(frozen=True, slots=True)
class NoOutcome:
    """An action that was done and shows no outcome: whether no indicator of one is linked, or none has a value since."""

    action: str
    text: str
    owner_agency: str
    linked: tuple[str, ...]
    item: str


def record_value(desk: Desk, viewer: Viewer, partnership: str, value: Value) -> str:
    """Record an indicator for a period; a later one for the same period corrects it.

    Raises `NotOurWord` for an indicator the framework does not have, `CycleRefused` for impossible figures.
    """
    viewer.require(Right.RECORD_LEARNING)
    if not 0 <= value.numerator <= value.covered <= value.denominator or value.first_day > value.last_day:
        raise CycleRefused(
            "The numerator is at most those covered, those at most the denominator; a period ends after it began."
        )
    with desk.store.write(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
        require_known("indicator", value.indicator, (one.id for one in framework.indicators))
        figures = {name: getattr(value, name) for name in Value.__slots__}
        return learning.add(connection, indicator_value, viewer, partnership, **figures)


def series_of(desk: Desk, viewer: Viewer, partnership: str, indicator: str, agency: str) -> Series:
    """An indicator of one agency, by period, as last corrected; periods nobody could tell are left out of the chart."""
    viewer.require(Right.READ_LEARNING)
    with desk.store.read(viewer) as connection:
        rows = impact.values_of(connection, viewer, partnership, indicator, agency, desk.today())
        names = partnerships.frameworks_of(connection, [partnership], desk.today())
    values = tuple(Value(**{name: row[name] for name in Value.__slots__}) for row in rows)
    told = [one for one in values if one.covered]
    kinds = {one.id: one.kind for name in names.values() for one in desk.framework(name).indicators}
    plain = all(one.numerator == one.denominator for one in told)
    if told and plain and kinds.get(indicator) == "quantity":
        return Series(indicator, agency, values, xmr_chart([one.numerator for one in told]), "xmr")
    return Series(indicator, agency, values, p_chart([(one.numerator, one.covered) for one in told]), "p")


def link_indicator(
    desk: Desk, viewer: Viewer, action_id: str, indicator: str, changed_on: int, limits: str
) -> str:
    """Say which indicator an action is meant to move, from when, and what else may explain a change."""
    viewer.require(Right.RECORD_LEARNING)
    if not limits.strip():
        raise CycleRefused("Say what else may explain a change.")
    with desk.store.write(viewer) as connection:
        row = desk.row(connection, viewer, action, action_id)
        framework = desk.framework_of(connection, viewer, row["partnership_id"])
        require_known("indicator", indicator, (one.id for one in framework.indicators))
        return learning.add(
            connection,
            impact_link,
            viewer,
            row["partnership_id"],
            action_id=action_id,
            indicator=indicator,
            changed_on=changed_on,
            limits=limits,
        )


def before_and_after(desk: Desk, viewer: Viewer, action_id: str) -> list[BeforeAfter]:
    """Each indicator an action is meant to move, before and after, for the agency that owns the action."""
    viewer.require(Right.READ_LEARNING)
    with desk.store.read(viewer) as connection:
        desk.row(connection, viewer, action, action_id)
        return befores_and_afters(desk, connection, viewer, [action_id])[action_id]


def befores_and_afters(
    desk: Desk, connection: Connection, viewer: Viewer, action_ids: Sequence[str]
) -> dict[str, list[BeforeAfter]]:
    """The same of many actions in three statements; an action that the viewer may not read has none."""
    viewer.require(Right.READ_LEARNING)
    today = desk.today()
    actions = {row["id"]: row for row in rows_with(connection, viewer, action, "id", action_ids, today)}
    links = learning.rows_of(connection, impact_link, viewer, "action", list(actions), today)
    wanted = {link["id"]: _series_of(link, actions[link["action_id"]]) for link in links}
    values = impact.values_of_all(connection, viewer, set(wanted.values()), today)
    found: dict[str, list[BeforeAfter]] = {key: [] for key in action_ids}
    for link in links:
        found[link["action_id"]].append(_compared(link, values.get(wanted[link["id"]], [])))
    return found


def _series_of(link: dict[str, Any], row: dict[str, Any]) -> impact.SeriesKey:
    return row["partnership_id"], link["indicator"], row["owner_agency"]


def _compared(link: dict[str, Any], rows: Sequence[dict[str, Any]]) -> BeforeAfter:
    """A period in which the change happened is neither before nor after."""
    values = [Value(**{name: row[name] for name in Value.__slots__}) for row in rows]
    before = [one for one in values if one.last_day < link["changed_on"]]
    after = [one for one in values if one.first_day >= link["changed_on"]]
    limits = (link["limits"], *_too_few("before", before), *_too_few("after", after))
    return BeforeAfter(link["action_id"], link["indicator"], _share(before), _share(after), limits)


def missing_outcomes(desk: Desk, viewer: Viewer, partnership: str) -> list[NoOutcome]:
    """Actions that are done or signed off, and show no outcome yet: how much and how well is not whether it helped."""
    viewer.require(Right.READ_LEARNING)
    with desk.store.read(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
        rows = all_actions(connection, viewer, desk.today(), partnership_id=partnership)
        return without_outcome(desk, connection, viewer, framework, rows)


def without_outcome(
    desk: Desk, connection: Connection, viewer: Viewer, framework: Framework, rows: Iterable[dict[str, Any]]
) -> list[NoOutcome]:
    """The same of some actions of one partnership with their state, by the outcomes of a framework."""
    outcomes = {one.id for one in framework.indicators if one.kind == "outcome"}
    done = [row for row in rows if row["state"] in {ActionState.DONE, ActionState.SIGNED_OFF}]
    if not done:
        return []
    ids, partnership = [row["id"] for row in done], done[0]["partnership_id"]
    links = learning.rows_of(connection, impact_link, viewer, "action", ids, desk.today())
    values = all_rows(connection, viewer, indicator_value, desk.today(), partnership_id=partnership)
    found = []
    for row in done:
        mine = [one for one in links if one["action_id"] == row["id"] and one["indicator"] in outcomes]
        if not any(_shows(one, row, value) for one in mine for value in values):
            linked = tuple(sorted({one["indicator"] for one in mine}))
            found.append(
                NoOutcome(row["id"], row["text"], row["owner_agency"], linked, row["learning_item_id"])
            )
    return found


def _shows(link: dict[str, Any], row: dict[str, Any], value: dict[str, Any]) -> bool:
    """Whether a value says anything of an outcome since an action can have worked."""
    return (
        value["indicator"] == link["indicator"]
        and value["agency_id"] == row["owner_agency"]
        and value["first_day"] >= link["changed_on"]
        and bool(value["covered"])
    )


def closure_of(desk: Desk, viewer: Viewer, partnership: str) -> Closure:
    """How many of a partnership's items are closed, of all that the viewer may read."""
    viewer.require(Right.READ_LEARNING)
    states: dict[str, int] = {}
    for item in _items(desk, viewer, partnership):
        states[item.state.value] = states.get(item.state.value, 0) + 1
    closed = states.pop(ItemState.CLOSED.value, 0)
    return Closure(closed, closed + sum(states.values()), dict(sorted(states.items())))


def you_said_we_did(desk: Desk, viewer: Viewer, partnership: str) -> list[SaidAndDone]:
    """What children's views began and what came of it, the newest first."""
    viewer.require(Right.READ_LEARNING)
    found = []
    for item in _items(desk, viewer, partnership):
        if item.row["voice_source"]:
            turns = {turn["turn"]: turn for turn in item.turns}
            told, not_told = turns.get("told"), turns.get("not_told")
            done = tuple(one["text"] for one in item.actions if one["state"] in {"done", "signed_off"})
            found.append(
                SaidAndDone(
                    item.row["id"],
                    item.row["summary"],
                    done,
                    told["detail"] if told else None,
                    told["reason"] if told else None,
                    told["day"] if told else None,
                    not_told["reason"] if not_told else None,
                )
            )
    return found


def _items(desk: Desk, viewer: Viewer, partnership: str) -> list[Item]:
    with desk.store.read(viewer) as connection:
        rows: list[dict[str, Any]] = learning.items(connection, viewer, desk.today())
        return desk.items(connection, viewer, [row for row in rows if row["partnership_id"] == partnership])


def _share(values: Sequence[Value]) -> float | None:
    covered = sum(one.covered for one in values)
    if len(values) < FEWEST_EACH_SIDE or not covered:
        return None
    return sum(one.numerator for one in values) / covered


def _too_few(side: str, values: Sequence[Value]) -> list[str]:
    missing = FEWEST_EACH_SIDE - len(values)
    return [f"{missing} more periods are needed {side} it."] if missing > 0 else []
