"""Training: courses that answer a need, for whom, who came, and what those trained can do before, after and later."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from lif_plugin.store.tables.base import Name, Uuid, agency_column, metadata
from lif_plugin.store.tables.learning import shared_table, to_row

training = shared_table(
    "training",
    to_row("learning_item", nullable=True),
    to_row("finding", nullable=True),
    Column("title", Text, nullable=False),
    Column("need", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("later_on", Integer, nullable=False, comment="When the later evaluation is due"),
    comment="A course that answers a need",
)

training_audience = shared_table(
    "training_audience",
    to_row("training"),
    Column("for_agency", Name, ForeignKey("agency.id"), nullable=False),
    Column("role", Name, nullable=False),
    UniqueConstraint("training_id", "for_agency", "role"),
    comment="For whom a course is offered, by agency and role",
)

training_need = shared_table(
    "training_need",
    to_row("training"),
    Column("role", Name, nullable=False),
    Column("people", Integer, nullable=False, comment="How many of this agency need it"),
    comment="How many an agency itself says need a course; the last counts",
)

training_attendance = shared_table(
    "training_attendance",
    to_row("training"),
    Column("role", Name, nullable=False),
    Column("people", Integer, nullable=False, comment="Who came for the first time; no names"),
    Column("day", Integer, nullable=False),
    comment="How many of an agency's role came to a course",
)

training_question = shared_table(
    "training_question",
    to_row("training"),
    Column("code", Name, nullable=False),
    Column("text", Text, nullable=False),
    Column("lowest", Integer, nullable=False),
    Column("highest", Integer, nullable=False),
    UniqueConstraint("training_id", "code"),
    comment="What is asked before, after and later, with its scale",
)

training_answer = shared_table(
    "training_answer",
    to_row("training"),
    Column("code", Name, nullable=False),
    Column("stage", String(8), nullable=False, comment="before, after or later"),
    Column("score", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    comment="How many of an agency gave a question this score: figures, never persons",
)

training_reminder = Table(
    "training_reminder",
    metadata,
    agency_column(primary_key=True),
    Column("training_id", Uuid, ForeignKey("training.id"), primary_key=True, index=True),
    Column("day", Integer, primary_key=True),
    Column("sent", Boolean, nullable=False, comment="Whether a mail server took it"),
    comment="When an agency was reminded to ask again what those can do who came to a course",
)
