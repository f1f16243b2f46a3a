"""Who may see and do what: deny by default, own agency only, the least that the role needs."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from lif_plugin.errors import NotAllowed


class Role(StrEnum):
    """What a person or system is in its agency. SYSTEM is for our own jobs, never in a token."""

    WORKER = "worker"
    IRO = "iro"
    CHAIR = "chair"
    MANAGER = "manager"
    DATA_TEAM = "data_team"
    QUALITY = "quality"
    BOARD = "board"
    INTEGRATOR = "integrator"
    ADMIN = "admin"
    SYSTEM = "system"


class Right(StrEnum):
    """What a role may be allowed."""

    READ_CASES = "read_cases"
    """Cases, events and prompts of the own agency, within the case scope; logged."""
    ANSWER = "answer"
    """Answer a prompt on a case one may read."""
    READ_COUNTS = "read_counts"
    """Counts of the own agency, without case-level data."""
    READ_SETUP = "read_setup"
    """Plugins, rules, imports and coverage of the own agency."""
    READ_REJECTED = "read_rejected"
    """Rows that could not be taken: they hold child data; logged."""
    SEND_FACTS = "send_facts"
    """State facts of the own agency by events, for the source that the token names."""
    READ_LOG = "read_log"
    """Who read what in the own agency."""
    READ_AUDITS = "read_audits"
    """Which cases are nominated for audits or picked by a draw, and why; logged."""
    DRAW_AUDITS = "draw_audits"
    """Draw cases for an audit programme, and let nominations lapse."""
    AUDIT = "audit"
    """Make an audit that is assigned to oneself: answer, submit, say what was found."""
    READ_REVIEWS = "read_reviews"
    """Review links of the own agency with their criteria, clocks and decisions, without the case itself; logged."""
    DECIDE_REVIEW = "decide_review"
    """Write down what was decided on a review link, and the days its clocks count from."""
    READ_LEARNING = "read_learning"
    """What the own agency learnt and what its partners have shared: no case stands in it."""
    RECORD_LEARNING = "record_learning"
    """Record learning, findings, recommendations, actions, plans and briefings for the own agency."""
    SPEAK_FOR_BODY = "speak_for_body"
    """Write down what a body of the partnership decided, evaluated or signed off."""
    CONFIGURE = "configure"
    """Change the agency's configuration, approve somebody else's change, stop delivery and let it go on."""
    READ_CHILD_ACTIONS = "read_child_actions"
    """What is to be done for one child after an audit or a review, and say that it is done; logged."""
    SET_CHILD_ACTIONS = "set_child_actions"
    """Write down what is to be done for one child after an audit or a review."""
    OPEN_CASE = "open_case"
    """Open one case of the own agency outside one's own cases, with a reason and for a limited time; people are told."""
    OWN_ACTION = "own_action"
    """Accept an action of the own agency, record its progress and say that it is done."""


CASE_HOLDERS: Final = frozenset({Role.WORKER, Role.IRO, Role.CHAIR})
"""Who works with the child: a platform's own record shows prompts for them, and for nobody else."""
_CASEWORK: Final = frozenset({Role.WORKER, Role.IRO, Role.CHAIR, Role.MANAGER})

RIGHTS: Final[dict[Right, frozenset[Role]]] = {
    Right.READ_CASES: _CASEWORK | {Role.DATA_TEAM, Role.QUALITY, Role.INTEGRATOR, Role.SYSTEM},
    Right.ANSWER: _CASEWORK | {Role.DATA_TEAM, Role.QUALITY},
    Right.READ_COUNTS: frozenset(Role) - {Role.WORKER},
    Right.READ_SETUP: frozenset({Role.QUALITY, Role.INTEGRATOR, Role.ADMIN, Role.DATA_TEAM, Role.SYSTEM}),
    Right.READ_REJECTED: frozenset({Role.ADMIN}),
    Right.SEND_FACTS: frozenset({Role.INTEGRATOR}),
    Right.READ_LOG: frozenset({Role.ADMIN}),
    Right.READ_AUDITS: frozenset({Role.QUALITY, Role.MANAGER, Role.CHAIR, Role.SYSTEM}),
    Right.DRAW_AUDITS: frozenset({Role.QUALITY, Role.SYSTEM}),
    Right.AUDIT: frozenset({Role.QUALITY, Role.MANAGER, Role.CHAIR, Role.IRO}),
    Right.READ_REVIEWS: frozenset({Role.MANAGER, Role.CHAIR, Role.QUALITY, Role.BOARD}),
    Right.DECIDE_REVIEW: frozenset({Role.QUALITY, Role.BOARD}),
    Right.READ_LEARNING: frozenset(Role),
    Right.RECORD_LEARNING: frozenset({Role.QUALITY, Role.BOARD, Role.MANAGER}),
    Right.SPEAK_FOR_BODY: frozenset({Role.QUALITY, Role.BOARD}),
    Right.CONFIGURE: frozenset({Role.ADMIN}),
    Right.READ_CHILD_ACTIONS: _CASEWORK | {Role.QUALITY},
    Right.SET_CHILD_ACTIONS: frozenset({Role.IRO, Role.CHAIR, Role.MANAGER, Role.QUALITY}),
    Right.OPEN_CASE: _CASEWORK,
    Right.OWN_ACTION: frozenset({Role.MANAGER, Role.QUALITY}),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: one agency, roles, a purpose, and the cases they are limited to (None: no limit).

    ``subject`` identifies the person or system in the read log; it is never a child. ``source`` limits the
    cases to one source: two sources may use the same reference for different children. ``scopes`` are the only
    rights that a system was let in for (None: all of its roles), ``agreement`` the only partnership whose learning.
    ``opened`` are cases (public ids) outside ``case_refs`` that are open to them now, for a limited time.
    """

    agency: str
    roles: frozenset[Role]
    purpose: str
    subject: str
    case_refs: frozenset[str] | None = None
    source: str | None = None
    scopes: frozenset[Right] | None = None
    agreement: str | None = None
    opened: frozenset[str] = frozenset()

    @classmethod
    def system(cls, purpose: str, agency: str) -> Self:
        """Our own job, acting for one agency for a named purpose."""
        return cls(agency, frozenset({Role.SYSTEM}), purpose, "system")

    def may(self, right: Right) -> bool:
        """Say whether any of the roles has the right, and the scopes do not leave it out."""
        return (self.scopes is None or right in self.scopes) and not RIGHTS[right].isdisjoint(self.roles)

    def require(self, right: Right) -> None:
        """Raise `NotAllowed` unless a role has the right."""
        if self.may(right):
            return
        if self.scopes is not None:
            raise NotAllowed(
                f"The client's scopes do not allow this ({right.value}).",
                hint="Ask the administrator who let it in; `lif clients list` shows role and scopes.",
            )
        raise NotAllowed(f"Your role does not allow this ({right.value}).")

    def sees_addressees(self) -> frozenset[Role] | None:
        """Whose prompts are shown: None for all.

        People who hold cases see what is for case holders and never what is for the data or quality
        team, so that nobody is told about a coding slip that is not theirs to mend.
        """
        if self.roles & {Role.QUALITY, Role.DATA_TEAM, Role.INTEGRATOR, Role.SYSTEM}:
            return None
        return _CASEWORK

    def may_answer(self, addressees: frozenset[Role]) -> bool:
        """Say whether a prompt for these people may be answered by this viewer."""
        return self.may(Right.ANSWER) and bool(addressees & self.roles or Role.MANAGER in self.roles)
