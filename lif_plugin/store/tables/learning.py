"""Learning, from a source to closing: own agency's always, shared rows also for partners to read.

What changes is told by rows that are only added (words, entries); each belongs to the agency that wrote it, so
nobody writes into another's row.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from lif_plugin.store.tables.base import Id, Name, Ref, Uuid, agency_column, case_column, metadata


def shared_table(name: str, *columns: Any, comment: str) -> Table:
    """A table of rows that partners may read where ``shared`` is true."""
    return Table(
        name,
        metadata,
        Column("id", Uuid, primary_key=True),
        agency_column(),
        Column("partnership_id", Name, ForeignKey("partnership.id"), nullable=False),
        Column("shared", Boolean, nullable=False),
        Column("by", Ref, nullable=False),
        Column("at", Id, nullable=False),
        *columns,
        comment=comment,
    )


def to_row(table: str, *, nullable: bool = False) -> Column[str]:
    """The row of another table that a row belongs to."""
    return Column(f"{table}_id", Uuid, ForeignKey(f"{table}.id"), nullable=nullable, index=True)


learning_item = shared_table(
    "learning_item",
    Column("source_of_learning", Name, nullable=False, comment="The framework's own id"),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("nature", String(12), nullable=False),
    Column("theme", Name, nullable=False),
    Column("day", Integer, nullable=False),
    Column("voice_source", Name, comment="How a child's view began it, by the framework's own id"),
    Column("learning_route", Text, nullable=False, comment="The route it walks, JSON; empty: unrouted"),
    Column("evaluation_route", Text, nullable=False),
    Column("optional_steps", Text, nullable=False),
    Column("route_basis", String(12), nullable=False, comment="As the framework says, or chosen"),
    Column("framework", Name, comment="The version it began on"),
    Index("ix_learning_item_partnership_id_day", "partnership_id", "day"),
    comment="Something learnt, from any source; its state is told by its words and actions",
)

learning_case = Table(
    "learning_case",
    metadata,
    case_column(),
    Column("item_id", Uuid, ForeignKey("learning_item.id"), primary_key=True, index=True),
    agency_column(),
    Column("nomination_id", Uuid),
    comment="Which case an item came from: own agency only, never shared",
)

learning_word = shared_table(
    "learning_word",
    to_row("learning_item"),
    Column("round", Integer, nullable=False),
    Column("route", String(12), nullable=False, comment="learning or evaluation"),
    Column("body", Name, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("back_to", Name),
    Column("day", Integer, nullable=False),
    Column("attended", Integer),
    Column("quorate", Boolean),
    Column("method", Name, comment="How it was evaluated, by the framework's own id"),
    Column("note", Text),
    comment="What a body said of an item; append-only",
)

learning_turn = shared_table(
    "learning_turn",
    to_row("learning_item"),
    Column("turn", String(16), nullable=False, comment="routed, closed, reopened, told, not_told"),
    Column("round", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("reason", Text),
    Column("detail", Text, comment="JSON: a chosen route, or how the child was told"),
    comment="Turns in the life of an item that no body's word makes; append-only",
)

finding = shared_table(
    "finding",
    to_row("learning_item"),
    Column("nature", String(12), nullable=False),
    Column("theme", Name, nullable=False),
    Column("text", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("touches", Text, nullable=False, comment="Aims, principles and qualities it is about, JSON"),
    comment="A strength or a concern with its evidence",
)

recommendation = shared_table(
    "recommendation",
    to_row("finding"),
    Column("kind", String(8), nullable=False, comment="smart, or systems: the board must answer"),
    Column("text", Text, nullable=False),
    Column("measure", Text),
    Column("owner_agency", Name),
    Column("owner_role", Name),
    Column("due", Integer),
    Column("answering_body", Name),
    comment="What a finding asks for",
)

board_response = shared_table(
    "board_response",
    to_row("recommendation"),
    Column("body", Name, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("day", Integer, nullable=False),
    comment="A board's answer to a systems finding; append-only",
)

action = shared_table(
    "action",
    to_row("learning_item"),
    to_row("recommendation", nullable=True),
    Column("text", Text, nullable=False),
    Column("measure", Text),
    Column("owner_agency", Name, ForeignKey("agency.id"), nullable=False, index=True),
    Column("owner_role", Name, nullable=False),
    Column("monitored_by", Name, comment="The body that signs it off"),
    Column("approach", Name, nullable=False, comment="The framework's own id"),
    Column("due", Integer, nullable=False),
    comment="What somebody will change; its state is told by its entries",
)

action_entry = shared_table(
    "action_entry",
    to_row("action"),
    Column("kind", String(12), nullable=False, comment="state, progress, reminder or escalated"),
    Column("state", String(12)),
    Column("text", Text),
    Column("day", Integer, nullable=False),
    comment="Progress, changes of state, reminders and escalations; append-only",
)

evidence_file = shared_table(
    "evidence_file",
    to_row("action"),
    Column("name", Ref, nullable=False),
    Column("media", Name, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    comment="Evidence that an action was done; none is added or removed once it is done",
)

plan = shared_table(
    "plan",
    Column("plan_type", Name, nullable=False, comment="The framework's own id"),
    Column("title", Text, nullable=False),
    Column("owner", Name),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    comment="A plan that actions stand in",
)

plan_action = shared_table(
    "plan_action",
    to_row("plan"),
    to_row("action"),
    UniqueConstraint("plan_id", "action_id"),
    comment="One action may stand in many plans, and is counted once",
)

child_action = Table(
    "child_action",
    metadata,
    Column("id", Uuid, primary_key=True),
    case_column(primary_key=False),
    agency_column(),
    Column("text", Text, nullable=False),
    Column("owner_role", Name, nullable=False),
    Column("opened_on", Integer, nullable=False),
    Column("due", Integer, nullable=False),
    Column("origin", String(12), nullable=False, comment="finding, nomination or review"),
    Column("origin_id", Uuid, nullable=False),
    Column("done_on", Integer),
    Column("done_by", Ref),
    Column("by", Ref, nullable=False),
    Column("at", Id, nullable=False),
    Index("ix_child_action_case_id", "case_id"),
    comment="Something to do for one child: no learning, never shared, in no plan",
)
