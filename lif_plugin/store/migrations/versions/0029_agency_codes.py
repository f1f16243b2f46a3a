"""The codes by which the health service and the statistics office know an agency."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agency", sa.Column("ods", sa.String(64), comment="Code of the Organisation Data Service"))
    op.add_column(
        "agency", sa.Column("ons", sa.String(64), comment="Code of the Office for National Statistics")
    )
