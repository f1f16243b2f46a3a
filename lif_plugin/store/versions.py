"""Versions of what people change: how often something was added to it, so that nobody overwrites what they did not see.

What stands in the cycle is never rewritten: each step adds a row, so counting those rows tells two states apart. An audit
and an agency's configuration count their versions themselves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, Table, case, func, literal, select, text

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store import tables
from lif_plugin.store.partnerships import readable
from lif_plugin.store.work import visible


@dataclass(frozen=True, slots=True)
class Counted:
    """A table's rows by their key, with what counts: rows that belong to one of them, a column that is filled, a number."""

    table: Table
    added: tuple[Column[Any], ...] = ()
    filled: Column[Any] | None = None
    number: Column[Any] | None = None


_T: Final = tables
COUNTED: Final[Mapping[str, Counted]] = {
    "Action": Counted(
        _T.action,
        (_T.action_entry.c.action_id, _T.evidence_file.c.action_id, _T.impact_link.c.action_id),
    ),
    "Audit": Counted(_T.audit, number=_T.audit.c.version),
    "AuditConcern": Counted(_T.audit_concern, filled=_T.audit_concern.c.acknowledged_at),
    "Briefing": Counted(_T.briefing, (_T.briefing_reach.c.briefing_id,)),
    "ChildAction": Counted(_T.child_action, filled=_T.child_action.c.done_on),
    "Finding": Counted(_T.finding, (_T.recommendation.c.finding_id,)),
    "LearningItem": Counted(
        _T.learning_item,
        (_T.learning_word.c.learning_item_id, _T.learning_turn.c.learning_item_id, _T.finding.c.learning_item_id),
    ),
    "Meeting": Counted(_T.meeting, (_T.meeting_decision.c.meeting_id,)),
    "Plan": Counted(_T.plan, (_T.plan_action.c.plan_id,)),
    "Prompt": Counted(_T.result, (_T.answer.c.result_id,)),
    "Recommendation": Counted(_T.recommendation, (_T.board_response.c.recommendation_id,)),
    "ReviewLink": Counted(_T.review_link, (_T.review_decision.c.link_id,)),
    "ReviewWork": Counted(
        _T.review_work, (_T.review_step.c.review_work_id, _T.review_learning.c.review_work_id)
    ),
    "Training": Counted(
        _T.training,
        (_T.training_need.c.training_id, _T.training_attendance.c.training_id, _T.training_answer.c.training_id),
    ),
}  # fmt: skip
"""What is counted for each type that people change. What the viewer may not read does not count."""


def versions_of(
    connection: Connection, viewer: Viewer, kind: str, ids: Iterable[str], today: date
) -> dict[str, int]:
    """The versions of things of one kind that the viewer may read, by id; the first version is 1.

    None for a kind that nobody changes, as an id from elsewhere may name.
    """
    counted = COUNTED.get(kind)
    if counted is None:
        return {}
    table = counted.table
    version: ColumnElement[Any] = literal(1) if counted.number is None else counted.number
    for column in counted.added:
        rows = select(func.count()).where(column == table.c.id, _seen(viewer, column.table, today))
        version = version + rows.correlate(table).scalar_subquery()
    if counted.filled is not None:
        version = version + case((counted.filled.is_not(None), 1), else_=0)
    query = select(table.c.id, version.label("version")).where(
        table.c.id.in_(sorted(set(ids))), _seen(viewer, table, today)
    )
    return {row.id: row.version for row in connection.execute(query)}


def hold(connection: Connection, kind: str, key: str) -> None:
    """Let nobody else who names a version change this thing until the transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:thing, 1))")
        connection.execute(lock, {"thing": f"{kind}:{key}"})


def _seen(viewer: Viewer, table: Any, today: date) -> ColumnElement[bool]:
    return readable(viewer, table, today) if "shared" in table.c else visible(viewer, table)
