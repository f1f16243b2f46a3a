"""Telling people without write access: digests and who opted out."""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table yet."""
