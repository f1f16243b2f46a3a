"""Which rules a source cannot answer, and what else rules need to know."""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table yet."""
