"""Backtests: what was asked, the parts of the record it is worked through in, and what was counted; never a prompt."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from lif_plugin.store.tables.base import Id, Name, Ref, Uuid, agency_column, case_column, metadata

backtest = Table(
    "backtest",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    Column(
        "asked", String(32), nullable=False, comment="Digest of all that was asked: the same is gone on with"
    ),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("known", String(8), nullable=False, comment="then or now"),
    Column("every", String(8), nullable=False, comment="day or week"),
    Column("sides", Text, nullable=False, comment="Names and configurations that are compared"),
    Column("fields", Text, nullable=False, comment="What each source's facts held at each moment"),
    Column(
        "viewer", Text, nullable=False, comment="Who asked and for what purpose: reads are logged as theirs"
    ),
    Column("begun_at", Id, nullable=False),
    Column("finished_at", Id),
    Index("ix_backtest_agency_id_asked", "agency_id", "asked"),
    sqlite_autoincrement=True,
    comment="A period worked through under some configurations",
)

backtest_part = Table(
    "backtest_part",
    metadata,
    Column("backtest_id", Id, ForeignKey("backtest.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    agency_column(),
    Column("source", Name, nullable=False),
    Column("first_case", Id, nullable=False),
    Column("last_case", Id, nullable=False),
    Column("cases", Integer, nullable=False),
    Column("done_at", Id),
    comment="A range of one source's cases, done at once or not at all",
)

backtest_count = Table(
    "backtest_count",
    metadata,
    Column("backtest_id", Id, ForeignKey("backtest.id"), primary_key=True),
    Column("part", Integer, primary_key=True, comment="0: decided over all parts together"),
    Column("side", Integer, primary_key=True),
    Column("rule", Name, primary_key=True),
    Column(
        "week", Integer, primary_key=True, comment="Its first day, YYYYMMDD; 0: how cases stand at the end"
    ),
    Column("what", String(16), primary_key=True, comment="A state, or how prompts reach people"),
    agency_column(),
    Column("count", Integer, nullable=False),
    comment="Cases in a state at the end, and prompts raised in a week",
)

backtest_push = Table(
    "backtest_push",
    metadata,
    Column("backtest_id", Id, ForeignKey("backtest.id"), primary_key=True),
    Column("side", Integer, primary_key=True),
    Column("result_id", Uuid, primary_key=True),
    Column("part", Integer, nullable=False),
    agency_column(),
    case_column(primary_key=False),
    Column("rule", Name, nullable=False),
    Column("day", Integer, nullable=False, comment="The moment by which it was raised, YYYYMMDD"),
    Column("person", Ref, nullable=False),
    Column("severity", String(8), nullable=False),
    Column("occurred_day", Integer),
    Column("not_before", Id, nullable=False),
    comment="What would ask to interrupt somebody, until the budget has been applied to all of it; then empty",
)
