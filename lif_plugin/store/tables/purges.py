"""That facts were removed for good at their source's request: when, by which import; never what they were."""

from sqlalchemy import Boolean, Column, Index, Integer, Table

from lif_plugin.store.tables.base import Id, Name, Ref, agency_column, case_column, metadata

purge = Table(
    "purge",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    case_column(primary_key=False),
    Column("source", Name, nullable=False),
    Column("import_id", Id, nullable=False, comment="0: a live feed"),
    Column("origin", Ref, nullable=False, comment="file number and row"),
    Column("whole", Boolean, nullable=False, comment="All of the case, not only some of its facts"),
    Column("versions", Integer, nullable=False, comment="How many versions of facts went"),
    Column("at", Id, nullable=False),
    Index("ix_purge_agency_id_import_id", "agency_id", "import_id"),
    sqlite_autoincrement=True,
    comment="What stays of a removal; append-only",
)
