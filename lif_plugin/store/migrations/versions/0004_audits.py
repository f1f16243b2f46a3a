"""Audit programmes: pool, draws and lapses."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import guarded

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UUID = sa.String(36)
NAME = sa.String(64)
REF = sa.String(200)
READ = "What the worker reads if it is picked"


def _is_postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"


def _nominations() -> None:
    # Nominations of an older version have no occasion: the next evaluation ends them and makes them anew.
    columns = (
        sa.Column("subject", REF, nullable=False, server_default=sa.text("''")),
        sa.Column("day", sa.Integer(), comment="When the trigger was met, YYYYMMDD"),
        sa.Column("authority", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("notice", sa.Text(), nullable=False, server_default=sa.text("''"), comment=READ),
        sa.Column("lapsed_day", sa.Integer(), comment="Not picked in time, YYYYMMDD"),
        sa.Column("picked_in", UUID, comment="The draw that picked its case"),
    )
    # SQLite makes the table anew, so that it reads as if it had been made like this.
    with op.batch_alter_table("nomination", recreate="auto" if _is_postgresql() else "always") as table:
        for column in columns:
            table.add_column(column)
    op.create_index("ix_nomination_agency_id_day", "nomination", ["agency_id", "day"])


def _unknown() -> None:
    op.create_table(
        "audit_unknown",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("plugin", NAME, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("not_covered", sa.Text(), nullable=False, comment="Triggers, with commas between"),
        sa.Column("not_recorded", sa.Text(), nullable=False, comment="Triggers, with commas between"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_audit_unknown_case_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_unknown_agency_id"),
        sa.PrimaryKeyConstraint("case_id", "plugin", name="pk_audit_unknown"),
        comment="Which triggers cannot be told for a case",
    )


def _draws() -> None:
    op.create_table(
        "audit_draw",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("programme", NAME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False, comment="YYYYMM"),
        sa.Column("as_of", sa.Integer(), nullable=False, comment="The last day of the pool, YYYYMMDD"),
        sa.Column("method", NAME, nullable=False),
        sa.Column("seed", REF, nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False, comment="Nominated cases to pick at most"),
        sa.Column("by_chance", sa.Integer(), nullable=False, comment="Other cases to pick at most"),
        sa.Column("nominated", sa.Integer(), nullable=False, comment="Size of the frame of nominated cases"),
        sa.Column("others", sa.Integer(), nullable=False, comment="Size of the frame of other cases"),
        sa.Column(
            "frame", sa.Text(), nullable=False, comment="Members in a stable order, JSON: part, case, stratum"
        ),
        sa.Column(
            "exclusions", sa.Text(), nullable=False, comment="Who was left out of a frame and why, JSON"
        ),
        sa.Column("drawn_at", ID, nullable=False),
        sa.Column("drawn_by", REF, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_draw_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_draw"),
        sa.UniqueConstraint(
            "agency_id", "programme", "month", name="uq_audit_draw_agency_id_programme_month"
        ),
        comment="A draw never changes: frame, method, sizes, seed and exclusions stay",
    )


def _picks() -> None:
    op.create_table(
        "audit_pick",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("draw_id", UUID, nullable=False),
        sa.Column("part", sa.String(12), nullable=False, comment="nominated or random; reported apart"),
        sa.Column("stratum", NAME, nullable=False),
        sa.Column(
            "place",
            sa.Integer(),
            nullable=False,
            comment="The order in which it was drawn, from 1 within its part",
        ),
        sa.Column("triggers", sa.Text(), nullable=False, comment="Triggers of a nominated case, JSON"),
        sa.Column(
            "notices", sa.Text(), nullable=False, comment="Why the programme looks at such cases, JSON"
        ),
        sa.Column(
            "was_open",
            sa.Boolean(),
            comment="Whether the case was open when it was picked; NULL: not known",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_audit_pick_case_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_audit_pick_agency_id"),
        sa.ForeignKeyConstraint(["draw_id"], ["audit_draw.id"], name="fk_audit_pick_draw_id"),
        sa.PrimaryKeyConstraint("case_id", "id", name="pk_audit_pick"),
        comment="The cases that draws picked",
    )
    op.create_index("ix_audit_pick_draw_id", "audit_pick", ["draw_id"])
    op.create_index("ix_audit_pick_agency_id_case_id", "audit_pick", ["agency_id", "case_id"])


def upgrade() -> None:
    """Let nominations have an occasion, and make the tables of the draws."""
    _nominations()
    _unknown()
    _draws()
    _picks()
    guarded("audit_unknown", "audit_draw", "audit_pick")
