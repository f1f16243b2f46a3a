"""Answering an audit: saved bit by bit, submitted whole with its grade, sent back, closed or withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lif_plugin.cycle.audits import asking
from lif_plugin.cycle.audits.opening import Row, enter, found
from lif_plugin.cycle.audits.refusals import AnswersRefused, AuditMoved, AuditRefused
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_tool import OVERALL, Answer, faults_of, proposed_findings
from lif_plugin.domain.audit_work import FOLLOWS, OPEN, AuditState, Origin
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotAllowed
from lif_plugin.store import audit_work
from lif_plugin.store.tables import audit_finding


@dataclass(frozen=True, slots=True)
class Saved:
    """An audit as it now is: its version, and its case's public id for the read log."""

    id: str
    version: int
    public_id: str | None


def save_answers(
    desk: Desk, viewer: Viewer, audit_id: str, expected: int, said: Mapping[str, Answer]
) -> Saved:
    """Save some answers of an audit; what is not named stays as it is, an emptied answer is kept as emptied.

    ``expected`` is the version that was seen. Raises `AuditMoved` where it moved on, `AnswersRefused` with every fault.
    """
    with desk.store.write(viewer) as connection:
        return save_within(desk, connection, viewer, audit_id, expected, said)


def save_within(
    desk: Desk, connection: Any, viewer: Viewer, audit_id: str, expected: int, said: Mapping[str, Answer]
) -> Saved:
    """The same within a transaction that is under way."""
    row = _mine(connection, viewer, audit_id)
    if row["state"] not in OPEN:
        raise AuditRefused("The audit is not under way.", hint="The quality team can send it back.")
    # Whoever saw an older version is told so before anything of theirs is judged by the newer one.
    if row["version"] != expected:
        raise AuditMoved
    tool = asking.kept(connection, viewer, row["form"])
    before = standing(audit_work.answers_of(connection, viewer, [audit_id])[audit_id])
    faults = faults_of(tool, {**before, **said}, whole=False)
    if faults:
        raise AnswersRefused(faults)
    changed = {key: given for key, given in said.items() if given != before.get(key, Answer(""))}
    if not changed:
        return Saved(audit_id, expected, row["public_id"])
    if not audit_work.move(connection, viewer, audit_id, expected, state=AuditState.BEGUN.value):
        raise AuditMoved
    audit_work.add_answers(connection, viewer, row, expected + 1, changed)
    if row["state"] == AuditState.ASSIGNED:
        enter(desk, connection, viewer, row, "begun", None)
    return Saved(audit_id, expected + 1, row["public_id"])


def submit(desk: Desk, viewer: Viewer, audit_id: str, expected: int) -> Saved:
    """Submit an audit: everything asked is answered, with its evidence and an overall grade.

    The findings that answers propose are kept, strengths too; the auditor's own come beside them. Raises `AuditMoved`,
    `AnswersRefused` with everything that is missing.
    """
    with desk.store.write(viewer) as connection:
        row = _mine(connection, viewer, audit_id)
        _require_step(row, AuditState.SUBMITTED)
        tool = asking.kept(connection, viewer, row["form"])
        answers = standing(audit_work.answers_of(connection, viewer, [audit_id])[audit_id])
        faults = faults_of(tool, answers, whole=True)
        if faults:
            raise AnswersRefused(faults)
        overall = answers.get(OVERALL)
        today = day_number(desk.today())
        values = {
            "state": AuditState.SUBMITTED.value,
            "submitted_on": today,
            "grade": overall.value if overall else None,
        }
        if not audit_work.move(connection, viewer, audit_id, expected, **values):
            raise AuditMoved
        there = {one["question"] for one in audit_work.findings_of(connection, viewer, [audit_id])[audit_id]}
        for nature, theme, key in proposed_findings(tool, answers):
            question = tool.question(key)
            # A second reading finds nothing twice: what was found stands with the first.
            if question is not None and key not in there and row["origin"] != Origin.SECOND:
                audit_work.add(
                    connection, audit_finding, viewer, audit_id=audit_id, case_id=row["case_id"], nature=nature,
                    theme=theme, text=question.text, question=key, item_id=None,
                )  # fmt: skip
        enter(desk, connection, viewer, row, "submitted", None)
    return Saved(audit_id, expected + 1, row["public_id"])


def send_back(desk: Desk, viewer: Viewer, audit_id: str, expected: int, why: str) -> Saved:
    """Send a submitted audit back to its auditor, with a reason. Raises `AuditRefused`, `AuditMoved`."""
    return _step(desk, viewer, audit_id, expected, AuditState.BEGUN, "sent_back", why)


def close_audit(desk: Desk, viewer: Viewer, audit_id: str, expected: int) -> Saved:
    """Take a submitted audit as done. Raises `AuditRefused`, `AuditMoved`."""
    return _step(desk, viewer, audit_id, expected, AuditState.CLOSED, "closed", None)


def withdraw(desk: Desk, viewer: Viewer, audit_id: str, expected: int, why: str) -> Saved:
    """Say that an audit is not to be made, and why; its pick may then have another. Raises `AuditRefused`, `AuditMoved`."""
    return _step(desk, viewer, audit_id, expected, AuditState.WITHDRAWN, "withdrawn", why)


def _step(
    desk: Desk, viewer: Viewer, audit_id: str, expected: int, state: AuditState, kind: str, why: str | None
) -> Saved:
    viewer.require(Right.DRAW_AUDITS)
    if why is not None and not why.strip():
        raise AuditRefused("This needs a reason.", hint="Say why.")
    with desk.store.write(viewer) as connection:
        row = found(connection, viewer, audit_id)
        _require_step(row, state)
        changed: dict[str, Any] = {"state": state.value}
        if state is AuditState.BEGUN:
            changed |= {"grade": None, "submitted_on": None}
        if not audit_work.move(connection, viewer, audit_id, expected, **changed):
            raise AuditMoved
        enter(desk, connection, viewer, row, kind, why)
    return Saved(audit_id, expected + 1, row["public_id"])


def standing(rows: Mapping[str, Row]) -> dict[str, Answer]:
    """Stored answers that stand, by question."""
    return {key: Answer(row["value"], row["evidence"], row["note"]) for key, row in rows.items()}


def _mine(connection: Any, viewer: Viewer, audit_id: str) -> Row:
    """An audit that the viewer makes, or enters for its auditor as the quality team."""
    viewer.require(Right.AUDIT)
    row = found(connection, viewer, audit_id)
    if row["auditor"] != viewer.subject and not viewer.may(Right.DRAW_AUDITS):
        raise NotAllowed("The audit is somebody else's to make.")
    return row


def _require_step(row: Row, state: AuditState) -> None:
    if state not in FOLLOWS[AuditState(row["state"])]:
        raise AuditRefused(f"An audit that is {row['state']} cannot become {state.value}.")
