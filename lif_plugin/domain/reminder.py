"""When the owner of an action is reminded, when a late action goes to its body, and the message: days and links only."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from lif_plugin.domain.learning import ActionState
from lif_plugin.errors import BadSetting

WAITS_FOR_OWNER: Final = frozenset({ActionState.PROPOSED, ActionState.ACCEPTED})
"""The states in which an action waits for its owner: a done one waits for its body."""
_NAMESPACE: Final = uuid.UUID("4a6f0a58-6a0f-5d0d-9a53-0d7f2f3c1b9e")


@dataclass(frozen=True, slots=True)
class Reminding:
    """How people are reminded, in days: from when ``before`` the due day, at most once in ``every``.

    A late action goes to the body that watches it once it is more than ``escalate_after`` late.
    """

    before: int = 14
    every: int = 7
    escalate_after: int = 28

    def __post_init__(self) -> None:
        if not (0 <= self.before <= 365 and 1 <= self.every <= 365 and 1 <= self.escalate_after <= 365):
            raise BadSetting("Reminders are 0 to 365 days before, and 1 to 365 days apart and late.")


@dataclass(frozen=True, slots=True)
class Owed:
    """An action that waits for its owner: its item, its due day and when it was last reminded of."""

    action: str
    item: str
    role: str
    due: date
    reminded: date | None = None
    escalated: bool = False
    body: str | None = None


def is_to_remind(one: Owed, today: date, how: Reminding) -> bool:
    """Whether its owner is to be reminded today."""
    if one.reminded is not None and today - one.reminded < timedelta(days=how.every):
        return False
    return one.due - today <= timedelta(days=how.before)


def is_to_escalate(one: Owed, today: date, how: Reminding) -> bool:
    """Whether it goes to the body that watches it today: once, for being late for long."""
    return not one.escalated and one.body is not None and today - one.due > timedelta(days=how.escalate_after)


def message_id(agency: str, day: date, address: str, domain: str) -> str:
    """A message's identity: the same for an address and a day."""
    return f"<{uuid.uuid5(_NAMESPACE, f'{agency} {day} {address}')}@{domain}>"


def subject(owed: Sequence[Owed], today: date) -> str:
    """The message's subject."""
    late = sum(one.due < today for one in owed)
    return f"Learning: {_actions(len(owed))} of your role, {late} late"


def body(owed: Sequence[Owed], today: date, address: str) -> str:
    """The message's text: no words of an action, since nobody can vouch for what stands in them."""
    lines = ["Actions of your role that are late or due soon:", ""]
    for one in sorted(owed, key=lambda one: (one.due, one.action)):
        told = "was due on" if one.due < today else "is due on"
        lines.append(f"  One {told} {one.due.day} {one.due:%B %Y}: {address}/learning/{one.item}")
    lines += [
        "",
        "This message holds days and links only, and so should an answer to it. It is not read for emergencies.",
        "You get it because your role owns these actions. Your quality lead can take your address off.",
    ]
    return "\n".join(lines) + "\n"


def _actions(count: int) -> str:
    return "1 action" if count == 1 else f"{count} actions"
