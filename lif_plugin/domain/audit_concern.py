"""A concern for now: an auditor sees that a child may not be safe; who is told of it, after which wait, in which words."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lif_plugin.domain.viewer import RIGHTS, Right, Role
from lif_plugin.errors import BadSetting

HOUR_MS: Final = 3_600_000
TOLD: Final = tuple(role for role in Role if role in RIGHTS[Right.READ_AUDITS] and role is not Role.SYSTEM)
"""The roles that can be told of one: those that may read the audit."""
_NAMESPACE: Final = uuid.UUID("2f0c1c53-9f0e-5d4e-8a44-0b7f6d1c7a21")


@dataclass(frozen=True, slots=True)
class ConcernStep:
    """Who is told of a concern: a role, by ``name`` who in it, and for how many ``hours`` the next waits for an answer.

    ``name`` is the person or post as the agency's contacts know it; None: whoever has the role.
    """

    to: Role
    hours: int = 4
    name: str | None = None

    def __post_init__(self) -> None:
        if self.to not in TOLD:
            raise BadSetting(f"The {self.to.value} may not read audits, so cannot be told of a concern.")
        if not 1 <= self.hours <= 72:
            raise BadSetting("A concern waits 1 to 72 hours before the next is told.")


CONCERN_STEPS: Final = (ConcernStep(Role.MANAGER, 4), ConcernStep(Role.QUALITY, 4))
"""Who is told where an agency has set nothing."""


def next_told(steps: Sequence[ConcernStep], told: Sequence[int], now: int) -> int | None:
    """The place of the step that is to be told now, given the moments (UTC milliseconds) at which earlier ones were.

    None: it is not time yet, or everybody on the list has been told.
    """
    place = len(told)
    if place >= len(steps):
        return None
    return place if not told or now >= told[-1] + steps[place - 1].hours * HOUR_MS else None


def message_id(step_id: str, domain: str) -> str:
    """A message's identity: the same at every try, so that a mailbox shows it once."""
    return f"<{uuid.uuid5(_NAMESPACE, step_id)}@{domain}>"


def subject(place: int) -> str:
    """The message's subject."""
    return "Today: an auditor asks you to look" if place == 0 else "Today: an auditor's question still waits"


def body(audit_id: str, address: str) -> str:
    """The message's text: a link, and nothing of a child."""
    return (
        f"An auditor has seen something that cannot wait: {address}/audits/{audit_id}\n\n"
        "Please look today, and write there that you have, with what is being done. The audit waits until then.\n"
        "If nobody does, the next on your agency's list is told.\n\n"
        "This message holds a link only, and so should an answer to it. It is not read for emergencies.\n"
    )
