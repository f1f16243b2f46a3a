"""Who read what: append-only."""

from sqlalchemy import Column, String, Table, Text

from lif_plugin.store.tables.base import Id, Name, Ref, agency_column, metadata

read_log = Table(
    "read_log",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    Column("at", Id, nullable=False),
    Column("subject", Ref, nullable=False),
    Column("roles", Ref, nullable=False),
    Column("purpose", Ref, nullable=False),
    Column("action", Name, nullable=False),
    Column("cases", Text, nullable=False, comment="Public ids of the cases read, JSON"),
    Column("nonce", String(32), nullable=False, comment="Random, so that no two rows have the same mac"),
    Column(
        "mac",
        String(64),
        nullable=False,
        unique=True,
        comment="HMAC of the row, without its id, with the log key",
    ),
    sqlite_autoincrement=True,
    comment="Every read of case-level data; append-only",
)

read_seal = Table(
    "read_seal",
    metadata,
    agency_column(primary_key=True),
    Column("seal_no", Id, primary_key=True, autoincrement=False),
    Column("log_id", Id, nullable=False, unique=True),
    Column(
        "chain",
        String(64),
        nullable=False,
        comment="HMAC of the seal before, this seal's numbers and the row's mac",
    ),
    comment="One chain for each agency; append-only",
)
