"""Rules that people marked wrong too often: what they were moved to the digest for, and who restored them."""

from sqlalchemy import Column, Index, Integer, Table, Text, text

from lif_plugin.store.tables.base import Id, Name, Ref, agency_column, metadata

rule_demotion = Table(
    "rule_demotion",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    Column("rule", Name, nullable=False),
    Column("wrong", Integer, nullable=False, comment="Answers in the four weeks that said so"),
    Column("answered", Integer, nullable=False, comment="All answers in the four weeks"),
    Column("at", Id, nullable=False),
    Column("restored_at", Id),
    Column("restored_by", Ref),
    Column("why", Text),
    Index(
        "uq_rule_demotion_agency_id_rule",
        "agency_id",
        "rule",
        unique=True,
        sqlite_where=text("restored_at IS NULL"),
        postgresql_where=text("restored_at IS NULL"),
    ),
    sqlite_autoincrement=True,
    comment="Rules that interrupt nobody here any more, until an admin restores them",
)
