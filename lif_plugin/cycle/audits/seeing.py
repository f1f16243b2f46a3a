"""An audit as people see it: what is asked now, what was answered, what was answered last time, what is still missing."""

from dataclasses import dataclass
from typing import Any

from lif_plugin.cycle.audits import asking
from lif_plugin.cycle.audits.answering import standing
from lif_plugin.cycle.audits.opening import Row, found
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_tool import Answer, AnswerFault, Question, Tool, asked, faults_of
from lif_plugin.domain.audit_work import DONE, OPEN, UNDER_WAY, AuditState, Origin
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store import audit_voices, audit_work


@dataclass(frozen=True, slots=True)
class AuditSeen:
    """One audit with everything that stands in it; ``row`` is as stored, with its case's ``ref`` and ``public_id``.

    ``answers`` are empty for whoever may not read them before they are submitted. ``before`` is the last audit of the
    same programme and subject, with its answers. ``words`` are what those who work with the case said of it.
    ``answered_in``: the version in which an answer last changed; 0: there is none.
    """

    row: Row
    tool: Tool
    answers: dict[str, Answer]
    asked: tuple[Question, ...]
    missing: tuple[AnswerFault, ...]
    entries: tuple[Row, ...]
    findings: tuple[Row, ...]
    before: Row | None
    answered_before: dict[str, Answer]
    may_answer: bool
    words: tuple[Row, ...] = ()
    may_raise: bool = False
    answered_in: int = 0

    @property
    def public_ids(self) -> tuple[str, ...]:
        """The case that was shown, for the read log."""
        return (self.row["public_id"],) if self.row["public_id"] else ()


def makes(viewer: Viewer, row: Row) -> bool:
    """Whether somebody makes this audit, or enters it for its auditor as the quality team."""
    return viewer.may(Right.AUDIT) and (row["auditor"] == viewer.subject or viewer.may(Right.DRAW_AUDITS))


def shows_answers(viewer: Viewer, row: Row) -> bool:
    """Whether somebody sees what is answered. An audit still being made is its auditor's: half an answer is no result."""
    return makes(viewer, row) or row["state"] not in UNDER_WAY


def see_audit(desk: Desk, viewer: Viewer, audit_id: str) -> AuditSeen:
    """See one audit. Whoever asks logs its ``public_ids``. Raises `NotFound`, `NotAllowed`."""
    with desk.store.read(viewer) as connection:
        return see_within(connection, viewer, audit_id)


def see_within(connection: Any, viewer: Viewer, audit_id: str) -> AuditSeen:
    """The same within a transaction that is under way."""
    row = found(connection, viewer, audit_id)
    tool = asking.kept(connection, viewer, row["form"])
    works, shows = makes(viewer, row), shows_answers(viewer, row)
    rows = audit_work.answers_of(connection, viewer, [audit_id])[audit_id] if shows else {}
    answers = standing(rows)
    before = audit_work.earlier(connection, viewer, row)
    earlier = (
        standing(audit_work.answers_of(connection, viewer, [before["id"]])[before["id"]])
        if before and shows
        else {}
    )
    return AuditSeen(
        row,
        tool,
        answers,
        asked(tool, answers),
        tuple(faults_of(tool, answers, whole=True)) if row["state"] in OPEN else (),
        tuple(audit_work.entries_of(connection, viewer, [audit_id])[audit_id]),
        tuple(audit_work.findings_of(connection, viewer, [audit_id])[audit_id]) if shows else (),
        before,
        earlier,
        works and row["state"] in OPEN,
        _words(connection, viewer, row) if shows else (),
        works and row["state"] not in {AuditState.CLOSED, AuditState.WITHDRAWN},
        max((one["version"] for one in rows.values()), default=0),
    )


def _words(connection: Any, viewer: Viewer, row: Row) -> tuple[Row, ...]:
    """What was said of an audit. Whoever reads it a second time reads what was said of the first once they are done."""
    of = row["id"]
    if row["origin"] == Origin.SECOND:
        if row["state"] not in DONE:
            return ()
        of = row["origin_id"]
    return tuple(audit_voices.words_of(connection, viewer, [of])[of])
