"""Telling people what was learnt, whether it got better, and what bodies and roles did when."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint

from lif_plugin.store.tables.base import Name, Ref, Uuid
from lif_plugin.store.tables.learning import shared_table, to_row

briefing = shared_table(
    "briefing",
    to_row("learning_item", nullable=True),
    Column("way", Name, nullable=False, comment="The framework's way of sharing learning"),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("day", Integer, nullable=False),
    comment="Learning put before an audience",
)

briefing_reach = shared_table(
    "briefing_reach",
    to_row("briefing"),
    Column("expected", Integer, nullable=False, comment="How many people of this agency it is meant for"),
    UniqueConstraint("briefing_id", "agency_id"),
    comment="Whom an agency means to reach; owned by that agency",
)

acknowledgement = shared_table(
    "acknowledgement",
    to_row("briefing"),
    Column("role", Name, nullable=False),
    UniqueConstraint("briefing_id", "agency_id", "by"),
    comment="One person has read it; never listed by person outside their own agency",
)

indicator_value = shared_table(
    "indicator_value",
    Column("indicator", Name, nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("numerator", Integer, nullable=False),
    Column("denominator", Integer, nullable=False),
    Column("covered", Integer, nullable=False, comment="Of how many it could be told at all"),
    Column("as_of", Integer, nullable=False),
    Column("basis", String(12), nullable=False, comment="computed from cases, or stated by a person"),
    Index("ix_indicator_value_series", "partnership_id", "indicator", "agency_id", "last_day"),
    comment="An indicator of an agency for a period; a later row of the same period corrects",
)

impact_link = shared_table(
    "impact_link",
    to_row("action"),
    Column("indicator", Name, nullable=False),
    Column("changed_on", Integer, nullable=False, comment="From when the action can have worked"),
    Column("limits", Text, nullable=False, comment="What else may explain a change"),
    comment="Which indicator an action is meant to move",
)

meeting = shared_table(
    "meeting",
    Column("body", Name, nullable=False),
    Column("day", Integer, nullable=False),
    Column("attended", Integer, nullable=False),
    Column("invited", Integer, nullable=False),
    Column("quorate", Boolean, nullable=False),
    Column("minutes", Text),
    Index("ix_meeting_partnership_id_body_day", "partnership_id", "body", "day"),
    comment="A meeting of a body",
)

meeting_decision = shared_table(
    "meeting_decision",
    to_row("meeting"),
    Column("text", Text, nullable=False),
    Column("action_id", Uuid, ForeignKey("action.id"), index=True),
    comment="What a meeting decided; minutes become actions",
)

duty_done = shared_table(
    "duty_done",
    Column("kind", Name, nullable=False, comment="calendar_entry, recurring_report, role_task or obligation"),
    Column("entry", Name, nullable=False, comment="The framework's own id"),
    Column("due", Integer, comment="The day it answers; none for what falls due by an event"),
    Column("done_on", Integer, nullable=False),
    Column("note", Ref),
    Index("ix_duty_done_entry", "partnership_id", "kind", "entry", "done_on"),
    comment="Something a calendar or a role asks for was done",
)
