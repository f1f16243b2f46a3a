"""Audits as they are made: forms, answers, findings, samples, the plan, and what partners show each other."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import addressed, guarded, shared_with_partners
from lif_plugin.store.migrations.shared import ID, NAME, REF, UUID, shared_table

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _audit_form() -> None:
    op.create_table(
        "audit_form",
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("tool", NAME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("programme", NAME, nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="Sections and questions, JSON"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_form_agency_id"),
        sa.PrimaryKeyConstraint("agency_id", "digest", name="pk_audit_form"),
        comment="What is asked, whole; it never changes",
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("case_id", ID),
        sa.Column("programme", NAME, nullable=False),
        sa.Column("form", sa.String(64), nullable=False, comment="audit_form.digest"),
        sa.Column(
            "origin", sa.String(16), nullable=False, comment="pick, sample, named, duty, again or invited"
        ),
        sa.Column("origin_id", UUID, comment="The pick, member of a sample, earlier audit or invitation"),
        sa.Column("drawn_as", sa.String(12), comment="nominated, random or purposive: reported apart"),
        sa.Column(
            "team", NAME, comment="The team that held the case when the audit was opened; NULL: not known"
        ),
        sa.Column("agency_part", NAME, comment="The part of one child's story that this agency answers"),
        sa.Column("auditor", REF, nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Counts what was saved; whoever saves names it"
        ),
        sa.Column("grade", NAME),
        sa.Column("opened_on", sa.Integer(), nullable=False),
        sa.Column("submitted_on", sa.Integer()),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_audit_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        comment="One audit by one auditor",
    )
    op.create_index("ix_audit_agency_id_programme", "audit", ["agency_id", "programme"])
    op.create_index("ix_audit_agency_id_state", "audit", ["agency_id", "state"])
    op.create_index("ix_audit_case_id", "audit", ["case_id"])


def _audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("audit_id", UUID, nullable=False),
        sa.Column("case_id", ID),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_entry_agency_id"),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_audit_entry_audit_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_audit_entry_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
        comment="What happened to an audit; append-only",
    )
    op.create_index("ix_audit_entry_audit_id", "audit_entry", ["audit_id"])
    op.create_index("ix_audit_entry_case_id", "audit_entry", ["case_id"])


def _audit_answer() -> None:
    op.create_table(
        "audit_answer",
        sa.Column("audit_id", UUID, nullable=False),
        sa.Column("question", REF, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("case_id", ID),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_answer_agency_id"),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_audit_answer_audit_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_audit_answer_case_id"),
        sa.PrimaryKeyConstraint("audit_id", "question", "version", name="pk_audit_answer"),
        comment="An answer to one question in one version; append-only, the latest stands",
    )
    op.create_index("ix_audit_answer_case_id", "audit_answer", ["case_id"])


def _audit_finding() -> None:
    op.create_table(
        "audit_finding",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("audit_id", UUID, nullable=False),
        sa.Column("case_id", ID),
        sa.Column("nature", sa.String(12), nullable=False),
        sa.Column("theme", NAME, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("question", REF, comment="The question whose answer shows it"),
        sa.Column("item_id", UUID, comment="The learning it went into"),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_finding_agency_id"),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_audit_finding_audit_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_audit_finding_case_id"),
        sa.ForeignKeyConstraint(["item_id"], ["learning_item.id"], name="fk_audit_finding_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_finding"),
        comment="A strength or a concern of one audit; never shared",
    )
    op.create_index("ix_audit_finding_audit_id", "audit_finding", ["audit_id"])
    op.create_index("ix_audit_finding_case_id", "audit_finding", ["case_id"])
    op.create_index("ix_audit_finding_item_id", "audit_finding", ["item_id"])


def _audit_sample() -> None:
    op.create_table(
        "audit_sample",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("programme", NAME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("method", sa.String(12), nullable=False, comment="random, stratified or purposive"),
        sa.Column("ranking", NAME, nullable=False, comment="How members are ranked"),
        sa.Column(
            "size", sa.Integer(), nullable=False, comment="Members at most, of the part that is not nominated"
        ),
        sa.Column(
            "nominated",
            sa.Integer(),
            nullable=False,
            comment="Nominated members at most; they are never random",
        ),
        sa.Column("seed", REF, nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), comment="Of a purposive sample: why these"),
        sa.Column(
            "frame",
            sa.Text(),
            nullable=False,
            comment="Members in a stable order, JSON: part, case, stratum, mark",
        ),
        sa.Column("exclusions", sa.Text(), nullable=False, comment="Who was left out and why, JSON"),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_sample_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_sample"),
        comment="A sample never changes: frame, method, size, seed and exclusions stay",
    )


def _audit_sampled() -> None:
    op.create_table(
        "audit_sampled",
        sa.Column("id", UUID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("audit_sample_id", UUID, nullable=False),
        sa.Column(
            "part", sa.String(12), nullable=False, comment="nominated, random or purposive; reported apart"
        ),
        sa.Column("stratum", NAME, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="The order within its part, from 1"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_sampled_agency_id"),
        sa.ForeignKeyConstraint(
            ["audit_sample_id"], ["audit_sample.id"], name="fk_audit_sampled_audit_sample_id"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_audit_sampled_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_sampled"),
        comment="The members of samples",
    )
    op.create_index("ix_audit_sampled_audit_sample_id", "audit_sampled", ["audit_sample_id"])
    op.create_index("ix_audit_sampled_case_id", "audit_sampled", ["case_id"])


def _audit_planned() -> None:
    op.create_table(
        "audit_planned",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("programme", NAME, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False, comment="YYYYMM"),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False, comment="Audits that are meant"),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_planned_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_planned"),
        sa.UniqueConstraint(
            "agency_id", "programme", "month", name="uq_audit_planned_agency_id_programme_month"
        ),
        comment="A month of a programme's forward plan",
    )


def _audit_agreement() -> None:
    shared_table(
        "audit_agreement",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer()),
        sa.Column("cells", sa.Text(), nullable=False, comment="Who may see what: agency, role, part, JSON"),
        comment="What agencies may see of each other's part of a multi-agency audit, and for what; it never changes",
    )


def _audit_agreed() -> None:
    shared_table(
        "audit_agreed",
        sa.Column("audit_agreement_id", UUID, nullable=False),
        sa.Column("until", sa.Integer(), comment="The last day on which this agency stands by it"),
        sa.ForeignKeyConstraint(
            ["audit_agreement_id"], ["audit_agreement.id"], name="fk_audit_agreed_audit_agreement_id"
        ),
        sa.UniqueConstraint(
            "audit_agreement_id", "agency_id", name="uq_audit_agreed_audit_agreement_id_agency_id"
        ),
        comment="An agency adopted an agreement; without it nothing of its own is shown",
    )
    op.create_index("ix_audit_agreed_audit_agreement_id", "audit_agreed", ["audit_agreement_id"])


def _audit_invitation() -> None:
    op.create_table(
        "audit_invitation",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("to_agency", NAME, nullable=False),
        sa.Column("case_id", ID),
        sa.Column("partnership_id", NAME, nullable=False),
        sa.Column("agreement_id", UUID, nullable=False),
        sa.Column("story_id", UUID, nullable=False, comment="The audit of the agency that leads"),
        sa.Column("programme", NAME, nullable=False),
        sa.Column("tool", NAME, nullable=False),
        sa.Column("part", NAME, nullable=False),
        sa.Column("child_key", REF, nullable=False, comment="How the agreement lets agencies name the child"),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_invitation_agency_id"),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["audit_agreement.id"], name="fk_audit_invitation_agreement_id"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_audit_invitation_case_id"),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name="fk_audit_invitation_partnership_id"
        ),
        sa.ForeignKeyConstraint(["to_agency"], ["agency.id"], name="fk_audit_invitation_to_agency"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_invitation"),
        sa.UniqueConstraint(
            "story_id", "to_agency", "part", name="uq_audit_invitation_story_id_to_agency_part"
        ),
        comment="A partner is asked to answer its part of one child's story; readable by the two",
    )
    op.create_index("ix_audit_invitation_case_id", "audit_invitation", ["case_id"])
    op.create_index("ix_audit_invitation_to_agency", "audit_invitation", ["to_agency"])


def _audit_shown() -> None:
    op.create_table(
        "audit_shown",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("to_agency", NAME, nullable=False),
        sa.Column("case_id", ID),
        sa.Column("agreement_id", UUID, nullable=False),
        sa.Column("story_id", UUID, nullable=False),
        sa.Column("part", NAME, nullable=False),
        sa.Column("question", REF, nullable=False, comment="Empty: only that the part was submitted"),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_shown_agency_id"),
        sa.ForeignKeyConstraint(["agreement_id"], ["audit_agreement.id"], name="fk_audit_shown_agreement_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_audit_shown_case_id"),
        sa.ForeignKeyConstraint(["to_agency"], ["agency.id"], name="fk_audit_shown_to_agency"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_shown"),
        comment="An answer that the agreement lets one other agency read; readable by the two",
    )
    op.create_index("ix_audit_shown_case_id", "audit_shown", ["case_id"])
    op.create_index("ix_audit_shown_story_id", "audit_shown", ["story_id"])
    op.create_index("ix_audit_shown_to_agency", "audit_shown", ["to_agency"])


def upgrade() -> None:
    _audit_form()
    _audit()
    _audit_entry()
    _audit_answer()
    _audit_finding()
    _audit_sample()
    _audit_sampled()
    _audit_planned()
    _audit_agreement()
    _audit_agreed()
    _audit_invitation()
    _audit_shown()
    guarded(
        "audit_form",
        "audit",
        "audit_entry",
        "audit_answer",
        "audit_finding",
        "audit_sample",
        "audit_sampled",
        "audit_planned",
    )
    shared_with_partners("audit_agreement", "audit_agreed")
    addressed("audit_invitation", "audit_shown")
