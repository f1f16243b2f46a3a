"""What rules and hooks made of the record, and what people answered."""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, false, text

from lif_plugin.store.tables.base import Id, Name, Ref, Uuid, agency_column, case_column, metadata

TO_PUSH: Final = text("delivery = 'now' AND state = 'gap' AND ended_at IS NULL")
"""What the alert budget looks at; a query says it in these very words, so that SQLite takes the index."""

result = Table(
    "result",
    metadata,
    case_column(),
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("plugin", Name, nullable=False),
    Column("rule", Name, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("subject", Ref, nullable=False),
    Column("state", String(16), nullable=False),
    Column("severity", String(8), nullable=False),
    Column("delivery", String(8), nullable=False),
    Column("addressees", Ref, nullable=False, comment="Role names with commas around each"),
    Column("message", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("reason", Name),
    Column("occurred_day", Integer),
    Column("due_at", Id),
    Column("superseded_by", Uuid),
    Column("as_of", Integer, nullable=False),
    Column("config_version", Integer, nullable=False),
    Column("calendar_edition", Name),
    Column("raised_at", Id, nullable=False),
    Column("updated_at", Id, nullable=False),
    Column("told", Boolean, nullable=False, comment="Somebody was told, so it stays listed when it ends"),
    Column("ended_at", Id),
    Column("answer_kind", String(12)),
    Column("answer_reason", Name),
    Column("answer_text", Text),
    Column("answer_by", Ref),
    Column("answer_at", Id),
    Index("ix_result_agency_id_rule_occurred_day", "agency_id", "rule", "occurred_day"),
    Index("ix_result_id", "id"),
    Index("ix_result_agency_id_now", "agency_id", sqlite_where=TO_PUSH, postgresql_where=TO_PUSH),
    comment="What rules found; keyed (case_id, id) so that it can be partitioned",
)

answer = Table(
    "answer",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    case_column(primary_key=False),
    Column("result_id", Uuid, nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("reason", Name),
    Column("text", Text),
    Column("by", Ref, nullable=False),
    Column("at", Id, nullable=False),
    Column("late", Boolean, nullable=False, server_default=false(), comment="Nothing waited for it any more"),
    sqlite_autoincrement=True,
    comment="Every answer ever given; the result row holds the last",
)

nomination = Table(
    "nomination",
    metadata,
    case_column(),
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("plugin", Name, nullable=False),
    Column("trigger", Name, nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("raised_at", Id, nullable=False),
    Column("ended_at", Id),
    Column("subject", Ref, nullable=False, server_default=text("''")),
    Column("day", Integer, comment="When the trigger was met, YYYYMMDD"),
    Column("authority", Text, nullable=False, server_default=text("''")),
    Column(
        "notice",
        Text,
        nullable=False,
        server_default=text("''"),
        comment="What the worker reads if it is picked",
    ),
    Column("lapsed_day", Integer, comment="Not picked in time, YYYYMMDD"),
    Column("picked_in", Uuid, comment="The draw that picked its case"),
    Index("ix_nomination_agency_id_day", "agency_id", "day"),
)

next_due = Table(
    "next_due",
    metadata,
    case_column(),
    Column("rule", Name, primary_key=True),
    Column("subject", Ref, primary_key=True),
    agency_column(),
    Column("due_at", Id, nullable=False),
    Index("ix_next_due_agency_id_due_at", "agency_id", "due_at"),
    comment="What time alone will make due",
)

plugin_fault = Table(
    "plugin_fault",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    Column("plugin", Name, nullable=False),
    Column("hook", Name, nullable=False),
    Column("message", Text, nullable=False),
    Column("at", Id, nullable=False),
    sqlite_autoincrement=True,
)
