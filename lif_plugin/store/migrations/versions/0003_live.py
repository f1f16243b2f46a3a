"""Connections with live platforms: what was last seen of each case, hints that wait, and the outbox."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import guarded

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UUID = sa.String(36)
NAME = sa.String(64)
REF = sa.String(200)


def _connections() -> None:
    op.create_table(
        "live_connection",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("adapter", NAME, nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("settings", sa.Text(), nullable=False, comment="JSON, without secrets"),
        sa.Column(
            "secrets",
            sa.Text(),
            nullable=False,
            comment="Files or environment variables that hold secrets, JSON",
        ),
        sa.Column("every_ms", ID, nullable=False, comment="How long after a poll the next one comes"),
        sa.Column("state", sa.String(8), nullable=False, comment="running or stopped"),
        sa.Column("reason", NAME, comment="Why it stopped, or why the last poll came to nothing"),
        sa.Column("said", sa.Text(), comment="The same as a sentence, never one that a platform wrote"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("run_id", ID, nullable=False, comment="Counts and refused cases"),
        sa.Column("cursor", sa.Text(), comment="The adapter's own; kept only with the cases before it"),
        sa.Column("covered_until", ID, comment="Up to when everything recorded is known"),
        sa.Column("polled_at", ID),
        sa.Column("poll_at", ID, nullable=False, comment="When the next poll is due"),
        sa.Column("tries", sa.Integer(), nullable=False, comment="Polls in a row that came to nothing"),
        sa.Column(
            "turn", sa.Integer(), nullable=False, comment="Counts who polls: an older turn may write nothing"
        ),
        sa.Column("turn_by", REF, comment="The executor whose turn it is"),
        sa.Column("turn_until", ID, nullable=False, comment="When whoever polls counts as dead"),
        sa.Column("saved_at", ID, nullable=False),
        sa.Column("saved_by", REF, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_live_connection_agency_id"),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name="fk_live_connection_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_live_connection"),
        sa.UniqueConstraint("agency_id", "name", name="uq_live_connection_agency_id_name"),
        sa.UniqueConstraint("agency_id", "source", name="uq_live_connection_agency_id_source"),
        comment="One agency's account on one platform",
        sqlite_autoincrement=True,
    )


def _hints() -> None:
    op.create_table(
        "case_hint",
        sa.Column("connection_id", ID, nullable=False),
        sa.Column("case_ref", REF, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column(
            "times",
            sa.Integer(),
            nullable=False,
            comment="How often it was given: one that comes meanwhile stays",
        ),
        sa.Column(
            "forced",
            sa.Boolean(),
            nullable=False,
            comment="Take the case even if nothing that is watched changed",
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_case_hint_agency_id"),
        sa.ForeignKeyConstraint(["connection_id"], ["live_connection.id"], name="fk_case_hint_connection_id"),
        sa.PrimaryKeyConstraint("connection_id", "case_ref", name="pk_case_hint"),
        comment="Cases to look at; many hints make one look",
    )
    op.create_index("ix_case_hint_connection_id_due_at", "case_hint", ["connection_id", "due_at"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("connection_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("case_ref", REF, nullable=False),
        sa.Column("prompt_id", UUID, nullable=False),
        sa.Column("want", sa.String(8), nullable=False, comment="show or withdraw"),
        sa.Column("state", sa.String(8), nullable=False, comment="waiting, claimed, done, dead or dropped"),
        sa.Column(
            "text",
            sa.Text(),
            nullable=False,
            comment="A neutral sentence of ours: no name, no word of a record",
        ),
        sa.Column(
            "by_hand", sa.Boolean(), nullable=False, comment="Somebody asked for it; evaluation leaves it so"
        ),
        sa.Column(
            "claims",
            sa.Integer(),
            nullable=False,
            comment="How often it was begun: an older claim may write nothing",
        ),
        sa.Column("tries", sa.Integer(), nullable=False, comment="How often it came to nothing"),
        sa.Column("due_at", ID, nullable=False),
        sa.Column("executor", REF),
        sa.Column("lease_until", ID, comment="When whoever claimed it counts as dead"),
        sa.Column("reason", NAME, comment="The code of what went wrong last"),
        sa.Column("said", sa.Text(), comment="The same as a sentence, never one that a platform wrote"),
        sa.Column("outcome", sa.String(12), comment="written, there, answered, ended, absent or taken_back"),
        sa.Column("receipt", REF, comment="The platform's own id of what shows the prompt"),
        sa.Column("made_at", ID, nullable=False),
        sa.Column("done_at", ID),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_outbox_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_outbox_case_id"),
        sa.ForeignKeyConstraint(["connection_id"], ["live_connection.id"], name="fk_outbox_connection_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        comment="What goes to a platform, at least once and in order; written with the result it is about",
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_case_id_prompt_id", "outbox", ["case_id", "prompt_id"])
    op.create_index("ix_outbox_connection_id_case_ref", "outbox", ["connection_id", "case_ref"])
    op.create_index("ix_outbox_connection_id_state_due_at", "outbox", ["connection_id", "state", "due_at"])


def _answers() -> None:
    op.create_table(
        "platform_answer",
        sa.Column("connection_id", ID, nullable=False),
        sa.Column("prompt_id", UUID, nullable=False),
        sa.Column("receipt", REF, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("seen_at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_platform_answer_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_platform_answer_case_id"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["live_connection.id"], name="fk_platform_answer_connection_id"
        ),
        sa.PrimaryKeyConstraint("connection_id", "prompt_id", "receipt", name="pk_platform_answer"),
        comment="Answers that were taken from a platform: the first that is seen counts",
    )


def _watched() -> None:
    op.create_table(
        "watched_case",
        sa.Column("connection_id", ID, nullable=False),
        sa.Column("case_ref", REF, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column(
            "digest", sa.Text(), nullable=False, comment="Of everything that is watched; empty: not known"
        ),
        sa.Column(
            "moved_at", ID, nullable=False, comment="The platform's time of the last change that was taken"
        ),
        sa.Column("due_on", sa.Integer(), comment="The day on which time alone makes a fact"),
        sa.Column("gone", sa.Boolean(), nullable=False, comment="Not there any more, or not ours to see"),
        sa.Column(
            "restricted", sa.Boolean(), nullable=False, comment="Few may see it there: nothing is shown in it"
        ),
        sa.Column("ask_at", ID, comment="When to look for answers; NULL: nothing is shown there"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_watched_case_agency_id"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["live_connection.id"], name="fk_watched_case_connection_id"
        ),
        sa.PrimaryKeyConstraint("connection_id", "case_ref", name="pk_watched_case"),
        comment="What was last seen of each case: that it moved is never enough",
    )
    op.create_index("ix_watched_case_connection_id_ask_at", "watched_case", ["connection_id", "ask_at"])
    op.create_index("ix_watched_case_connection_id_due_on", "watched_case", ["connection_id", "due_on"])


def upgrade() -> None:
    _connections()
    _hints()
    _outbox()
    _answers()
    _watched()
    guarded("live_connection", "case_hint", "outbox", "platform_answer", "watched_case")
