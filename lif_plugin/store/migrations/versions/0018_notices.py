"""What workers write back about a notice that a case was picked for an audit."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import guarded

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.String(64)
REF = sa.String(200)
UUID = sa.String(36)


def upgrade() -> None:
    op.create_table(
        "notice_reply",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("pick_id", UUID, nullable=False, comment="The pick whose notice it answers"),
        sa.Column("said_by", REF, nullable=False, comment="As the platform names them"),
        sa.Column("said_at", ID, nullable=False),
        sa.Column("text", sa.Text(), comment="The worker's own words; NULL: the notice was seen"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_notice_reply_case_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_notice_reply_agency_id"),
        sa.PrimaryKeyConstraint("case_id", "id", name="pk_notice_reply"),
        comment="What workers wrote back, in their own system, about a notice that a case was picked for an audit",
    )
    op.create_index("ix_notice_reply_agency_id_case_id", "notice_reply", ["agency_id", "case_id"])
    guarded("notice_reply")
