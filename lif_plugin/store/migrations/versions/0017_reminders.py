"""Who is reminded of actions: the addresses of a role."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import guarded

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NAME = sa.String(64)
REF = sa.String(200)


def upgrade() -> None:
    op.create_table(
        "action_contact",
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("role", NAME, nullable=False, comment="As actions name their owner's role"),
        sa.Column("address", REF, nullable=False),
        sa.Column("added_by", REF, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_action_contact_agency_id"),
        sa.PrimaryKeyConstraint("agency_id", "role", "address", name="pk_action_contact"),
        comment="Who is reminded of a role's actions by e-mail; addresses of staff, never of families",
    )
    guarded("action_contact")
