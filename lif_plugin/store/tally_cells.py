"""What rows of learning count as: read once with all that hangs on their items, counted with and without some of them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, or_, select

from lif_plugin.domain.learning import ActionState, ItemState
from lif_plugin.domain.worktime import day_number, numbered_day
from lif_plugin.frameworks import load_framework
from lif_plugin.store.items import Item, item_of
from lif_plugin.store.partnerships import frameworks_of
from lif_plugin.store.tables import finding, metadata, recommendation
from lif_plugin.store.work import as_rows

Row = Mapping[str, Any]
NONE: Final = 0
LATE: Final = 1
"""In place of a due day that has passed: it stays so until the action's state changes."""
UNTOLD: Final = -1
_LATE_CAN_BE: Final = frozenset({ActionState.PROPOSED, ActionState.ACCEPTED})
_HANGS_BY: Final = {
    "learning_item": "id",
    "learning_word": "learning_item_id",
    "learning_turn": "learning_item_id",
    "finding": "learning_item_id",
    "action": "learning_item_id",
}


class Cell(NamedTuple):
    """What is counted together: the columns of a count."""

    what: str
    theme: str
    of_agency: str
    source_of_learning: str
    month: int
    state: str
    stage: str
    due: int = NONE
    days: int = UNTOLD
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose rows are read: ``agency``'s own (empty: nobody's) and what is shared in these partnerships."""

    agency: str
    partnerships: tuple[str, ...]

    def rows(self, connection: Connection, table: str, column: str, values: Collection[str]) -> list[Row]:
        """The rows of a table whose column has one of these values."""
        if not values:
            return []
        asked = {"me": self.agency, "mine": self.partnerships, "wanted": sorted(values)}
        return list(as_rows(connection.execute(_rows_with(table, column), asked)))

    def themes(self, connection: Connection, asked: Collection[str]) -> dict[str, str]:
        """The theme of the finding that each of these recommendations comes from."""
        if not asked:
            return {}
        known = {"me": self.agency, "mine": self.partnerships, "wanted": sorted(asked)}
        return {row.id: row.theme for row in connection.execute(_themes(), known)}


@cache
def _rows_with(table: str, column: str) -> Select[Any]:
    of = metadata.tables[table]
    return (
        select(of)
        .where(of.c[column].in_(bindparam("wanted", expanding=True)), _seen(of))
        .order_by(of.c.at, of.c.id)
    )


@cache
def _themes() -> Select[Any]:
    wanted = recommendation.c.id.in_(bindparam("wanted", expanding=True))
    joined = recommendation.join(finding, finding.c.id == recommendation.c.finding_id)
    query = select(recommendation.c.id, finding.c.theme).select_from(joined)
    return query.where(wanted, _seen(recommendation), _seen(finding))


def _seen(of: Any) -> Any:
    mine = of.c.partnership_id.in_(bindparam("mine", expanding=True))
    return or_(of.c.agency_id == bindparam("me"), and_(of.c.shared, mine))


class Hanging:
    """Items and all that hangs on them, as one sight shows them."""

    def __init__(self, connection: Connection, sight: Sight, roots: Collection[str], today: date) -> None:
        self._rows = {
            table: sight.rows(connection, table, column, roots) for table, column in _HANGS_BY.items()
        }
        actions = self._rows["action"]
        states = sight.rows(connection, "action_entry", "action_id", {row["id"] for row in actions})
        self._rows["action_entry"] = [row for row in states if row["kind"] == "state"]
        asked = {row["recommendation_id"] for row in actions if row["recommendation_id"]}
        self._themes = sight.themes(connection, asked)
        unsaid = {row["partnership_id"] for row in self._rows["learning_item"] if not row["framework"]}
        self._frameworks = frameworks_of(connection, unsaid, today) if unsaid else {}
        self._today = today

    def cells(self, counts: Callable[[Row], bool], without: Collection[str] = ()) -> Counter[Cell]:
        """Count the rows that ``counts`` takes, as if those ``without`` were not there."""
        rows = {
            table: [row for row in those if row["id"] not in without] for table, those in self._rows.items()
        }
        actions = _with_states(rows["action"], rows["action_entry"])
        items = {one.row["id"]: one for one in self._items(rows, actions)}
        total = Counter(_item_cell(one) for one in items.values() if counts(one.row))
        total.update(
            _cell("finding", row["theme"], row["agency_id"], items, row)
            for row in rows["finding"]
            if counts(row)
        )
        total.update(self._action_cell(row, items) for row in actions if counts(row))
        return total

    def _items(self, rows: Mapping[str, Sequence[Row]], actions: Sequence[Row]) -> list[Item]:
        words, turns, acts = (
            _by_item(those) for those in (rows["learning_word"], rows["learning_turn"], actions)
        )
        return [
            item_of(
                dict(row), words[row["id"]], turns[row["id"]], acts[row["id"]],
                load_framework(row["framework"] or self._frameworks[row["partnership_id"]]),
            )
            for row in rows["learning_item"]
        ]  # fmt: skip

    def _action_cell(self, row: Row, items: Mapping[str, Item]) -> Cell:
        item = items.get(row["learning_item_id"])
        theme = self._themes.get(row["recommendation_id"]) or (item.row["theme"] if item else "")
        state = ActionState(row["state"])
        due, days = NONE, UNTOLD
        if state in _LATE_CAN_BE:
            due = row["due"] if row["due"] >= day_number(self._today) else LATE
        if state is ActionState.SIGNED_OFF:
            begun = datetime.fromtimestamp(row["at"] / 1000, tz=UTC).astimezone().date()
            days = _days(begun, row["state_day"])
        cell = _cell("action", theme, row["owner_agency"], items, row)
        return cell._replace(state=state.value, due=due, days=days)


def _with_states(actions: Iterable[Row], entries: Iterable[Row]) -> list[dict[str, Any]]:
    """Actions with their state and the day of it; the entries are in the order in which they were added."""
    last = {row["action_id"]: row for row in entries}
    none = {"state": ActionState.PROPOSED.value, "day": None}
    return [
        {**row, "state": said["state"], "state_day": said["day"]}
        for row in actions
        for said in (last.get(row["id"], none),)
    ]


def _by_item(rows: Iterable[Row]) -> dict[str, list[dict[str, Any]]]:
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["learning_item_id"]].append(dict(row))
    return found


def _item_cell(item: Item) -> Cell:
    row = item.row
    cell = _cell("item", row["theme"], row["agency_id"], {row["id"]: item}, {"learning_item_id": row["id"]})
    turns = {turn["turn"]: turn for turn in item.turns}
    told = "told" if "told" in turns else "not_told" if "not_told" in turns else "waits"
    days = UNTOLD
    if item.state is ItemState.CLOSED:
        days = _days(numbered_day(row["day"]), turns["closed"]["day"])
    voice = told if row["voice_source"] is not None else ""
    return cell._replace(state=item.state.value, days=days, voice=voice)


def _cell(what: str, theme: str, agency: str, items: Mapping[str, Item], row: Row) -> Cell:
    item = items.get(row["learning_item_id"])
    if item is None:
        return Cell(what, theme, agency, "", NONE, "", "")
    source, month = item.row["source_of_learning"], item.row["day"] // 100
    return Cell(what, theme, agency, source, month, "", item.stage or "")


def _days(begun: date, ended: int) -> int:
    """The days between; what ended before it was written down here cannot be told."""
    return max((numbered_day(ended) - begun).days, UNTOLD)
