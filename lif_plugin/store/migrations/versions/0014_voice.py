"""Fields of events that the later voice rules read, and rules that an agency's people marked wrong too often."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import guarded

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.String(64)
REF = sa.String(200)


def upgrade() -> None:
    for name, form in (
        ("interpreter", REF),
        ("method", REF),
        ("unsafe", sa.String(16)),
        ("linked", sa.String(16)),
        ("written_on", sa.Integer()),
    ):
        op.add_column("event", sa.Column(name, form))
    op.create_table(
        "rule_demotion",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("rule", NAME, nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False, comment="Answers in the four weeks that said so"),
        sa.Column("answered", sa.Integer(), nullable=False, comment="All answers in the four weeks"),
        sa.Column("at", ID, nullable=False),
        sa.Column("restored_at", ID),
        sa.Column("restored_by", REF),
        sa.Column("why", sa.Text()),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_rule_demotion_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rule_demotion"),
        sqlite_autoincrement=True,
        comment="Rules that interrupt nobody here any more, until an admin restores them",
    )
    op.create_index(
        "uq_rule_demotion_agency_id_rule",
        "rule_demotion",
        ["agency_id", "rule"],
        unique=True,
        sqlite_where=sa.text("restored_at IS NULL"),
        postgresql_where=sa.text("restored_at IS NULL"),
    )
    guarded("rule_demotion")
