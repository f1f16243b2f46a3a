"""Rows of the learning cycle as they were added: what an item's state is worked out from."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, and_, func, select

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.partnerships import readable
from lif_plugin.store.tables import (
    action,
    action_entry,
    board_response,
    evidence_file,
    learning_item,
    learning_turn,
    learning_word,
    recommendation,
)
from lif_plugin.store.work import as_rows

Row = dict[str, Any]


def row_of(connection: Connection, table: Table, viewer: Viewer, row_id: str, today: date) -> Row | None:
    """One row that the viewer may read, or None."""
    found = select(table).where(table.c.id == row_id, readable(viewer, table, today))
    rows = as_rows(connection.execute(found))
    return rows[0] if rows else None


def rows_of(
    connection: Connection, table: Table, viewer: Viewer, parent: str, ids: Iterable[str], today: date
) -> list[Row]:
    """The rows of a table that belong to these rows of another, in the order in which they were added."""
    column = table.c[f"{parent}_id"]
    found = select(table).where(column.in_(sorted(ids)), readable(viewer, table, today))
    return as_rows(connection.execute(found.order_by(table.c.at, table.c.id)))


def has_evidence(connection: Connection, viewer: Viewer, action_id: str, today: date) -> bool:
    """Whether any file that the viewer may read is attached to an action; no file is read for it."""
    found = select(evidence_file.c.id).where(
        evidence_file.c.action_id == action_id, readable(viewer, evidence_file, today)
    )
    return connection.scalar(found.limit(1)) is not None


def items(connection: Connection, viewer: Viewer, today: date, ids: Sequence[str] | None = None) -> list[Row]:
    """Items of learning that the viewer may read, the newest day first; ``ids`` narrows them."""
    found = select(learning_item).where(readable(viewer, learning_item, today))
    if ids is not None:
        found = found.where(learning_item.c.id.in_(ids))
    return as_rows(connection.execute(found.order_by(learning_item.c.day.desc(), learning_item.c.id.desc())))


def words_of(connection: Connection, viewer: Viewer, ids: Iterable[str], today: date) -> list[Row]:
    """What bodies said of these items, in order."""
    return rows_of(connection, learning_word, viewer, "learning_item", ids, today)


def turns_of(connection: Connection, viewer: Viewer, ids: Iterable[str], today: date) -> list[Row]:
    """The turns of these items, in order."""
    return rows_of(connection, learning_turn, viewer, "learning_item", ids, today)


def actions_of(connection: Connection, viewer: Viewer, ids: Iterable[str], today: date) -> list[Row]:
    """The actions of these items, each with its ``state`` and the day of its last entry, ``progressed``."""
    of_items = and_(action.c.learning_item_id.in_(sorted(ids)), readable(viewer, action, today))
    return as_rows(connection.execute(_with_state(viewer, today).where(of_items).order_by(action.c.id)))


def action_of(connection: Connection, viewer: Viewer, action_id: str, today: date) -> Row | None:
    """One action with its state, or None."""
    one = and_(action.c.id == action_id, readable(viewer, action, today))
    rows = as_rows(connection.execute(_with_state(viewer, today).where(one)))
    return rows[0] if rows else None


def actions_by_id(connection: Connection, viewer: Viewer, ids: Iterable[str], today: date) -> list[Row]:
    """These actions with their state and the day of their last entry."""
    these = and_(action.c.id.in_(sorted(ids)), readable(viewer, action, today))
    return as_rows(connection.execute(_with_state(viewer, today).where(these).order_by(action.c.id)))


def unanswered(connection: Connection, viewer: Viewer, today: date) -> list[Row]:
    """Systems findings whose board has not answered yet, the oldest first."""
    answered = select(board_response.c.recommendation_id).where(readable(viewer, board_response, today))
    found = select(recommendation).where(
        recommendation.c.kind == "systems",
        recommendation.c.id.not_in(answered),
        readable(viewer, recommendation, today),
    )
    return as_rows(connection.execute(found.order_by(recommendation.c.at, recommendation.c.id)))


def _with_state(viewer: Viewer, today: date) -> Any:
    seen = readable(viewer, action_entry, today)
    latest = (
        select(
            action_entry.c.action_id,
            action_entry.c.state,
            func.row_number()
            .over(
                partition_by=action_entry.c.action_id,
                order_by=(action_entry.c.at.desc(), action_entry.c.id.desc()),
            )
            .label("rank"),
        )
        .where(action_entry.c.kind == "state", seen)
        .subquery()
    )
    progressed = (
        select(action_entry.c.action_id, func.max(action_entry.c.day).label("progressed"))
        .where(action_entry.c.kind.in_(("state", "progress")), seen)
        .group_by(action_entry.c.action_id)
        .subquery()
    )
    return (
        select(action, func.coalesce(latest.c.state, "proposed").label("state"), progressed.c.progressed)
        .outerjoin(latest, and_(latest.c.action_id == action.c.id, latest.c.rank == 1))
        .outerjoin(progressed, progressed.c.action_id == action.c.id)
    )
