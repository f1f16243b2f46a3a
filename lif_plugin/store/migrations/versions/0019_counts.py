"""Counts across agencies: what is learnt, kept up as it is written; children, published once for a closed month."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import published, shared_with_partners
from lif_plugin.store.migrations.shared import NAME, UUID, shared_table

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learning_tally",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("partnership_id", NAME, nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("what", sa.String(12), nullable=False, comment="item, finding or action"),
        sa.Column("theme", NAME, nullable=False),
        sa.Column(
            "of_agency", NAME, nullable=False, comment="Who recorded it; of an action, who carries it out"
        ),
        sa.Column("source_of_learning", NAME, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False, comment="YYYYMM of the item's day"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("stage", NAME, nullable=False),
        sa.Column(
            "due", sa.Integer(), nullable=False, comment="Of what can be late; 0: nothing, 1: it is late"
        ),
        sa.Column(
            "days", sa.Integer(), nullable=False, comment="From writing down to closing; -1: cannot be told"
        ),
        sa.Column("voice", sa.String(12), nullable=False, comment="Of an item that a child's view began"),
        sa.Column(
            "count", sa.Integer(), nullable=False, comment="May be negative: the sum over agencies counts"
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_learning_tally_agency_id"),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name="fk_learning_tally_partnership_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_learning_tally"),
        comment="How many shared rows of learning there are of each kind: summed up as they are written",
    )
    op.create_index("ix_learning_tally_partnership_id", "learning_tally", ["partnership_id"])
    op.create_index("ix_learning_tally_agency_id_due", "learning_tally", ["agency_id", "due"])
    op.create_table(
        "learning_written",
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("partnership_id", NAME, nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_learning_written_agency_id"),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name="fk_learning_written_partnership_id"
        ),
        sa.PrimaryKeyConstraint("agency_id", "partnership_id", "shared", name="pk_learning_written"),
        comment="How often an agency has written learning that counts: figures worked out before stand until it has again",
    )
    shared_with_partners("learning_tally", "learning_written")
    shared_table(
        "published_count",
        sa.Column("month", sa.Integer(), nullable=False, comment="YYYYMM"),
        sa.Column("of_agency", NAME, nullable=False, comment="Empty: of all agencies together"),
        sa.Column("support", NAME, nullable=False, comment="Empty: any"),
        sa.Column("band", NAME, nullable=False, comment="Age at the month's end; empty: any"),
        sa.Column("count", sa.Integer(), comment="NULL: there is a symbol instead"),
        sa.Column("symbol", sa.String(1), comment="c suppressed, z not applicable"),
        sa.UniqueConstraint("partnership_id", "month", "of_agency", "support", "band",
                            name="uq_published_count_partnership_id_month_of_agency_support_band"),
        comment="Children counted for partners: written once for a closed month, small numbers suppressed",
    )  # fmt: skip
    published("published_count")
