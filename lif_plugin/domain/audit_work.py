"""An audit as it is made: its states, whether an auditor is independent, who gets how many, and the same again later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lif_plugin.domain.audit_tool import OVERALL, Answer, Answers, Kind, Question, Tool, asked


class AuditState(StrEnum):
    """Where an audit is.

    ASSIGNED: an auditor has it. BEGUN: something is answered. SUBMITTED: all of it is, with a grade. CLOSED: the
    quality team has taken it. WITHDRAWN: it was not to be made, with a reason. PAUSED: a child may not be safe now; it
    goes on from where it was once somebody who was told has acknowledged that.
    """

    ASSIGNED = "assigned"
    BEGUN = "begun"
    SUBMITTED = "submitted"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    PAUSED = "paused"


FOLLOWS: Final[dict[AuditState, frozenset[AuditState]]] = {
    AuditState.ASSIGNED: frozenset({AuditState.BEGUN, AuditState.WITHDRAWN, AuditState.PAUSED}),
    AuditState.BEGUN: frozenset({AuditState.SUBMITTED, AuditState.WITHDRAWN, AuditState.PAUSED}),
    AuditState.SUBMITTED: frozenset({AuditState.CLOSED, AuditState.BEGUN, AuditState.PAUSED}),
    AuditState.CLOSED: frozenset(),
    AuditState.WITHDRAWN: frozenset(),
    AuditState.PAUSED: frozenset({AuditState.WITHDRAWN}),
}
"""What may follow; from SUBMITTED back to BEGUN it is sent back, which needs a reason. A paused one goes on only when
its concern is acknowledged."""
OPEN: Final = frozenset({AuditState.ASSIGNED, AuditState.BEGUN})
"""In which an auditor works on it."""
UNDER_WAY: Final = OPEN | {AuditState.PAUSED}
"""In which it is its auditor's, and half an answer is no result."""
DONE: Final = frozenset({AuditState.SUBMITTED, AuditState.CLOSED})
"""What may be read as the audit's result."""


class Origin(StrEnum):
    """Where an audit comes from.

    PICK: a month's draw. SAMPLE: a sample's member. NAMED: somebody wished it. DUTY: an agency audits itself. AGAIN:
    an earlier audit is done again. INVITED: a partner asks for this agency's part of a child's story. SECOND: an audit
    is read a second time by somebody who does not see the first.
    """

    PICK = "pick"
    SAMPLE = "sample"
    NAMED = "named"
    DUTY = "duty"
    AGAIN = "again"
    INVITED = "invited"
    SECOND = "second"


class Independence(StrEnum):
    """Whether an auditor is of the team that holds the case. UNKNOWN where the record or the teams do not say."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def independence(auditor: str, holder: str | None, teams: Mapping[str, Iterable[str]]) -> Independence:
    """Whether an auditor may audit a case that somebody holds: never their own, never their own team's."""
    if holder is not None and auditor == holder:
        return Independence.NO
    theirs, holders = teams_of(auditor, teams), teams_of(holder, teams) if holder else frozenset()
    if theirs & holders:
        return Independence.NO
    return Independence.YES if theirs and holders else Independence.UNKNOWN


def teams_of(person: str, teams: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The teams that list a person."""
    return frozenset(team for team, people in teams.items() if person in people)


def share_out(
    held: Sequence[tuple[str, str | None]], loads: Mapping[str, int], teams: Mapping[str, Iterable[str]]
) -> dict[str, str | None]:
    """Give each case (key, holder) to the independent auditor with the least work; None where there is none.

    ``loads`` names the auditors with the audits they have now. The same for the same arguments: ties go by name.
    """
    now = dict(loads)
    shared: dict[str, str | None] = {}
    for key, holder in held:
        fit = [name for name in sorted(now) if independence(name, holder, teams) is Independence.YES]
        chosen = min(fit, key=lambda name: now[name], default=None)
        if chosen is not None:
            now[chosen] += 1
        shared[key] = chosen
    return shared


class Course(StrEnum):
    """How an answer stands to the earlier one. CANNOT_TELL where either does not say."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Comparison:
    """An audit beside the one it repeats: the whole by its grade, and every question that both asked."""

    grade: Course
    questions: tuple[tuple[str, Course], ...]

    @property
    def is_better(self) -> bool:
        """Whether the whole got better; what cannot be told is no better."""
        return self.grade is Course.BETTER


def compare(tool: Tool, before: Answers, after: Answers) -> Comparison:
    """Compare an audit with the one it repeats, by the questions that both were asked."""
    both = [
        (question.id, _course(tool, question, before, after))
        for question in asked(tool, after)
        if question.id in before and question.id != OVERALL
    ]
    ranked = tuple((key, course) for key, course in both if course is not None)
    overall = tool.question(OVERALL)
    grade = _course(tool, overall, before, after) if overall else None
    return Comparison(grade or Course.CANNOT_TELL, ranked)


def _course(tool: Tool, question: Question, before: Answers, after: Answers) -> Course | None:
    """How one question stands; None where its answers have no better and no worse."""
    if question.kind is not Kind.GRADE and not (question.strength_when or question.concern_when):
        return None
    ranks = [_rank(tool, question, answers.get(question.id, Answer("")).value) for answers in (before, after)]
    if ranks[0] is None or ranks[1] is None:
        return Course.CANNOT_TELL
    if ranks[1] == ranks[0]:
        return Course.SAME
    return Course.BETTER if ranks[1] > ranks[0] else Course.WORSE


def _rank(tool: Tool, question: Question, value: str) -> int | None:
    """The higher the better."""
    if question.kind is Kind.GRADE:
        order = [one.id for one in tool.grades]
        return -order.index(value) if value in order else None
    if value in question.strength_when:
        return 1
    if value in question.concern_when:
        return -1
    # An answer that is neither stands between the two, unless it says that nothing is known.
    return None if value in {"", "cannot_tell", "not_applicable"} else 0
