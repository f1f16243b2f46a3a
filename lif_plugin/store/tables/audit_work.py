"""Audits as they are made: what is asked, who audits, answers, findings, samples, the plan, and what partners show.

Answers and entries are only added: what stands is the latest. A case's rows are the own agency's; what the agreement
of a partnership lets another agency read is a row of its own, addressed to that agency.
"""

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from lif_plugin.store.tables.base import Id, Name, Ref, Uuid, agency_column, metadata
from lif_plugin.store.tables.learning import shared_table, to_row


def _made() -> tuple[Column[Any], Column[Any]]:
    return Column("by", Ref, nullable=False), Column("at", Id, nullable=False)


def _case() -> Column[Any]:
    """The case it is about; none where an agency audits itself, or holds no record of the child."""
    return Column("case_id", Id, ForeignKey("case_record.id"), index=True)


audit_form = Table(
    "audit_form",
    metadata,
    agency_column(primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("tool", Name, nullable=False),
    Column("version", Integer, nullable=False),
    Column("programme", Name, nullable=False),
    Column("content", Text, nullable=False, comment="Sections and questions, JSON"),
    comment="What is asked, whole; it never changes",
)

audit_tool = shared_table(
    "audit_tool",
    Column("tool", Name, nullable=False, comment="Its own id, the same in every version"),
    Column("version", Integer, nullable=False),
    Column("content", Text, nullable=False, comment="Sections and questions, JSON; it never changes"),
    Column("retired_on", Integer, comment="The day from which no new audit takes it"),
    Column("why_retired", Text),
    UniqueConstraint("partnership_id", "tool", "version"),
    comment="An audit tool that a partnership brought itself, in one version",
)

audit = Table(
    "audit",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    _case(),
    Column("programme", Name, nullable=False),
    Column("form", String(64), nullable=False, comment="audit_form.digest"),
    Column("origin", String(16), nullable=False, comment="pick, sample, named, duty, again or invited"),
    Column("origin_id", Uuid, comment="The pick, member of a sample, earlier audit or invitation"),
    Column("drawn_as", String(12), comment="nominated, random or purposive: reported apart"),
    Column("team", Name, comment="The team that held the case when the audit was opened; NULL: not known"),
    Column("agency_part", Name, comment="The part of one child's story that this agency answers"),
    Column("auditor", Ref, nullable=False),
    Column("due", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("version", Integer, nullable=False, comment="Counts what was saved; whoever saves names it"),
    Column("grade", Name),
    Column("opened_on", Integer, nullable=False),
    Column("submitted_on", Integer),
    *_made(),
    Index("ix_audit_agency_id_state", "agency_id", "state"),
    Index("ix_audit_agency_id_programme", "agency_id", "programme"),
    comment="One audit by one auditor",
)

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    to_row("audit"),
    _case(),
    Column("kind", String(16), nullable=False),
    Column("day", Integer, nullable=False),
    Column("note", Text),
    *_made(),
    comment="What happened to an audit; append-only",
)

audit_answer = Table(
    "audit_answer",
    metadata,
    Column("audit_id", Uuid, ForeignKey("audit.id"), primary_key=True),
    Column("question", Ref, primary_key=True),
    Column("version", Integer, primary_key=True),
    agency_column(),
    _case(),
    Column("value", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("note", Text, nullable=False),
    *_made(),
    comment="An answer to one question in one version; append-only, the latest stands",
)

audit_finding = Table(
    "audit_finding",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    to_row("audit"),
    _case(),
    Column("nature", String(12), nullable=False),
    Column("theme", Name, nullable=False),
    Column("text", Text, nullable=False),
    Column("question", Ref, comment="The question whose answer shows it"),
    Column("item_id", Uuid, ForeignKey("learning_item.id"), index=True, comment="The learning it went into"),
    *_made(),
    comment="A strength or a concern of one audit; never shared",
)

audit_sample = Table(
    "audit_sample",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("programme", Name, nullable=False),
    Column("title", Text, nullable=False),
    Column("method", String(12), nullable=False, comment="random, stratified or purposive"),
    Column("ranking", Name, nullable=False, comment="How members are ranked"),
    Column("size", Integer, nullable=False, comment="Members at most, of the part that is not nominated"),
    Column("nominated", Integer, nullable=False, comment="Nominated members at most; they are never random"),
    Column("seed", Ref, nullable=False),
    Column("as_of", Integer, nullable=False),
    Column("why", Text, comment="Of a purposive sample: why these"),
    Column(
        "frame", Text, nullable=False, comment="Members in a stable order, JSON: part, case, stratum, mark"
    ),
    Column("exclusions", Text, nullable=False, comment="Who was left out and why, JSON"),
    *_made(),
    comment="A sample never changes: frame, method, size, seed and exclusions stay",
)

audit_sampled = Table(
    "audit_sampled",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Id, ForeignKey("case_record.id"), nullable=False, index=True),
    agency_column(),
    to_row("audit_sample"),
    Column("part", String(12), nullable=False, comment="nominated, random or purposive; reported apart"),
    Column("stratum", Name, nullable=False),
    Column("place", Integer, nullable=False, comment="The order within its part, from 1"),
    comment="The members of samples",
)

audit_planned = Table(
    "audit_planned",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("programme", Name, nullable=False),
    Column("month", Integer, nullable=False, comment="YYYYMM"),
    Column("scope", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("quota", Integer, nullable=False, comment="Audits that are meant"),
    *_made(),
    UniqueConstraint("agency_id", "programme", "month"),
    comment="A month of a programme's forward plan",
)

audit_agreement = shared_table(
    "audit_agreement",
    Column("purpose", Text, nullable=False),
    Column("since", Integer, nullable=False),
    Column("until", Integer),
    Column("cells", Text, nullable=False, comment="Who may see what: agency, role, part, JSON"),
    comment="What agencies may see of each other's part of a multi-agency audit, and for what; it never changes",
)

audit_agreed = shared_table(
    "audit_agreed",
    to_row("audit_agreement"),
    Column("until", Integer, comment="The last day on which this agency stands by it"),
    UniqueConstraint("audit_agreement_id", "agency_id"),
    comment="An agency adopted an agreement; without it nothing of its own is shown",
)

audit_invitation = Table(
    "audit_invitation",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("to_agency", Name, ForeignKey("agency.id"), nullable=False, index=True),
    Column("case_id", Id, ForeignKey("case_record.id"), index=True),
    Column("partnership_id", Name, ForeignKey("partnership.id"), nullable=False),
    Column("agreement_id", Uuid, ForeignKey("audit_agreement.id"), nullable=False),
    Column("story_id", Uuid, nullable=False, comment="The audit of the agency that leads"),
    Column("programme", Name, nullable=False),
    Column("tool", Name, nullable=False),
    Column("part", Name, nullable=False),
    Column("child_key", Ref, nullable=False, comment="How the agreement lets agencies name the child"),
    Column("due", Integer, nullable=False),
    *_made(),
    Column("tool_version", Integer, comment="The one that the story is told with"),
    UniqueConstraint("story_id", "to_agency", "part"),
    comment="A partner is asked to answer its part of one child's story; readable by the two",
)

audit_shown = Table(
    "audit_shown",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("to_agency", Name, ForeignKey("agency.id"), nullable=False, index=True),
    _case(),
    Column("agreement_id", Uuid, ForeignKey("audit_agreement.id"), nullable=False),
    Column("story_id", Uuid, nullable=False, index=True),
    Column("part", Name, nullable=False),
    Column("question", Ref, nullable=False, comment="Empty: only that the part was submitted"),
    Column("value", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("at", Id, nullable=False),
    comment="An answer that the agreement lets one other agency read; readable by the two",
)
