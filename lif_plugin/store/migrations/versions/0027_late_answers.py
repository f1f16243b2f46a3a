"""Answers that came when nothing waited for them any more."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "answer",
        sa.Column(
            "late",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="Nothing waited for it any more",
        ),
    )
