"""The index by which rules look for other events of a case says whether one counts, without the event itself."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_NAME = "ix_event_case_id_kind_occurred_at_id"
_BEFORE = ("case_id", "kind", "occurred_at", "id")


def upgrade() -> None:
    _make((*_BEFORE, "occurred_day", "precision", "seen", "held"))


def downgrade() -> None:
    _make(_BEFORE)


def _make(columns: Sequence[str]) -> None:
    op.drop_index(_NAME, "event")
    op.create_index(
        _NAME, "event", list(columns), sqlite_where=sa.text("live = 1"), postgresql_where=sa.text("live")
    )
