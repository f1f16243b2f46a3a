"""Requests that carry a key of their sender's, so that the same request a second time does nothing twice."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import guarded
from lif_plugin.store.migrations.shared import ID, NAME, REF

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_once",
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("caller", REF, nullable=False, comment="Who asked: another's key is another key"),
        sa.Column("key", NAME, nullable=False, comment="SHA-256 of the key"),
        sa.Column("digest", NAME, nullable=False, comment="SHA-256 of what was asked"),
        sa.Column("answer", sa.Text(), comment="What the answer is made of again, JSON: ids and numbers"),
        sa.Column("until", ID, nullable=False, comment="When the row may go"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_asked_once_agency_id"),
        sa.PrimaryKeyConstraint("agency_id", "caller", "key", name="pk_asked_once"),
        comment="What was asked with a key and done, in the same transaction as what it did",
    )
    op.create_index("ix_asked_once_agency_id_until", "asked_once", ["agency_id", "until"])
    guarded("asked_once")
