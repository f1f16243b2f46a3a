"""What stays of facts that were removed for good."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import append_only

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of purges."""
    op.create_table(
        "purge",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", sa.String(64), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("import_id", ID, nullable=False, comment="0: a live feed"),
        sa.Column("origin", sa.String(200), nullable=False, comment="file number and row"),
        sa.Column(
            "whole", sa.Boolean(), nullable=False, comment="All of the case, not only some of its facts"
        ),
        sa.Column("versions", sa.Integer(), nullable=False, comment="How many versions of facts went"),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_purge_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_purge_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_purge"),
        sqlite_autoincrement=True,
        comment="What stays of a removal; append-only",
    )
    op.create_index("ix_purge_agency_id_import_id", "purge", ["agency_id", "import_id"])
    append_only("purge")
