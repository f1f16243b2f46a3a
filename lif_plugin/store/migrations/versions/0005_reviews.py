"""Review links: criteria, clocks, people's decisions and days, and removals that wait for a review."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import append_only, guarded

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UUID = sa.String(36)
NAME = sa.String(64)
REF = sa.String(200)


def _links() -> None:
    nothing = sa.text("''")
    columns = (
        sa.Column("subject", REF, nullable=False, server_default=nothing, comment="The incident, by its key"),
        sa.Column("label", sa.Text(), nullable=False, server_default=nothing),
        sa.Column("day", sa.Integer(), comment="When the incident was, YYYYMMDD"),
        sa.Column("aware_at", ID, comment="The agency knew of it at the latest; NULL: only people can say"),
        sa.Column(
            "detail",
            sa.Text(),
            nullable=False,
            server_default=sa.text("'{}'"),
            comment="Criteria, clocks and notes, JSON",
        ),
    )
    is_postgresql = op.get_context().dialect.name == "postgresql"
    # SQLite makes the table anew, so that it reads as if it had been made like this.
    with op.batch_alter_table("review_link", recreate="auto" if is_postgresql else "always") as table:
        for column in columns:
            table.add_column(column)
    op.create_index("ix_review_link_id", "review_link", ["id"])
    op.create_index("ix_review_link_agency_id_raised_at_id", "review_link", ["agency_id", "raised_at", "id"])


def _own(table: str, *columns: sa.Column, comment: str) -> None:  # type: ignore[type-arg]
    """Make a table of one case's rows, numbered as they come."""
    op.create_table(
        table,
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=f"fk_{table}_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=f"fk_{table}_case_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sqlite_autoincrement=True,
        comment=comment,
    )
    op.create_index(f"ix_{table}_agency_id_case_id", table, ["agency_id", "case_id"])


def upgrade() -> None:
    """Let links say what they rest on, and keep what people decide and state."""
    _links()
    _own(
        "review_decision",
        sa.Column("link_id", UUID, nullable=False),
        sa.Column("decision", sa.String(8), nullable=False, comment="yes, no or not_yet"),
        sa.Column("decided_on", sa.Integer(), nullable=False),
        sa.Column("recommended_by", REF, nullable=False),
        sa.Column("decided_by", REF, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("dissent", sa.Text()),
        sa.Column("criteria", sa.Text(), nullable=False, comment="As people saw and answered them, JSON"),
        sa.Column("by", REF, nullable=False, comment="Who wrote it down"),
        sa.Column("roles", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        comment="Every decision on a review link; the last counts; append-only",
    )
    op.create_index("ix_review_decision_link_id", "review_decision", ["link_id"])
    _own(
        "review_day",
        sa.Column("subject", REF, nullable=False, comment="The incident, as review_link has it"),
        sa.Column("milestone", sa.String(24), nullable=False),
        sa.Column("day", sa.Integer(), comment="NULL: what was stated before is taken back"),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        comment="Days that people stated of an incident; the last of each counts; append-only",
    )
    _own(
        "waiting_removal",
        sa.Column("source", NAME, nullable=False),
        sa.Column("key", REF, nullable=False, comment="Keys that begin so; empty: all of the case"),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("origin", REF, nullable=False),
        sa.Column("asked_at", ID, nullable=False),
        sa.Column("done_at", ID),
        comment="Removals a source asked for while the records were on hold",
    )
    append_only("review_decision", "review_day")
    guarded("waiting_removal")
