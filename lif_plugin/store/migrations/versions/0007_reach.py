"""Which rules a source cannot answer, and what else rules need to know."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import guarded

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.String(64)
REF = sa.String(200)


def upgrade() -> None:
    """Make the tables and add the fields of events that rules read."""
    for name, form in (
        ("joint", sa.String(16)),
        ("purpose", REF),
        ("participation", REF),
        ("service", REF),
    ):
        op.add_column("event", sa.Column(name, form))
    op.create_table(
        "recorded_field",
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("field", NAME, nullable=False, comment="Empty: there are rows of the kind at all"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_recorded_field_agency_id"),
        sa.PrimaryKeyConstraint("agency_id", "source", "kind", "field", name="pk_recorded_field"),
        comment="Typed fields that some live fact of a source holds",
    )
    op.create_table(
        "out_of_reach",
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("rule", NAME, nullable=False),
        sa.Column("about", NAME, comment="Only cases with a fact of this kind; NULL: every case"),
        sa.Column("reason", NAME, nullable=False),
        sa.Column("lacking", sa.Text(), nullable=False),
        sa.Column("plugin", NAME, nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(8), nullable=False),
        sa.Column("addressees", REF, nullable=False, comment="Role names with commas around each"),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("config_version", sa.Integer(), nullable=False),
        sa.Column(
            "asked", sa.Boolean(), nullable=False, comment="Asked of the facts that are there all the same"
        ),
        sa.Column("raised_at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_out_of_reach_agency_id"),
        sa.PrimaryKeyConstraint("agency_id", "source", "rule", name="pk_out_of_reach"),
        comment="What is the same for every case of a source, so it is kept once: these rules cannot tell",
    )
    guarded("recorded_field", "out_of_reach")
