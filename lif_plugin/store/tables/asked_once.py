"""Requests that carry a key of their sender's, so that the same request a second time does nothing twice."""

from sqlalchemy import Column, Index, Table, Text

from lif_plugin.store.tables.base import Id, Name, Ref, agency_column, metadata

asked_once = Table(
    "asked_once",
    metadata,
    agency_column(primary_key=True),
    Column("caller", Ref, primary_key=True, comment="Who asked: another's key is another key"),
    Column("key", Name, primary_key=True, comment="SHA-256 of the key"),
    Column("digest", Name, nullable=False, comment="SHA-256 of what was asked"),
    Column("answer", Text, comment="What the answer is made of again, JSON: ids and numbers"),
    Column("until", Id, nullable=False, comment="When the row may go"),
    Index("ix_asked_once_agency_id_until", "agency_id", "until"),
    comment="What was asked with a key and done, in the same transaction as what it did",
)
