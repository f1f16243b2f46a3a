"""Cases that somebody opened outside their own: by whom, why, and until when."""

from sqlalchemy import Column, Index, Table, Text

from lif_plugin.store.tables.base import Id, Ref, Uuid, agency_column, case_column, metadata

opened_case = Table(
    "opened_case",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    case_column(primary_key=False),
    Column("subject", Ref, nullable=False),
    Column("roles", Ref, nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened_at", Id, nullable=False),
    Column("ends_at", Id, nullable=False),
    Column("told_at", Id, comment="When those who watch over it were told by e-mail"),
    Index("ix_opened_case_agency_id_subject", "agency_id", "subject", "ends_at"),
    Index("ix_opened_case_case_id", "case_id"),
    comment="Cases that somebody opened outside their own, for a limited time",
)
