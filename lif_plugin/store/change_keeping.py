"""Keeping changes: what falls due is told as time passes, once, and what is old goes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, text, update

from lif_plugin.domain.change import ChangeKind, ChangeWord
from lif_plugin.domain.learning import ActionState
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.store.learning import actions_by_id
from lif_plugin.store.reads.prompts import is_open
from lif_plugin.store.tables import action, change, change_floor, child_action, result

Row = dict[str, Any]
_OVER = frozenset({ActionState.DONE, ActionState.SIGNED_OFF, ActionState.DROPPED})
_NOTE = text("SELECT lif_note_change(:agency_id, :kind, :node, :what, :case_id, :shared, :partnership_id)")


def held_floor(connection: Connection, agency: str, now: int) -> Row:
    """How an agency's changes are kept, held until the transaction ends; made now where it is not there yet."""
    mine = select(change_floor).where(change_floor.c.agency_id == agency)
    row = connection.execute(mine.with_for_update()).mappings().first()
    if row is None:
        # Whatever fell due before anybody could follow is no news.
        made = {"agency_id": agency, "floor": 0, "due_until": now}
        connection.execute(insert(change_floor).values(made))
        return made
    return dict(row)


def tell_due(connection: Connection, agency: str, since: int, now: int, days: tuple[date, date]) -> int:
    """Tell what has fallen due between two times, and after the first up to the second of two days; gives how many."""
    first, last = (day_number(one) for one in days)
    found = [
        *_due_prompts(connection, agency, since, now),
        *_due_actions(connection, agency, first, last, days[1]),
        *_due_for_children(connection, agency, first, last),
    ]
    _note(connection, agency, found, now)
    connection.execute(update(change_floor).where(change_floor.c.agency_id == agency).values(due_until=now))
    return len(found)


def forget(connection: Connection, agency: str, before: int) -> int:
    """Remove what was written before a time; who has read less far is refused from now on. Gives how many."""
    old = select(func.max(change.c.id)).where(change.c.agency_id == agency, change.c.at < before)
    floor = connection.scalar(old)
    if floor is None:
        return 0
    connection.execute(update(change_floor).where(change_floor.c.agency_id == agency).values(floor=floor))
    gone = delete(change).where(change.c.agency_id == agency, change.c.id <= floor)
    return connection.execute(gone).rowcount


def _due_prompts(connection: Connection, agency: str, since: int, now: int) -> list[Row]:
    query = select(result.c.id, result.c.case_id).where(
        result.c.agency_id == agency, result.c.due_at > since, result.c.due_at <= now, is_open()
    )
    return [_row(ChangeKind.PROMPT, row.id, row.case_id) for row in connection.execute(query)]


def _due_actions(connection: Connection, agency: str, first: int, last: int, today: date) -> list[Row]:
    query = select(action.c.id).where(
        action.c.agency_id == agency, action.c.due > first, action.c.due <= last
    )
    viewer = Viewer.system("changes", agency)
    return [
        _row(ChangeKind.ACTION, row["id"], None, row["shared"], row["partnership_id"])
        for row in actions_by_id(connection, viewer, connection.scalars(query), today)
        if ActionState(row["state"]) not in _OVER
    ]


def _due_for_children(connection: Connection, agency: str, first: int, last: int) -> list[Row]:
    waits = and_(child_action.c.agency_id == agency, child_action.c.done_on.is_(None))
    query = select(child_action.c.id, child_action.c.case_id).where(
        waits, child_action.c.due > first, child_action.c.due <= last
    )
    return [_row(ChangeKind.CHILD_ACTION, row.id, row.case_id) for row in connection.execute(query)]


def _row(
    kind: ChangeKind, node: str, case_id: int | None, shared: bool = False, partnership: str | None = None
) -> Row:
    return {
        "kind": kind.value,
        "node": node,
        "case_id": case_id,
        "shared": shared,
        "partnership_id": partnership,
    }


def _note(connection: Connection, agency: str, found: Iterable[Row], now: int) -> None:
    """Write changes: on PostgreSQL as triggers do, so that they take their place in the order of commits."""
    rows = [{**row, "agency_id": agency, "what": ChangeWord.DUE.value} for row in found]
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(_NOTE, rows)
    else:
        connection.execute(insert(change), [{**row, "at": now} for row in rows])
