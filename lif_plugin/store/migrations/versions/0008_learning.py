"""The learning cycle: sources, findings, actions, evaluations."""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table yet."""
