"""Audit programmes: draws with all that makes them repeatable, what they picked, and what triggers could not tell."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from lif_plugin.store.tables.base import Id, Name, Ref, Uuid, agency_column, case_column, metadata

audit_unknown = Table(
    "audit_unknown",
    metadata,
    case_column(),
    Column("plugin", Name, primary_key=True),
    agency_column(),
    Column("not_covered", Text, nullable=False, comment="Triggers, with commas between"),
    Column("not_recorded", Text, nullable=False, comment="Triggers, with commas between"),
    comment="Which triggers cannot be told for a case",
)

audit_draw = Table(
    "audit_draw",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("programme", Name, nullable=False),
    Column("title", Text, nullable=False),
    Column("month", Integer, nullable=False, comment="YYYYMM"),
    Column("as_of", Integer, nullable=False, comment="The last day of the pool, YYYYMMDD"),
    Column("method", Name, nullable=False),
    Column("seed", Ref, nullable=False),
    Column("quota", Integer, nullable=False, comment="Nominated cases to pick at most"),
    Column("by_chance", Integer, nullable=False, comment="Other cases to pick at most"),
    Column("nominated", Integer, nullable=False, comment="Size of the frame of nominated cases"),
    Column("others", Integer, nullable=False, comment="Size of the frame of other cases"),
    Column("frame", Text, nullable=False, comment="Members in a stable order, JSON: part, case, stratum"),
    Column("exclusions", Text, nullable=False, comment="Who was left out of a frame and why, JSON"),
    Column("drawn_at", Id, nullable=False),
    Column("drawn_by", Ref, nullable=False),
    UniqueConstraint("agency_id", "programme", "month"),
    comment="A draw never changes: frame, method, sizes, seed and exclusions stay",
)

audit_pick = Table(
    "audit_pick",
    metadata,
    case_column(),
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("draw_id", Uuid, ForeignKey("audit_draw.id"), nullable=False),
    Column("part", String(12), nullable=False, comment="nominated or random; reported apart"),
    Column("stratum", Name, nullable=False),
    Column(
        "place", Integer, nullable=False, comment="The order in which it was drawn, from 1 within its part"
    ),
    Column("triggers", Text, nullable=False, comment="Triggers of a nominated case, JSON"),
    Column("notices", Text, nullable=False, comment="Why the programme looks at such cases, JSON"),
    Column("was_open", Boolean, comment="Whether the case was open when it was picked; NULL: not known"),
    Index("ix_audit_pick_draw_id", "draw_id"),
    Index("ix_audit_pick_agency_id_case_id", "agency_id", "case_id"),
    comment="The cases that draws picked",
)

notice_reply = Table(
    "notice_reply",
    metadata,
    case_column(),
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("pick_id", Uuid, nullable=False, comment="The pick whose notice it answers"),
    Column("said_by", Ref, nullable=False, comment="As the platform names them"),
    Column("said_at", Id, nullable=False),
    Column("text", Text, comment="The worker's own words; NULL: the notice was seen"),
    Index("ix_notice_reply_agency_id_case_id", "agency_id", "case_id"),
    comment="What workers wrote back, in their own system, about a notice that a case was picked for an audit",
)
