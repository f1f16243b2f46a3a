"""What other systems told of cards: kept as it came, without anybody's words."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select

from lif_plugin.store.tables import card_feedback


class Kept(NamedTuple):
    """One piece of feedback and what it made of the prompt; times in UTC milliseconds."""

    client: str
    prompt_id: str
    outcome: str
    reason: str | None
    effect: str
    outcome_at: int
    at: int


def keep(connection: Connection, agency: str, one: Kept) -> None:
    """Keep one piece of feedback."""
    connection.execute(insert(card_feedback).values(agency_id=agency, **one._asdict()))


def kept(connection: Connection, agency: str) -> list[dict[str, Any]]:
    """Read an agency's feedback, oldest first."""
    query = select(card_feedback).where(card_feedback.c.agency_id == agency).order_by(card_feedback.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]
