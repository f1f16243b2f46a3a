"""When owners of actions, and those who ask about courses, are reminded; when what is late goes to its body; the message."""

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
    """An action that waits for its owner: its item, its due day and when it was last reminded of.

    Or a ``course`` of which it was to be asked by that day what those who came can do now.
    """

    action: str
    item: str
    role: str
    due: date
    reminded: date | None = None
    escalated: bool = False
    body: str | None = None
    course: bool = False


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
    actions = [one for one in owed if not one.course]
    late = sum(one.due < today for one in actions)
    courses = len(owed) - len(actions)
    told = [f"{_many(len(actions), 'action')} of your role, {late} late"] if actions else []
    told += [f"{_many(courses, 'course')} to ask about again"] if courses else []
    return f"Learning: {'; '.join(told)}"


def body(owed: Sequence[Owed], today: date, address: str) -> str:
    """The message's text: no words of an action, since nobody can vouch for what stands in them."""
    known = sorted(owed, key=lambda one: (one.due, one.action))
    lines = []
    if actions := [one for one in known if not one.course]:
        lines += ["Actions of your role that are late or due soon:", ""]
        for one in actions:
            told = "was due on" if one.due < today else "is due on"
            lines.append(f"  One {told} {_day(one.due)}: {address}/learning/{one.item}")
        lines.append("")
    if courses := [one for one in known if one.course]:
        lines += ["Courses of which it was to be asked what those who came can do now at work:", ""]
        lines += [f"  One, from {_day(one.due)} on: {address}/training" for one in courses]
        lines.append("")
    lines += [
        "This message holds days and links only, and so should an answer to it. It is not read for emergencies.",
        "You get it because your role owns these. Your quality lead can take your address off.",
    ]
    return "\n".join(lines) + "\n"


def _many(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
