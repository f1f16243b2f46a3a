"""Conventions of other systems: tokens used once, cards answered, events received, webhooks sent."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import append_only, guarded

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UUID = sa.String(36)
NAME = sa.String(64)
REF = sa.String(200)


def upgrade() -> None:
    _incoming()
    _outgoing()
    guarded("used_token", "received_event", "webhook_endpoint", "webhook_message")
    append_only("card_feedback", "webhook_try")


def _incoming() -> None:
    op.create_table(
        "used_token",
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("client", NAME, nullable=False),
        sa.Column("once", NAME, nullable=False, comment="SHA-256 of the token's jti"),
        sa.Column("until", ID, nullable=False, comment="When the token has expired, and the row may go"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_used_token_agency_id"),
        sa.PrimaryKeyConstraint("agency_id", "client", "once", name="pk_used_token"),
        comment="Tokens of other systems that were used: none is taken twice",
    )
    op.create_index("ix_used_token_until", "used_token", ["until"])
    op.create_table(
        "card_feedback",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("client", NAME, nullable=False),
        sa.Column("prompt_id", UUID, nullable=False, comment="The card's uuid, as it was sent"),
        sa.Column("outcome", sa.String(12), nullable=False, comment="accepted or overridden"),
        sa.Column("reason", NAME, comment="The code of a reason of ours"),
        sa.Column("effect", NAME, nullable=False, comment="What it made of the prompt, or why nothing"),
        sa.Column("outcome_at", ID, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_card_feedback_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_card_feedback"),
        sqlite_autoincrement=True,
        comment="What became of cards, as other systems told it; append-only, without anybody's words",
    )
    op.create_index("ix_card_feedback_agency_id_prompt_id", "card_feedback", ["agency_id", "prompt_id"])
    op.create_table(
        "received_event",
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("source", NAME, nullable=False, comment="The source whose facts they are"),
        sa.Column("once", NAME, nullable=False, comment="SHA-256 of the event's own source and id"),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_received_event_agency_id"),
        sa.PrimaryKeyConstraint("agency_id", "source", "once", name="pk_received_event"),
        comment="Events that came in one by one: the same again changes nothing",
    )


def _outgoing() -> None:
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column(
            "types", sa.Text(), nullable=False, comment="Types of events it gets, with commas around each"
        ),
        sa.Column("state", sa.String(8), nullable=False, comment="running or disabled"),
        sa.Column("reason", NAME, comment="Why it is disabled"),
        sa.Column("made_at", ID, nullable=False),
        sa.Column("made_by", REF, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_webhook_endpoint_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_endpoint"),
        comment="Who is told by webhook; the keys are in files",
    )
    op.create_index("ix_webhook_endpoint_agency_id", "webhook_endpoint", ["agency_id"])
    op.create_table(
        "webhook_message",
        sa.Column("id", NAME, nullable=False, comment="The webhook-id, the same at every try"),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("endpoint_id", UUID, nullable=False),
        sa.Column("type", NAME, nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="As it is signed and sent; ids only"),
        sa.Column("state", sa.String(8), nullable=False, comment="waiting, claimed, done or dead"),
        sa.Column("claims", sa.Integer(), nullable=False, comment="An older claim may write nothing"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", ID, nullable=False),
        sa.Column("lease_until", ID, comment="When whoever claimed it counts as dead"),
        sa.Column("made_at", ID, nullable=False),
        sa.Column("done_at", ID),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_webhook_message_agency_id"),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["webhook_endpoint.id"], name="fk_webhook_message_endpoint_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_message"),
        comment="What goes to an endpoint, at least once; written with what it tells of",
    )
    op.create_index(
        "ix_webhook_message_endpoint_id_state_due_at", "webhook_message", ["endpoint_id", "state", "due_at"]
    )
    op.create_table(
        "webhook_try",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("endpoint_id", UUID, nullable=False),
        sa.Column("message_id", NAME, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.Column("status", sa.Integer(), comment="What was answered; NULL: nothing"),
        sa.Column("reason", NAME, comment="What went wrong"),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_webhook_try_agency_id"),
        sa.ForeignKeyConstraint(["endpoint_id"], ["webhook_endpoint.id"], name="fk_webhook_try_endpoint_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_try"),
        sqlite_autoincrement=True,
        comment="Every try to deliver a webhook; append-only",
    )
    op.create_index("ix_webhook_try_agency_id_message_id", "webhook_try", ["agency_id", "message_id"])
