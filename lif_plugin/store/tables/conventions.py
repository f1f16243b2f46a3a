"""What other systems' conventions need: tokens used once, cards answered, events received, webhooks sent."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from lif_plugin.store.tables.base import Id, Name, Ref, Uuid, agency_column, metadata

used_token = Table(
    "used_token",
    metadata,
    agency_column(primary_key=True),
    Column("client", Name, primary_key=True),
    Column("once", Name, primary_key=True, comment="SHA-256 of the token's jti"),
    Column("until", Id, nullable=False, comment="When the token has expired, and the row may go"),
    Index("ix_used_token_until", "until"),
    comment="Tokens of other systems that were used: none is taken twice",
)

card_feedback = Table(
    "card_feedback",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    Column("client", Name, nullable=False),
    Column("prompt_id", Uuid, nullable=False, comment="The card's uuid, as it was sent"),
    Column("outcome", String(12), nullable=False, comment="accepted or overridden"),
    Column("reason", Name, comment="The code of a reason of ours"),
    Column("effect", Name, nullable=False, comment="What it made of the prompt, or why nothing"),
    Column("outcome_at", Id, nullable=False),
    Column("at", Id, nullable=False),
    Index("ix_card_feedback_agency_id_prompt_id", "agency_id", "prompt_id"),
    sqlite_autoincrement=True,
    comment="What became of cards, as other systems told it; append-only, without anybody's words",
)

received_event = Table(
    "received_event",
    metadata,
    agency_column(primary_key=True),
    Column("source", Name, primary_key=True, comment="The source whose facts they are"),
    Column("once", Name, primary_key=True, comment="SHA-256 of the event's own source and id"),
    Column("at", Id, nullable=False),
    comment="Events that came in one by one: the same again changes nothing",
)

webhook_endpoint = Table(
    "webhook_endpoint",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("url", Text, nullable=False),
    Column("types", Text, nullable=False, comment="Types of events it gets, with commas around each"),
    Column("state", String(8), nullable=False, comment="running or disabled"),
    Column("reason", Name, comment="Why it is disabled"),
    Column("made_at", Id, nullable=False),
    Column("made_by", Ref, nullable=False),
    Index("ix_webhook_endpoint_agency_id", "agency_id"),
    comment="Who is told by webhook; the keys are in files",
)


def endpoint_column() -> Column[str]:
    """The endpoint a row is for."""
    return Column("endpoint_id", Uuid, ForeignKey("webhook_endpoint.id"), nullable=False)


webhook_message = Table(
    "webhook_message",
    metadata,
    Column("id", Name, primary_key=True, comment="The webhook-id, the same at every try"),
    agency_column(),
    endpoint_column(),
    Column("type", Name, nullable=False),
    Column("body", Text, nullable=False, comment="As it is signed and sent; ids only"),
    Column("state", String(8), nullable=False, comment="waiting, claimed, done or dead"),
    Column("claims", Integer, nullable=False, comment="An older claim may write nothing"),
    Column("tries", Integer, nullable=False),
    Column("due_at", Id, nullable=False),
    Column("lease_until", Id, comment="When whoever claimed it counts as dead"),
    Column("made_at", Id, nullable=False),
    Column("done_at", Id),
    Index("ix_webhook_message_endpoint_id_state_due_at", "endpoint_id", "state", "due_at"),
    comment="What goes to an endpoint, at least once; written with what it tells of",
)

webhook_try = Table(
    "webhook_try",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    endpoint_column(),
    Column("message_id", Name, nullable=False),
    Column("at", Id, nullable=False),
    Column("status", Integer, comment="What was answered; NULL: nothing"),
    Column("reason", Name, comment="What went wrong"),
    Column("took_ms", Integer, nullable=False),
    Index("ix_webhook_try_agency_id_message_id", "agency_id", "message_id"),
    sqlite_autoincrement=True,
    comment="Every try to deliver a webhook; append-only",
)
