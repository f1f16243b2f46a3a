"""How a migration makes a table whose rows partners may read; what it does for released migrations never changes."""

from typing import Final

import sqlalchemy as sa
from alembic import op

ID: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UUID: Final = sa.String(36)
NAME: Final = sa.String(64)
REF: Final = sa.String(200)


def shared_table(name: str, *columns: sa.schema.SchemaItem, comment: str) -> None:
    """Make a table of rows of an agency in a partnership, with whether partners may read them, by whom and when."""
    op.create_table(
        name,
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("partnership_id", NAME, nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=f"fk_{name}_agency_id"),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name=f"fk_{name}_partnership_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        comment=comment,
    )
