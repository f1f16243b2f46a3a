"""Audit tools that partnerships brought themselves."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import shared_with_partners
from lif_plugin.store.migrations.shared import NAME, shared_table

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    shared_table(
        "audit_tool",
        sa.Column("tool", NAME, nullable=False, comment="Its own id, the same in every version"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="Sections and questions, JSON; it never changes"),
        sa.Column("retired_on", sa.Integer(), comment="The day from which no new audit takes it"),
        sa.Column("why_retired", sa.Text()),
        sa.UniqueConstraint(
            "partnership_id", "tool", "version", name="uq_audit_tool_partnership_id_tool_version"
        ),
        comment="An audit tool that a partnership brought itself, in one version",
    )  # fmt: skip
    shared_with_partners("audit_tool")
    op.add_column(
        "audit_invitation",
        sa.Column("tool_version", sa.Integer(), comment="The one that the story is told with"),
    )
