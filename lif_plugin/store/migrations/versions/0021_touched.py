"""Of a case that waits to be evaluated: the kinds of its facts that changed, so that the other rules are not asked."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "case_record",
        sa.Column(
            "touched", sa.Text(), comment="While stale, the kinds that changed; NULL: all is asked again"
        ),
    )
