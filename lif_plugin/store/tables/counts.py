"""Counts across agencies: of what is learnt, kept up as it is written; of children, published for closed months."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from lif_plugin.store.tables.base import Name, Uuid, agency_column, metadata
from lif_plugin.store.tables.learning import shared_table

learning_tally = Table(
    "learning_tally",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("partnership_id", Name, ForeignKey("partnership.id"), nullable=False, index=True),
    Column("shared", Boolean, nullable=False),
    Column("what", String(12), nullable=False, comment="item, finding or action"),
    Column("theme", Name, nullable=False),
    Column("of_agency", Name, nullable=False, comment="Who recorded it; of an action, who carries it out"),
    Column("source_of_learning", Name, nullable=False),
    Column("month", Integer, nullable=False, comment="YYYYMM of the item's day"),
    Column("state", String(16), nullable=False),
    Column("stage", Name, nullable=False),
    Column("due", Integer, nullable=False, comment="Of what can be late; 0: nothing, 1: it is late"),
    Column("days", Integer, nullable=False, comment="From writing down to closing; -1: cannot be told"),
    Column("voice", String(12), nullable=False, comment="Of an item that a child's view began"),
    Column("count", Integer, nullable=False, comment="May be negative: the sum over agencies counts"),
    Index("ix_learning_tally_agency_id_due", "agency_id", "due"),
    comment="How many shared rows of learning there are of each kind: summed up as they are written",
)

learning_written = Table(
    "learning_written",
    metadata,
    agency_column(primary_key=True),
    Column("partnership_id", Name, ForeignKey("partnership.id"), primary_key=True),
    Column("shared", Boolean, primary_key=True),
    Column("times", Integer, nullable=False),
    comment="How often an agency has written learning that counts: figures worked out before stand until it has again",
)

published_count = shared_table(
    "published_count",
    Column("month", Integer, nullable=False, comment="YYYYMM"),
    Column("of_agency", Name, nullable=False, comment="Empty: of all agencies together"),
    Column("support", Name, nullable=False, comment="Empty: any"),
    Column("band", Name, nullable=False, comment="Age at the month's end; empty: any"),
    Column("count", Integer, comment="NULL: there is a symbol instead"),
    Column("symbol", String(1), comment="c suppressed, z not applicable"),
    UniqueConstraint("partnership_id", "month", "of_agency", "support", "band"),
    comment="Children counted for partners: written once for a closed month, small numbers suppressed",
)
