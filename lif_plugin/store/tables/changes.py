"""What changed, in the order in which it was committed: an id and a word, never what stands in it.

Triggers write these rows, so that nothing that changes what others may read can forget to; see
`migrations/changes.py`.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, text

from lif_plugin.store.tables.base import Id, Name, Uuid, agency_column, metadata

_SHARED = text("shared")

change = Table(
    "change",
    metadata,
    Column(
        "id", Id, primary_key=True, autoincrement=True, comment="Within an agency in the order of commits"
    ),
    agency_column(),
    Column("kind", String(16), nullable=False),
    Column("node", Uuid, nullable=False),
    Column("what", String(8), nullable=False),
    Column("at", Id, nullable=False),
    Column("case_id", Id, comment="The case it is about, also when that has gone"),
    Column("shared", Boolean, nullable=False),
    Column("partnership_id", Name),
    Index("ix_change_agency_id_id", "agency_id", "id"),
    Index("ix_change_shared", "agency_id", "id", sqlite_where=_SHARED, postgresql_where=_SHARED),
    Index("ix_change_at", "agency_id", "at"),
    sqlite_autoincrement=True,
    comment="What others may want to read again; kept for some weeks",
)

change_floor = Table(
    "change_floor",
    metadata,
    Column("agency_id", Name, ForeignKey("agency.id"), primary_key=True),
    Column("floor", Id, nullable=False, comment="Changes up to this id are kept no longer"),
    Column("due_until", Id, nullable=False, comment="What fell due up to this time was told (UTC ms)"),
    comment="How far back an agency's changes reach; numbers only, so that partners may know",
)
