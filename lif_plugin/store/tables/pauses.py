"""Pauses: from when to when nothing was delivered for an agency, and who wanted it so."""

from sqlalchemy import Column, Index, Table, Text

from lif_plugin.store.tables.base import Id, Ref, agency_column, metadata

delivery_pause = Table(
    "delivery_pause",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    Column("paused_at", Id, nullable=False),
    Column("paused_by", Ref, nullable=False),
    Column("why", Text, nullable=False),
    Column("resumed_at", Id),
    Column("resumed_by", Ref),
    Index("ix_delivery_pause_agency_id", "agency_id"),
    sqlite_autoincrement=True,
    comment="When all delivery was stopped, and for how long",
)
