"""What came event by event stands in a scope of its own, apart from what a connection with a live platform states.

Until here both were called live. A source that no connection has was stated by events alone, so its rows are
renamed; of a source that has one they stay, for nothing says which of the two wrote them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_STATED = ("inbox", "event", "coverage")
_RENAME = (
    "UPDATE {table} SET scope = 'events' WHERE scope = 'live' AND NOT EXISTS (SELECT 1 FROM live_connection "
    "WHERE live_connection.agency_id = {table}.agency_id AND live_connection.source = {table}.source)"
)


def upgrade() -> None:
    # The owner is bound by the row policies too, and would see no row of any agency.
    _bind(False)
    for table in _STATED:
        op.execute(sa.text(_RENAME.format(table=table)))
    _bind(True)


def _bind(bound: bool) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in (*_STATED, "live_connection"):
            op.execute(f"ALTER TABLE {table} {'FORCE' if bound else 'NO FORCE'} ROW LEVEL SECURITY")
