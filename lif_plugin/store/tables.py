"""The tables. Every table with case or agency data has an agency_id and, on PostgreSQL, a row policy.

Days are integers YYYYMMDD in the agency's zone; times are integer UTC milliseconds.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id: Final = BigInteger().with_variant(Integer, "sqlite")
Uuid: Final = String(36)
Name: Final = String(64)
Ref: Final = String(200)


def _agency(*, primary_key: bool = False) -> Column[str]:
    return Column("agency_id", Name, ForeignKey("agency.id"), nullable=False, primary_key=primary_key)


def _case(*, primary_key: bool = True) -> Column[int]:
    return Column("case_id", Id, ForeignKey("case_record.id"), nullable=False, primary_key=primary_key)


agency = Table(
    "agency",
    metadata,
    Column("id", Name, primary_key=True),
    Column("name", Text, nullable=False),
    Column("nation", Name, nullable=False),
    comment="Directory of agencies: names only, readable by every viewer",
)

agency_setting = Table(
    "agency_setting",
    metadata,
    _agency(primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", Text, nullable=False),
    Column("saved_at", Id, nullable=False),
    Column("saved_by", Ref, nullable=False),
)

case_record = Table(
    "case_record",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    _agency(),
    Column("source", Name, nullable=False),
    Column("ref", Ref, nullable=False),
    Column("public_id", Uuid, nullable=False, unique=True),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("stale", Boolean, nullable=False),
    Column("is_open", Boolean, comment="Cache; NULL: the source does not say"),
    Column("is_held", Boolean, nullable=False, comment="Cache: some live event holds the case"),
    UniqueConstraint("agency_id", "source", "ref"),
    Index(
        "ix_case_record_stale", "agency_id", "id", sqlite_where=text("stale"), postgresql_where=text("stale")
    ),
    sqlite_autoincrement=True,
    comment="A case is (agency, source, the source's own id)",
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    _agency(),
    Column("import_id", Id, nullable=False, comment="0: a live feed"),
    Column("source", Name, nullable=False),
    Column("scope", Name, nullable=False),
    Column("kind", Name, nullable=False),
    Column("case_ref", Ref, nullable=False),
    Column("key", Ref, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("payload", Text, nullable=False),
    Column("origin", Ref, nullable=False, comment="file number and row"),
    Column("received_at", Id, nullable=False),
    Index("ix_inbox_agency_id_import_id_id", "agency_id", "import_id", "id"),
    sqlite_autoincrement=True,
    comment="Received and committed, not yet applied; never partitioned",
)

event = Table(
    "event",
    metadata,
    _case(),
    Column("id", Id, primary_key=True, autoincrement=False),
    _agency(),
    Column("source", Name, nullable=False),
    Column("scope", Name, nullable=False),
    Column("key", Ref, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("kind", Name, nullable=False),
    Column("occurred_at", Id, nullable=False),
    Column("occurred_day", Integer, nullable=False),
    Column("until_at", Id),
    Column("until_day", Integer),
    Column("precision", String(8), nullable=False),
    Column("code", Ref),
    Column("code_raw", Text),
    Column("outcome", Ref),
    Column("reason", Ref),
    Column("actor", Ref),
    Column("seen", String(16)),
    Column("alone", String(16)),
    Column("offered", String(16)),
    Column("accepted", String(16)),
    Column("held", String(16)),
    Column("born_on", Integer),
    Column("seq", Integer),
    Column("detail", Text, nullable=False),
    Column("origin", Ref, nullable=False),
    Column("import_id", Id, nullable=False),
    Column("seen_by", Id, nullable=False, comment="The last import that stated this version"),
    Column("recorded_at", Id, nullable=False),
    Column("live", Boolean, nullable=False, comment="The version that rules read"),
    Column("ended_at", Id),
    Column("ended_as", String(12), comment="superseded, retracted or undone"),
    Column("ended_by", Id),
    Index("ix_event_case_id_kind_occurred_at_id", "case_id", "kind", "occurred_at", "id",
          sqlite_where=text("live"), postgresql_where=text("live")),
    Index("ix_event_agency_id_source_key_scope", "agency_id", "source", "key", "scope", unique=True,
          sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
    Index("ix_event_import_id", "import_id"),
    Index("ix_event_ended_by", "ended_by"),
    comment="Every version of every fact; keyed (case_id, id) so that it can be partitioned",
)  # fmt: skip

coverage = Table(
    "coverage",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    _agency(),
    Column("source", Name, nullable=False),
    Column("kind", Name, nullable=False),
    Column("scope", Name, nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("import_id", Id, nullable=False),
    Column("ended_by", Id),
    Index("ix_coverage_agency_id_source_kind", "agency_id", "source", "kind"),
    sqlite_autoincrement=True,
)

import_run = Table(
    "import_run",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    _agency(),
    Column("adapter", Name, nullable=False),
    Column("source", Name, nullable=False),
    Column("scope", Name, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("state", String(12), nullable=False, comment="receiving, received, done, undone or abandoned"),
    Column("basis", Text, nullable=False),
    Column("files", Text, nullable=False),
    Column("coverage", Text, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("rows_accepted", Integer, nullable=False),
    Column("rows_rejected", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("started_at", Id, nullable=False),
    Column("finished_at", Id),
    Index("ix_import_run_agency_id_state", "agency_id", "state"),
    sqlite_autoincrement=True,
)

rejected_row = Table(
    "rejected_row",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    _agency(),
    Column("import_id", Id, ForeignKey("import_run.id"), nullable=False, index=True),
    Column("file", Ref, nullable=False),
    Column("row", Integer, nullable=False),
    Column("field", Name),
    Column("reason", Name, nullable=False),
    Column("message", Text, nullable=False),
    Column("raw", Text, nullable=False, comment="Child data: own admin only"),
    sqlite_autoincrement=True,
)

import_notice = Table(
    "import_notice",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    _agency(),
    Column("import_id", Id, ForeignKey("import_run.id"), nullable=False, index=True),
    Column("file", Ref, nullable=False),
    Column("field", Name),
    Column("reason", Name, nullable=False),
    Column("message", Text, nullable=False),
    Column("first_row", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    sqlite_autoincrement=True,
)

result = Table(
    "result",
    metadata,
    _case(),
    Column("id", Uuid, primary_key=True),
    _agency(),
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
    comment="What rules found; keyed (case_id, id) so that it can be partitioned",
)

answer = Table(
    "answer",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    _agency(),
    _case(primary_key=False),
    Column("result_id", Uuid, nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("reason", Name),
    Column("text", Text),
    Column("by", Ref, nullable=False),
    Column("at", Id, nullable=False),
    sqlite_autoincrement=True,
    comment="Every answer ever given; the result row holds the last",
)

nomination = Table(
    "nomination",
    metadata,
    _case(),
    Column("id", Uuid, primary_key=True),
    _agency(),
    Column("plugin", Name, nullable=False),
    Column("trigger", Name, nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("raised_at", Id, nullable=False),
    Column("ended_at", Id),
)

review_link = Table(
    "review_link",
    metadata,
    _case(),
    Column("id", Uuid, primary_key=True),
    _agency(),
    Column("plugin", Name, nullable=False),
    Column("review", Name, nullable=False),
    Column("reason", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("raised_at", Id, nullable=False),
    Column("ended_at", Id),
)

next_due = Table(
    "next_due",
    metadata,
    _case(),
    Column("rule", Name, primary_key=True),
    Column("subject", Ref, primary_key=True),
    _agency(),
    Column("due_at", Id, nullable=False),
    Index("ix_next_due_agency_id_due_at", "agency_id", "due_at"),
    comment="What time alone will make due",
)

plugin_fault = Table(
    "plugin_fault",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    _agency(),
    Column("plugin", Name, nullable=False),
    Column("hook", Name, nullable=False),
    Column("message", Text, nullable=False),
    Column("at", Id, nullable=False),
    sqlite_autoincrement=True,
)

read_log = Table(
    "read_log",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    _agency(),
    Column("at", Id, nullable=False),
    Column("subject", Ref, nullable=False),
    Column("roles", Ref, nullable=False),
    Column("purpose", Ref, nullable=False),
    Column("action", Name, nullable=False),
    Column("cases", Text, nullable=False, comment="Public ids of the cases read, JSON"),
    Column("nonce", String(32), nullable=False, comment="Random, so that no two rows have the same mac"),
    Column(
        "mac",
        String(64),
        nullable=False,
        unique=True,
        comment="HMAC of the row, without its id, with the log key",
    ),
    sqlite_autoincrement=True,
    comment="Every read of case-level data; append-only",
)

read_seal = Table(
    "read_seal",
    metadata,
    _agency(primary_key=True),
    Column("seal_no", Id, primary_key=True, autoincrement=False),
    Column("log_id", Id, nullable=False, unique=True),
    Column(
        "chain",
        String(64),
        nullable=False,
        comment="HMAC of the seal before, this seal's numbers and the row's mac",
    ),
    comment="One chain for each agency; append-only",
)

calendar = Table(
    "calendar",
    metadata,
    Column("nation", Name, primary_key=True),
    Column("edition", Name, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("workday_no", Integer, nullable=False),
    Column("plus_1m", Integer, nullable=False),
    Column("plus_3m", Integer, nullable=False),
    Column("plus_6m", Integer, nullable=False),
    comment="Days of each nation; the same arithmetic for every store",
)

SHARED: Final = frozenset({agency, calendar})
"""Tables without a row policy: the directory of agencies and the public calendar."""

GUARDED: Final = tuple(table for table in metadata.sorted_tables if table not in SHARED)
