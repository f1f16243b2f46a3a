"""What comes back about an audit: words of those who work with the case, concerns for now, second readings."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import guarded
from lif_plugin.store.migrations.shared import ID, NAME, REF, UUID

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _of_audit(name: str, *columns: sa.schema.SchemaItem, comment: str) -> None:
    """Make a table of rows of one audit, and so of its case."""
    op.create_table(
        name,
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("audit_id", UUID, nullable=False),
        sa.Column("case_id", ID),
        *columns,
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=f"fk_{name}_agency_id"),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=f"fk_{name}_audit_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=f"fk_{name}_case_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        comment=comment,
    )
    op.create_index(f"ix_{name}_audit_id", name, ["audit_id"])
    op.create_index(f"ix_{name}_case_id", name, ["case_id"])


def _concern_step() -> None:
    op.create_table(
        "audit_concern_step",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("audit_concern_id", UUID, nullable=False),
        sa.Column("case_id", ID),
        sa.Column("place", sa.Integer(), nullable=False, comment="0: told first; each later one was told because it waited"),
        sa.Column("role", NAME, nullable=False),
        sa.Column("name", REF, nullable=False, comment="Who was to be told; empty: the role"),
        sa.Column("at", ID, nullable=False),
        sa.Column("mail", sa.String(12), comment="What became of the message; NULL: none is sent yet"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_concern_step_agency_id"),
        sa.ForeignKeyConstraint(
            ["audit_concern_id"], ["audit_concern.id"], name="fk_audit_concern_step_audit_concern_id"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_audit_concern_step_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_concern_step"),
        sa.UniqueConstraint(
            "audit_concern_id", "place", name="uq_audit_concern_step_audit_concern_id_place"
        ),
        comment="Who was told of a concern, and when",
    )  # fmt: skip
    op.create_index("ix_audit_concern_step_case_id", "audit_concern_step", ["case_id"])


def _moderation() -> None:
    op.create_table(
        "audit_moderation",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("programme", NAME, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False, comment="Of a hundred audits how many are read again"),
        sa.Column("seed", REF, nullable=False),
        sa.Column("frame", sa.Text(), nullable=False, comment="The audits it was drawn from, in a stable order, JSON"),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_moderation_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_moderation"),
        comment="A draw of audits that are read again; it never changes",
    )  # fmt: skip


def upgrade() -> None:
    _of_audit(
        "audit_word",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("day", sa.Integer(), comment="The day that is proposed or agreed for the conversation"),
        sa.Column("text", sa.Text()),
        comment="What people who work with the case say of its audit, and that it was read back to them; only added",
    )
    _of_audit(
        "audit_feedback",
        sa.Column("answers", sa.Text(), nullable=False, comment="By question, JSON; counted, never shown one by one"),
        sa.Column("text", sa.Text()),
        comment="What a practitioner thinks of how the audit was made; the auditor never reads it",
    )  # fmt: skip
    _of_audit(
        "audit_concern",
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state_before", sa.String(12), nullable=False, comment="The audit's state, to go on from"),
        sa.Column("acknowledged_by", REF),
        sa.Column("acknowledged_at", ID),
        sa.Column("done", sa.Text(), comment="What is being done, as the one who acknowledged it says"),
        comment="A child may not be safe now, says an auditor; the audit pauses until it is acknowledged",
    )
    _concern_step()
    _moderation()
    _of_audit(
        "audit_agreed_grade",
        sa.Column("second_id", UUID, nullable=False, comment="The second reading"),
        sa.Column("question", REF, nullable=False),
        sa.Column("first", NAME, nullable=False),
        sa.Column("second", NAME, nullable=False),
        sa.Column("agreed", NAME, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["second_id"], ["audit.id"], name="fk_audit_agreed_grade_second_id"),
        sa.UniqueConstraint(
            "second_id", "question", name="uq_audit_agreed_grade_second_id_question"
        ),
        comment="Two readings talked through: both answers stay, with the one agreed on",
    )  # fmt: skip
    guarded(
        "audit_word", "audit_feedback", "audit_concern", "audit_concern_step", "audit_moderation", "audit_agreed_grade"
    )  # fmt: skip
