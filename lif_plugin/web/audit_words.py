"""Plain words for audits: where one is, what happened, where the child's voice is looked for."""

from datetime import UTC, datetime
from typing import Final

from lif_plugin.domain.audit_tool import Level
from lif_plugin.domain.audit_work import AuditState, Course
from lif_plugin.domain.worktime import numbered_day

STATES: Final = {
    AuditState.ASSIGNED: "To be begun",
    AuditState.BEGUN: "Begun",
    AuditState.SUBMITTED: "Submitted",
    AuditState.CLOSED: "Closed",
    AuditState.WITHDRAWN: "Not to be made",
    AuditState.PAUSED: "Waits for an answer to a concern",
}
LEVELS: Final = {
    Level.CHILD: "The child's voice, with this child",
    Level.TEAM: "The child's voice, in the team",
    Level.AGENCY: "The child's voice, in the agency",
}
COURSES: Final = {
    Course.BETTER: "Better",
    Course.SAME: "The same",
    Course.WORSE: "Less than before",
    Course.CANNOT_TELL: "Cannot be told",
}
ENTRIES: Final = {
    "opened": "Opened",
    "assigned": "Given to somebody else, or another day",
    "begun": "Begun",
    "workbook": "A workbook was taken back",
    "submitted": "Submitted",
    "sent_back": "Sent back",
    "closed": "Closed",
    "withdrawn": "Not to be made",
    "compared": "Compared with the audit before",
    "read_back": "Shown to those who work with the case",
    "concern": "A concern that cannot wait; the audit waits",
    "escalated": "The next on the list was told of the concern",
    "acknowledged": "Somebody looks after the concern",
    "agreed_grade": "Two readings were talked through",
}
NATURES: Final = {"strength": "Strength", "concern": "Concern"}


def day_in_words(day: int | None) -> str:
    """A stored day as people write it; empty where there is none."""
    return f"{numbered_day(day):%-d %B %Y}" if day else ""


def moment(ms: int) -> str:
    """A moment (UTC milliseconds) as people write it, in universal time: nobody has to guess whose clock it was."""
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%H:%M UTC on %-d %B %Y}"
