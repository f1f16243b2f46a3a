"""What a source lets rules answer: the fields that any of its rows recorded, and the rules beyond its reach."""

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from lif_plugin.store.tables.base import Id, Name, Ref, agency_column, metadata

recorded_field = Table(
    "recorded_field",
    metadata,
    agency_column(primary_key=True),
    Column("source", Name, primary_key=True),
    Column("kind", Name, primary_key=True),
    Column("field", Name, primary_key=True, comment="Empty: there are rows of the kind at all"),
    comment="Typed fields that some live fact of a source holds",
)

out_of_reach = Table(
    "out_of_reach",
    metadata,
    agency_column(primary_key=True),
    Column("source", Name, primary_key=True),
    Column("rule", Name, primary_key=True),
    Column("about", Name, comment="Only cases with a fact of this kind; NULL: every case"),
    Column("reason", Name, nullable=False),
    Column("lacking", Text, nullable=False),
    Column("plugin", Name, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("severity", String(8), nullable=False),
    Column("addressees", Ref, nullable=False, comment="Role names with commas around each"),
    Column("message", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("as_of", Integer, nullable=False),
    Column("config_version", Integer, nullable=False),
    Column("asked", Boolean, nullable=False, comment="Asked of the facts that are there all the same"),
    Column("raised_at", Id, nullable=False),
    comment="What is the same for every case of a source, so it is kept once: these rules cannot tell",
)
