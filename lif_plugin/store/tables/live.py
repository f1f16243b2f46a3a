"""Connections with live platforms: what was last seen of each case, hints that wait, and the outbox."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from lif_plugin.store.tables.base import Id, Name, Ref, Uuid, agency_column, case_column, metadata

live_connection = Table(
    "live_connection",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    Column("name", Name, nullable=False),
    Column("adapter", Name, nullable=False),
    Column("source", Name, nullable=False),
    Column("settings", Text, nullable=False, comment="JSON, without secrets"),
    Column("secrets", Text, nullable=False, comment="Files or environment variables that hold secrets, JSON"),
    Column("every_ms", Id, nullable=False, comment="How long after a poll the next one comes"),
    Column("state", String(8), nullable=False, comment="running or stopped"),
    Column("reason", Name, comment="Why it stopped, or why the last poll came to nothing"),
    Column("said", Text, comment="The same as a sentence, never one that a platform wrote"),
    Column("version", Integer, nullable=False),
    Column("run_id", Id, ForeignKey("import_run.id"), nullable=False, comment="Counts and refused cases"),
    Column("cursor", Text, comment="The adapter's own; kept only with the cases before it"),
    Column("covered_until", Id, comment="Up to when everything recorded is known"),
    Column("polled_at", Id),
    Column("poll_at", Id, nullable=False, comment="When the next poll is due"),
    Column("tries", Integer, nullable=False, comment="Polls in a row that came to nothing"),
    Column("turn", Integer, nullable=False, comment="Counts who polls: an older turn may write nothing"),
    Column("turn_by", Ref, comment="The executor whose turn it is"),
    Column("turn_until", Id, nullable=False, comment="When whoever polls counts as dead"),
    Column("saved_at", Id, nullable=False),
    Column("saved_by", Ref, nullable=False),
    UniqueConstraint("agency_id", "name"),
    UniqueConstraint("agency_id", "source"),
    sqlite_autoincrement=True,
    comment="One agency's account on one platform",
)


def connection_column(*, primary_key: bool = False) -> Column[int]:
    """The connection a row belongs to."""
    return Column(
        "connection_id", Id, ForeignKey("live_connection.id"), nullable=False, primary_key=primary_key
    )


watched_case = Table(
    "watched_case",
    metadata,
    connection_column(primary_key=True),
    Column("case_ref", Ref, primary_key=True),
    agency_column(),
    Column("digest", Text, nullable=False, comment="Of everything that is watched; empty: not known"),
    Column("moved_at", Id, nullable=False, comment="The platform's time of the last change that was taken"),
    Column("due_on", Integer, comment="The day on which time alone makes a fact"),
    Column("gone", Boolean, nullable=False, comment="Not there any more, or not ours to see"),
    Column("restricted", Boolean, nullable=False, comment="Few may see it there: nothing is shown in it"),
    Column("ask_at", Id, comment="When to look for answers; NULL: nothing is shown there"),
    Index("ix_watched_case_connection_id_due_on", "connection_id", "due_on"),
    Index("ix_watched_case_connection_id_ask_at", "connection_id", "ask_at"),
    comment="What was last seen of each case: that it moved is never enough",
)

case_hint = Table(
    "case_hint",
    metadata,
    connection_column(primary_key=True),
    Column("case_ref", Ref, primary_key=True),
    agency_column(),
    Column(
        "times", Integer, nullable=False, comment="How often it was given: one that comes meanwhile stays"
    ),
    Column(
        "forced", Boolean, nullable=False, comment="Take the case even if nothing that is watched changed"
    ),
    Column("tries", Integer, nullable=False),
    Column("due_at", Id, nullable=False),
    Index("ix_case_hint_connection_id_due_at", "connection_id", "due_at"),
    comment="Cases to look at; many hints make one look",
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    connection_column(),
    case_column(primary_key=False),
    Column("case_ref", Ref, nullable=False),
    Column("prompt_id", Uuid, nullable=False),
    Column("want", String(8), nullable=False, comment="show or withdraw"),
    Column("state", String(8), nullable=False, comment="waiting, claimed, done, dead or dropped"),
    Column("text", Text, nullable=False, comment="A neutral sentence of ours: no name, no word of a record"),
    Column("by_hand", Boolean, nullable=False, comment="Somebody asked for it; evaluation leaves it so"),
    Column(
        "claims", Integer, nullable=False, comment="How often it was begun: an older claim may write nothing"
    ),
    Column("tries", Integer, nullable=False, comment="How often it came to nothing"),
    Column("due_at", Id, nullable=False),
    Column("executor", Ref),
    Column("lease_until", Id, comment="When whoever claimed it counts as dead"),
    Column("reason", Name, comment="The code of what went wrong last"),
    Column("said", Text, comment="The same as a sentence, never one that a platform wrote"),
    Column("outcome", String(12), comment="written, there, answered, ended, absent or taken_back"),
    Column("receipt", Ref, comment="The platform's own id of what shows the prompt"),
    Column("made_at", Id, nullable=False),
    Column("done_at", Id),
    Index("ix_outbox_connection_id_state_due_at", "connection_id", "state", "due_at"),
    Index("ix_outbox_connection_id_case_ref", "connection_id", "case_ref"),
    Index("ix_outbox_case_id_prompt_id", "case_id", "prompt_id"),
    sqlite_autoincrement=True,
    comment="What goes to a platform, at least once and in order; written with the result it is about",
)

platform_answer = Table(
    "platform_answer",
    metadata,
    connection_column(primary_key=True),
    Column("prompt_id", Uuid, primary_key=True),
    Column("receipt", Ref, primary_key=True),
    agency_column(),
    case_column(primary_key=False),
    Column("seen_at", Id, nullable=False),
    comment="Answers that were taken from a platform: the first that is seen counts",
)
