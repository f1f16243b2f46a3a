"""Reviews: proposed links with their criteria and clocks, what people decided and stated, removals that wait."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, text

from lif_plugin.store.tables.base import Id, Name, Ref, Uuid, agency_column, case_column, metadata

review_link = Table(
    "review_link",
    metadata,
    case_column(),
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("plugin", Name, nullable=False),
    Column("review", Name, nullable=False),
    Column("reason", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("raised_at", Id, nullable=False),
    Column("ended_at", Id),
    Column("subject", Ref, nullable=False, server_default=text("''"), comment="The incident, by its key"),
    Column("label", Text, nullable=False, server_default=text("''")),
    Column("day", Integer, comment="When the incident was, YYYYMMDD"),
    Column("aware_at", Id, comment="The agency knew of it at the latest; NULL: only people can say"),
    Column("detail", Text, nullable=False, server_default=text("'{}'"), comment="Criteria, clocks and notes, JSON"),
    Index("ix_review_link_id", "id"),
    Index("ix_review_link_agency_id_raised_at_id", "agency_id", "raised_at", "id"),
)  # fmt: skip

review_decision = Table(
    "review_decision",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    case_column(primary_key=False),
    Column("link_id", Uuid, nullable=False, index=True),
    Column("decision", String(8), nullable=False, comment="yes, no or not_yet"),
    Column("decided_on", Integer, nullable=False),
    Column("recommended_by", Ref, nullable=False),
    Column("decided_by", Ref, nullable=False),
    Column("reason", Text, nullable=False),
    Column("dissent", Text),
    Column("criteria", Text, nullable=False, comment="As people saw and answered them, JSON"),
    Column("by", Ref, nullable=False, comment="Who wrote it down"),
    Column("roles", Ref, nullable=False),
    Column("at", Id, nullable=False),
    Index("ix_review_decision_agency_id_case_id", "agency_id", "case_id"),
    sqlite_autoincrement=True,
    comment="Every decision on a review link; the last counts; append-only",
)

review_day = Table(
    "review_day",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    case_column(primary_key=False),
    Column("subject", Ref, nullable=False, comment="The incident, as review_link has it"),
    Column("milestone", String(24), nullable=False),
    Column("day", Integer, comment="NULL: what was stated before is taken back"),
    Column("by", Ref, nullable=False),
    Column("at", Id, nullable=False),
    Index("ix_review_day_agency_id_case_id", "agency_id", "case_id"),
    sqlite_autoincrement=True,
    comment="Days that people stated of an incident; the last of each counts; append-only",
)

waiting_removal = Table(
    "waiting_removal",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    case_column(primary_key=False),
    Column("source", Name, nullable=False),
    Column("key", Ref, nullable=False, comment="Keys that begin so; empty: all of the case"),
    Column("import_id", Id, nullable=False),
    Column("origin", Ref, nullable=False),
    Column("asked_at", Id, nullable=False),
    Column("done_at", Id),
    Index("ix_waiting_removal_agency_id_case_id", "agency_id", "case_id"),
    sqlite_autoincrement=True,
    comment="Removals a source asked for while the records were on hold",
)

review_work = Table(
    "review_work",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("case_id", Id, ForeignKey("case_record.id"), comment="None: a review of no single case"),
    Column("link_id", Uuid, comment="The review link that was decided with yes"),
    Column("framework", Name, nullable=False, comment="The version it began on"),
    Column("review_type", Name, nullable=False),
    Column("title", Text, nullable=False),
    Column("by", Ref, nullable=False),
    Column("at", Id, nullable=False),
    Index("ix_review_work_agency_id_at", "agency_id", "at"),
    comment="A review that is carried out, by a framework's kind of review",
)

review_step = Table(
    "review_step",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("review_work_id", Uuid, ForeignKey("review_work.id"), nullable=False, index=True),
    Column("step", String(12), nullable=False),
    Column("method", Name, comment="With the step that chooses one"),
    Column("day", Integer, nullable=False),
    Column("note", Text),
    Column("by", Ref, nullable=False),
    Column("at", Id, nullable=False),
    comment="A stage that a review reached; append-only",
)

review_learning = Table(
    "review_learning",
    metadata,
    Column("review_work_id", Uuid, ForeignKey("review_work.id"), primary_key=True),
    Column("learning_item_id", Uuid, ForeignKey("learning_item.id"), primary_key=True),
    agency_column(),
    comment="What was learnt in a review; own agency only",
)
