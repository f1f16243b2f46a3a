"""When an agency was reminded to ask those who came to a course what they can do now."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import guarded
from lif_plugin.store.migrations.shared import NAME, UUID

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_reminder",
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("training_id", UUID, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False, comment="Whether a mail server took it"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_training_reminder_agency_id"),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name="fk_training_reminder_training_id"),
        sa.PrimaryKeyConstraint("agency_id", "training_id", "day", name="pk_training_reminder"),
        comment="When an agency was reminded to ask again what those can do who came to a course",
    )
    op.create_index("ix_training_reminder_training_id", "training_reminder", ["training_id"])
    guarded("training_reminder")
