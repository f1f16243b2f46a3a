"""Lessons for cases they may apply to, whether they would have helped, and themes that were merged."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from lif_plugin.store.tables.base import Id, Name, Ref, Uuid, agency_column, case_column, metadata
from lif_plugin.store.tables.learning import shared_table, to_row

theme_merge = shared_table(
    "theme_merge",
    Column("theme", Name, nullable=False),
    Column("kept", Name, nullable=False, comment="The theme it is counted as from now on"),
    Column("reason", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Index("ix_theme_merge_partnership_id_theme", "partnership_id", "theme"),
    comment="Two themes of a partnership that are one; what was recorded stays as it was",
)

lesson = shared_table(
    "lesson",
    to_row("learning_item"),
    Column("text", Text, nullable=False),
    Column("theme", Name, nullable=False),
    Column("situation", Text, nullable=False, comment="When it applies, JSON; no case stands in it"),
    Column("day", Integer, nullable=False),
    Column("ended_on", Integer, comment="The day it was withdrawn"),
    comment="What was learnt, published for cases it may apply to",
)

lesson_use = Table(
    "lesson_use",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    case_column(primary_key=False),
    Column("lesson_id", Uuid, nullable=False),
    Column("helped", String(12), nullable=False, comment="yes, no or cannot_tell"),
    Column("day", Integer, nullable=False),
    Column("by", Ref, nullable=False),
    Column("at", Id, nullable=False),
    Index("ix_lesson_use_lesson_id", "lesson_id"),
    Index("ix_lesson_use_case_id", "case_id"),
    sqlite_autoincrement=True,
    comment="Whether a lesson would have helped in a case; own agency only, the last counts",
)
