"""Why a step of an audit is not taken."""

from collections.abc import Sequence

from lif_plugin.domain.audit_tool import AnswerFault
from lif_plugin.errors import LifError


class AuditRefused(LifError):
    """This step of an audit cannot be taken."""

    code = "audit_refused"
    hint = "Look at the audit again: `lif audits show ID`."


class NotIndependent(LifError):
    """Nobody audits their own team."""

    code = "not_independent"
    hint = "Give it to an auditor of another team."


class AuditMoved(LifError):
    """Somebody saved this audit meanwhile."""

    code = "audit_moved"
    hint = "Look at it again, and save what is still to be changed."


class AnswersRefused(LifError):
    """These answers cannot be taken; nothing was saved."""

    code = "answers_refused"
    hint = "Mend every answer named here."

    def __init__(self, faults: Sequence[AnswerFault]) -> None:
        self.faults = tuple(faults)
        reasons = [f"{one.question} ({one.field}): {one.what} {one.remedy}" for one in self.faults]
        count = "1 answer is" if len(reasons) == 1 else f"{len(reasons)} answers are"
        super().__init__(f"{count} missing or wrong; nothing was saved.", reasons=reasons)
