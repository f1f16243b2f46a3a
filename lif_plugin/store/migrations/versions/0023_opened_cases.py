"""Cases that somebody opened outside their own, for a limited time."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import guarded
from lif_plugin.store.migrations.shared import ID, NAME, REF, UUID

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opened_case",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject", REF, nullable=False),
        sa.Column("roles", REF, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", ID, nullable=False),
        sa.Column("ends_at", ID, nullable=False),
        sa.Column("told_at", ID, comment="When those who watch over it were told by e-mail"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_opened_case_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_opened_case_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_opened_case"),
        comment="Cases that somebody opened outside their own, for a limited time",
    )
    op.create_index("ix_opened_case_agency_id_subject", "opened_case", ["agency_id", "subject", "ends_at"])
    op.create_index("ix_opened_case_case_id", "opened_case", ["case_id"])
    guarded("opened_case")
