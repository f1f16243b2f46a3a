"""Partnerships: agencies that learn together by one framework. A directory, without anybody's data."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from lif_plugin.store.tables.base import Id, Name, metadata

partnership = Table(
    "partnership",
    metadata,
    Column("id", Name, primary_key=True),
    Column("name", Text, nullable=False),
    Column("framework", Name, nullable=False),
    Column("made_at", Id, nullable=False),
    comment="Directory of partnerships, readable by every viewer",
)

partnership_agency = Table(
    "partnership_agency",
    metadata,
    Column("partnership_id", Name, ForeignKey("partnership.id"), primary_key=True),
    Column("agency_id", Name, ForeignKey("agency.id"), primary_key=True, index=True),
    Column("plays", Name, comment="Which of the framework's agencies it is"),
    Column("since", Integer, nullable=False),
    Column("until", Integer, comment="The last day of membership; after it nothing of the others is seen"),
    Column("purposes", Text, comment="For what it reads the others, each between bars; NULL: anything"),
    comment="Who belongs to which partnership; row policies of learning read it",
)

partnership_version = Table(
    "partnership_version",
    metadata,
    Column("partnership_id", Name, ForeignKey("partnership.id"), primary_key=True),
    Column("since", Integer, primary_key=True),
    Column("framework", Name, nullable=False),
    comment="Which framework a partnership works by from a day on; a directory",
)
