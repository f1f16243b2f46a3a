"""Backtests: what was asked, its parts, what was counted."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import guarded

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.String(64)
REF = sa.String(200)


def upgrade() -> None:
    """Make the tables."""
    _backtest()
    _part()
    _count()
    _push()
    guarded("backtest", "backtest_part", "backtest_count", "backtest_push")


def _backtest() -> None:
    op.create_table(
        "backtest",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column(
            "asked",
            sa.String(32),
            nullable=False,
            comment="Digest of all that was asked: the same is gone on with",
        ),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("known", sa.String(8), nullable=False, comment="then or now"),
        sa.Column("every", sa.String(8), nullable=False, comment="day or week"),
        sa.Column("sides", sa.Text(), nullable=False, comment="Names and configurations that are compared"),
        sa.Column(
            "fields", sa.Text(), nullable=False, comment="What each source's facts held at each moment"
        ),
        sa.Column(
            "viewer",
            sa.Text(),
            nullable=False,
            comment="Who asked and for what purpose: reads are logged as theirs",
        ),
        sa.Column("begun_at", ID, nullable=False),
        sa.Column("finished_at", ID),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_backtest_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_backtest"),
        sqlite_autoincrement=True,
        comment="A period worked through under some configurations",
    )
    op.create_index("ix_backtest_agency_id_asked", "backtest", ["agency_id", "asked"])


def _part() -> None:
    op.create_table(
        "backtest_part",
        sa.Column("backtest_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("first_case", ID, nullable=False),
        sa.Column("last_case", ID, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("done_at", ID),
        sa.ForeignKeyConstraint(["backtest_id"], ["backtest.id"], name="fk_backtest_part_backtest_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_backtest_part_agency_id"),
        sa.PrimaryKeyConstraint("backtest_id", "number", name="pk_backtest_part"),
        comment="A range of one source's cases, done at once or not at all",
    )


def _count() -> None:
    op.create_table(
        "backtest_count",
        sa.Column("backtest_id", ID, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False, comment="0: decided over all parts together"),
        sa.Column("side", sa.Integer(), nullable=False),
        sa.Column("rule", NAME, nullable=False),
        sa.Column(
            "week",
            sa.Integer(),
            nullable=False,
            comment="Its first day, YYYYMMDD; 0: how cases stand at the end",
        ),
        sa.Column("what", sa.String(16), nullable=False, comment="A state, or how prompts reach people"),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["backtest_id"], ["backtest.id"], name="fk_backtest_count_backtest_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_backtest_count_agency_id"),
        sa.PrimaryKeyConstraint(
            "backtest_id", "part", "side", "rule", "week", "what", name="pk_backtest_count"
        ),
        comment="Cases in a state at the end, and prompts raised in a week",
    )


def _push() -> None:
    op.create_table(
        "backtest_push",
        sa.Column("backtest_id", ID, nullable=False),
        sa.Column("side", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.String(36), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("rule", NAME, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False, comment="The moment by which it was raised, YYYYMMDD"),
        sa.Column("person", REF, nullable=False),
        sa.Column("severity", sa.String(8), nullable=False),
        sa.Column("occurred_day", sa.Integer()),
        sa.Column("not_before", ID, nullable=False),
        sa.ForeignKeyConstraint(["backtest_id"], ["backtest.id"], name="fk_backtest_push_backtest_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_backtest_push_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_backtest_push_case_id"),
        sa.PrimaryKeyConstraint("backtest_id", "side", "result_id", name="pk_backtest_push"),
        comment="What would ask to interrupt somebody, until the budget has been applied to all of it; then empty",
    )
