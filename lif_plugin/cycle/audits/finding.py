"""What audits found, strengths too, and its way into the learning cycle: by theme, over audits, without a child in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lif_plugin.cycle.audits.answering import Saved
from lif_plugin.cycle.audits.opening import enter, found
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.learning import NewItem, record_within
from lif_plugin.domain.audit_work import DONE, AuditState
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.store import audit_work, learning, learning_cases
from lif_plugin.store.tables import audit_finding, finding


@dataclass(frozen=True, slots=True)
class NewAuditFinding:
    """A strength or a concern of one audit; ``question`` is the one whose answer shows it, where there is one."""

    nature: Nature
    theme: str
    text: str
    question: str | None = None


@dataclass(frozen=True, slots=True)
class NewLearning:
    """What findings of audits come to, in words that name no child and no worker; ids as the framework has them."""

    partnership: str
    source_of_learning: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """The item of learning that findings went into, and the cases behind them, for the read log."""

    item_id: str
    evidence: str
    public_ids: tuple[str, ...]


def add_audit_finding(desk: Desk, viewer: Viewer, audit_id: str, new: NewAuditFinding) -> str:
    """Add what an audit found; gives its id. Raises `NotAllowed`, `AuditRefused` once the audit is closed."""
    viewer.require(Right.AUDIT)
    if not (new.theme.strip() and new.text.strip()):
        raise AuditRefused("A finding has a theme and says what was found.")
    with desk.store.write(viewer) as connection:
        row = found(connection, viewer, audit_id)
        if row["auditor"] != viewer.subject and not viewer.may(Right.DRAW_AUDITS):
            raise NotAllowed("The audit is somebody else's to make.")
        if row["state"] in {AuditState.CLOSED, AuditState.WITHDRAWN}:
            raise AuditRefused("The audit is over.")
        return audit_work.add(
            connection, audit_finding, viewer, audit_id=audit_id, case_id=row["case_id"], nature=new.nature.value,
            theme=new.theme, text=new.text, question=new.question, item_id=None,
        )  # fmt: skip


def into_learning(desk: Desk, viewer: Viewer, finding_ids: Sequence[str], new: NewLearning) -> Learnt:
    """Put findings of submitted audits, of one theme and nature, into the learning cycle as one item with its finding.

    The evidence is worked out: of how many audits, of which programmes, from when to when, nominated and others apart.
    The cases stay the own agency's. Raises `NotFound`, `AuditRefused`, `NotOurWord`.
    """
    viewer.require(Right.RECORD_LEARNING)
    viewer.require(Right.READ_AUDITS)
    with desk.store.write(viewer) as connection:
        rows = audit_work.findings_by_id(connection, viewer, set(finding_ids))
        _require_of_one_kind(rows, finding_ids)
        audits = {row["audit_id"]: row for row in rows}
        seen = audit_work.audits_where(connection, viewer, ids=set(audits))
        evidence = _evidence(list(audits.values()))
        first = rows[0]
        item_id = record_within(
            desk,
            connection,
            viewer,
            NewItem(
                new.partnership,
                new.source_of_learning,
                new.title,
                new.summary,
                Nature(first["nature"]),
                first["theme"],
                max(row["submitted_on"] for row in rows),
            ),
        )
        learning.add(
            connection, finding, viewer, new.partnership, learning_item_id=item_id, nature=first["nature"],
            theme=first["theme"], text=new.summary, evidence=evidence, touches="[]",
        )  # fmt: skip
        audit_work.put_into_learning(connection, viewer, [row["id"] for row in rows], item_id)
        for row in seen:
            if row["case_id"] is not None:
                learning_cases.keep_case(connection, viewer, item_id, row["case_id"], None)
    return Learnt(item_id, evidence, tuple(sorted(row["public_id"] for row in seen if row["public_id"])))


def _require_of_one_kind(rows: Sequence[dict[str, Any]], wanted: Sequence[str]) -> None:
    if not rows or len(rows) != len(set(wanted)):
        raise NotFound("There are no such findings, or they are not yours to see.")
    if any(row["state"] not in DONE for row in rows):
        raise AuditRefused("An audit is not submitted yet; its findings may still change.")
    if len({(row["nature"], row["theme"]) for row in rows}) > 1:
        raise AuditRefused(
            "These findings are of more than one theme, or both strengths and concerns.",
            hint="Take those of one theme and one nature together.",
        )
    if any(row["item_id"] for row in rows):
        raise AuditRefused("One of these findings is in the learning cycle already.")


def _evidence(audits: Sequence[dict[str, Any]]) -> str:
    """What shows it, in figures: nominated cases are counted apart, since they are no picture of all cases."""
    days = sorted(row["submitted_on"] for row in audits)
    nominated = sum(row["drawn_as"] == "nominated" for row in audits)
    programmes = ", ".join(sorted({row["programme"] for row in audits}))
    count = "1 audit" if len(audits) == 1 else f"{len(audits)} audits"
    parts = f"; {nominated} of nominated cases" if nominated else ""
    first, last = _written(days[0]), _written(days[-1])
    return f"Seen in {count} of {programmes}, {first if first == last else f'{first} to {last}'}{parts}."


def _written(day: int) -> str:
    one: date = numbered_day(day)
    return one.isoformat()


def note(desk: Desk, viewer: Viewer, audit_id: str, kind: str, text: str | None) -> Saved:
    """Add an entry to an audit that changes nothing else."""
    viewer.require(Right.READ_AUDITS)
    with desk.store.write(viewer) as connection:
        row = found(connection, viewer, audit_id)
        enter(desk, connection, viewer, row, kind, text)
    return Saved(audit_id, row["version"], row["public_id"])
