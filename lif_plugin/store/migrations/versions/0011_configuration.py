"""Versions of an agency's configuration with who, why and a second person, and when its delivery was stopped."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import guarded

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REF = sa.String(200)


def upgrade() -> None:
    """Add what a version is decided by, and make the table of pauses."""
    op.add_column(
        "agency_setting",
        sa.Column(
            "state",
            sa.String(12),
            nullable=False,
            server_default="applied",
            comment="applied, proposed, refused or overtaken",
        ),
    )
    op.add_column("agency_setting", sa.Column("why", sa.Text()))
    op.add_column(
        "agency_setting", sa.Column("base", sa.Integer(), comment="The version that it was made from")
    )
    op.add_column("agency_setting", sa.Column("decided_by", REF, comment="The second person"))
    op.add_column("agency_setting", sa.Column("decided_at", ID))
    op.create_table(
        "delivery_pause",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", sa.String(64), nullable=False),
        sa.Column("paused_at", ID, nullable=False),
        sa.Column("paused_by", REF, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("resumed_at", ID),
        sa.Column("resumed_by", REF),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_delivery_pause_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_pause"),
        sqlite_autoincrement=True,
        comment="When all delivery was stopped, and for how long",
    )
    op.create_index("ix_delivery_pause_agency_id", "delivery_pause", ["agency_id"])
    guarded("delivery_pause")
