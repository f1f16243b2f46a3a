"""What other systems are told by webhook: types of events, and bodies that hold ids and nothing else."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple


class ToldType(StrEnum):
    """The types of events; each names what changed, never how: whoever is told reads it with rights of their own."""

    PROMPT_RAISED = "prompt.raised"
    PROMPT_ANSWERED = "prompt.answered"
    PROMPT_ENDED = "prompt.ended"
    ACTION_CHANGED = "action.changed"
    AUDIT_PICKED = "audit.picked"
    AUDIT_CONCERN = "audit.concern"
    CASE_OPENED = "case.opened"
    TEST = "webhook.test"


EVERY_TYPE = tuple(kind for kind in ToldType if kind is not ToldType.TEST)


class Told(NamedTuple):
    """One thing to tell; ``ids`` are public ids by what they are of."""

    type: ToldType
    ids: Mapping[str, str]


def body_of(told: Told, now: int) -> str:
    """The body of a webhook, as Standard Webhooks recommends it; ``now`` in UTC milliseconds."""
    at = datetime.fromtimestamp(now / 1000, UTC).isoformat(timespec="milliseconds")
    body = {"type": told.type.value, "timestamp": at.replace("+00:00", "Z"), "data": dict(told.ids)}
    return json.dumps(body, separators=(",", ":"))
