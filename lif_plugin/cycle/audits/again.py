"""An audit done again: linked to the first, compared with it, and what was learnt opened again where it got no better."""

from dataclasses import dataclass
from typing import Any

from lif_plugin.cycle.actions import move_action
from lif_plugin.cycle.audits import asking
from lif_plugin.cycle.audits.answering import standing
from lif_plugin.cycle.audits.finding import note
from lif_plugin.cycle.audits.opening import NewAudit, Opened, Row, found, open_within
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.learning import reopen_item
from lif_plugin.domain.audit_work import DONE, Comparison, Origin, compare
from lif_plugin.domain.learning import ActionState, ItemState
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store import audit_work

_EVALUATED = frozenset({ItemState.CLOSED, ItemState.IMPROVED, ItemState.EVALUATING})
_CARRIED_OUT = frozenset({ActionState.DONE, ActionState.SIGNED_OFF})


@dataclass(frozen=True, slots=True)
class Beside:
    """An audit beside the one it repeats: ids, the days both were submitted on, and how each question stands."""

    audit_id: str
    earlier_id: str
    earlier_on: int
    submitted_on: int
    comparison: Comparison
    public_id: str | None


@dataclass(frozen=True, slots=True)
class Followed:
    """What a comparison led to: items opened again, actions taken up again, items that are still on their way."""

    is_better: bool
    reopened: tuple[str, ...]
    actions: tuple[str, ...]
    under_way: tuple[str, ...]


def open_again(
    desk: Desk, viewer: Viewer, audit_id: str, auditor: str, due: int, independent: str | None = None
) -> Opened:
    """Open the same audit once more, of the same subject and tool. Raises as `open_audit` does."""
    viewer.require(Right.DRAW_AUDITS)
    with desk.store.write(viewer) as connection:
        row = found(connection, viewer, audit_id)
        if row["state"] not in DONE:
            raise AuditRefused("Only an audit that was submitted is done again.")
        if audit_work.origin_is_taken(connection, viewer, Origin.AGAIN.value, audit_id):
            raise AuditRefused("It is done again already.", hint="Do the later one again.")
        tool = asking.kept(connection, viewer, row["form"])
        new = NewAudit(
            row["programme"], auditor, due, Origin.AGAIN, audit_id, row["public_id"], tool.id, independent
        )
        return open_within(desk, connection, viewer, new)


def beside(desk: Desk, viewer: Viewer, audit_id: str) -> Beside:
    """Compare an audit with the one it repeats. Raises `AuditRefused` unless both are submitted."""
    viewer.require(Right.READ_AUDITS)
    with desk.store.read(viewer) as connection:
        row, before = _both(connection, viewer, audit_id)
        tool = asking.kept(connection, viewer, row["form"])
        answers = audit_work.answers_of(connection, viewer, [before["id"], audit_id])
    compared = compare(tool, standing(answers[before["id"]]), standing(answers[audit_id]))
    return Beside(
        audit_id, before["id"], before["submitted_on"], row["submitted_on"], compared, row["public_id"]
    )


def _both(connection: Any, viewer: Viewer, audit_id: str) -> tuple[Row, Row]:
    row = found(connection, viewer, audit_id)
    if row["origin"] != Origin.AGAIN:
        raise AuditRefused("This audit repeats no other.")
    before = found(connection, viewer, row["origin_id"])
    if row["state"] not in DONE:
        raise AuditRefused("The audit is not submitted yet.")
    return row, before


def follow(desk: Desk, viewer: Viewer, audit_id: str) -> Followed:
    """Let what came of the first audit answer to the second: where it got no better, learning and actions open again.

    Each item that the first audit's findings went into is opened again with the comparison as its reason, and its
    actions that were carried out are taken up again; an item still on its way is named and left. Doing it twice
    changes nothing more. Raises `NotAllowed`, `AuditRefused`.
    """
    viewer.require(Right.SPEAK_FOR_BODY)
    seen = beside(desk, viewer, audit_id)
    better = seen.comparison.is_better
    why = (
        f"The audit done again found it {'better' if better else 'no better'}: {seen.comparison.grade.value}."
    )
    with desk.store.read(viewer) as connection:
        findings = audit_work.findings_of(connection, viewer, [seen.earlier_id])[seen.earlier_id]
        rows = [
            desk.item(connection, viewer, key)
            for key in sorted({one["item_id"] for one in findings if one["item_id"]})
        ]
        told = any(
            one["kind"] == "compared"
            for one in audit_work.entries_of(connection, viewer, [audit_id])[audit_id]
        )
    reopened: list[str] = []
    actions: list[str] = []
    for item in rows if not better else ():
        if item.state in _EVALUATED:
            reopen_item(desk, viewer, item.row["id"], why)
            reopened.append(item.row["id"])
        for one in item.actions:
            if ActionState(one["state"]) in _CARRIED_OUT and one["agency_id"] == viewer.agency:
                move_action(desk, viewer, one["id"], ActionState.ACCEPTED, why)
                actions.append(one["id"])
    if not told:
        note(desk, viewer, audit_id, "compared", why)
    under_way = tuple(item.row["id"] for item in rows if item.state not in _EVALUATED)
    return Followed(better, tuple(reopened), tuple(actions), under_way)
