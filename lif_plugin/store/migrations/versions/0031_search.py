"""Words of what was learnt can be looked for: an index over each table on PostgreSQL, a table of words on SQLite."""

from alembic import op

from lif_plugin.store.tables.words import FOUND, MAKE, WORDED, Worded, indexing, said

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for one in WORDED:
            op.execute(indexing(one))
        return
    op.execute(MAKE)
    for one in WORDED:
        op.execute(
            f"INSERT INTO {FOUND} (node, kind, words) SELECT id, '{one.node}', {said(one)} FROM {one.table}"
        )
        _keep(one)


def _keep(one: Worded) -> None:
    """Keep the words of a table's rows as they are added, change and go."""
    columns = ", ".join(name for name in one.columns if name)
    add = f"INSERT INTO {FOUND} (node, kind, words) VALUES (NEW.id, '{one.node}', {said(one, 'NEW.')});"
    drop = f"DELETE FROM {FOUND} WHERE node = OLD.id;"
    for name, when, does in (
        ("added", "AFTER INSERT", add),
        ("changed", f"AFTER UPDATE OF {columns}", drop + add),
        ("gone", "AFTER DELETE", drop),
    ):
        op.execute(f"CREATE TRIGGER {one.table}_words_{name} {when} ON {one.table} BEGIN {does} END")
