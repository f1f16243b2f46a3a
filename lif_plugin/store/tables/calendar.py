"""The working days of each nation."""

from sqlalchemy import Column, Integer, Table

from lif_plugin.store.tables.base import Name, metadata

calendar = Table(
    "calendar",
    metadata,
    Column("nation", Name, primary_key=True),
    Column("edition", Name, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("workday_no", Integer, nullable=False),
    Column("plus_1m", Integer, nullable=False),
    Column("plus_3m", Integer, nullable=False),
    Column("plus_6m", Integer, nullable=False),
    comment="Days of each nation; the same arithmetic for every store",
)
