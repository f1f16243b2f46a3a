"""Words on audits, read and kept: for those who work with the case, its auditor, and whoever reads audits."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, select

from lif_plugin.domain.audit_voice import WordKind
from lif_plugin.domain.audit_work import Origin
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.tables import (
    audit,
    audit_feedback,
    audit_finding,
    audit_pick,
    audit_word,
    case_record,
    notice_reply,
)
from lif_plugin.store.work import as_rows, visible

Row = dict[str, Any]
_SHOWN = (
    "id",
    "case_id",
    "programme",
    "origin",
    "origin_id",
    "drawn_as",
    "auditor",
    "due",
    "state",
    "opened_on",
)


def audits_of_cases(
    connection: Connection, viewer: Viewer, case_ids: Collection[int]
) -> dict[int, list[Row]]:
    """What everybody who reads these cases may know of their audits: no answer, no grade; the newest first.

    A second reading is the quality team's own. Raises `NotAllowed`.
    """
    viewer.require(Right.READ_CASES)
    query = (
        select(*(audit.c[name] for name in _SHOWN), case_record.c.public_id)
        .join(case_record, case_record.c.id == audit.c.case_id)
        .where(
            visible(viewer, audit),
            audit.c.case_id.in_(case_ids),
            audit.c.state != "withdrawn",
            audit.c.origin != Origin.SECOND.value,
        )
        .order_by(audit.c.opened_on.desc(), audit.c.id.desc())
    )
    found: dict[int, list[Row]] = {case_id: [] for case_id in case_ids}
    for row in as_rows(connection.execute(query)):
        found[row["case_id"]].append(row)
    return found


def audit_of_case(connection: Connection, viewer: Viewer, case_id: int, audit_id: str) -> Row | None:
    """One of them, or None. Raises `NotAllowed`."""
    rows = audits_of_cases(connection, viewer, [case_id])[case_id]
    return next((row for row in rows if row["id"] == audit_id), None)


def words_of(connection: Connection, viewer: Viewer, audit_ids: Collection[str]) -> dict[str, list[Row]]:
    """The words on these audits, in order; what was written back about a pick in the case system is among them."""
    found: dict[str, list[Row]] = {key: [] for key in audit_ids}
    query = select(audit_word).where(
        visible(viewer, audit_word), audit_word.c.audit_id.in_(sorted(audit_ids))
    )
    for row in as_rows(connection.execute(query)):
        found[row["audit_id"]].append(row)
    there = (
        select(audit.c.id.label("audit_id"), notice_reply.c.id, notice_reply.c.text,
               notice_reply.c.said_by.label("by"), notice_reply.c.said_at.label("at"))
        .join(audit_pick, audit_pick.c.id == audit.c.origin_id)
        .join(notice_reply, notice_reply.c.pick_id == audit_pick.c.id)
        .where(visible(viewer, notice_reply), audit.c.id.in_(sorted(audit_ids)), notice_reply.c.text.is_not(None))
    )  # fmt: skip
    for row in as_rows(connection.execute(there)):
        found[row["audit_id"]].append({**row, "kind": WordKind.REPLY.value, "day": None})
    for rows in found.values():
        rows.sort(key=lambda row: (row["at"], row["id"]))
    return found


def findings_for_reading(
    connection: Connection, viewer: Viewer, audit_ids: Collection[str]
) -> dict[str, list[Row]]:
    """What these audits found, strengths first: for audits that were read back. Raises `NotAllowed`."""
    viewer.require(Right.READ_CASES)
    query = select(audit_finding).where(
        visible(viewer, audit_finding), audit_finding.c.audit_id.in_(sorted(audit_ids))
    )
    found: dict[str, list[Row]] = {key: [] for key in audit_ids}
    for row in as_rows(connection.execute(query.order_by(audit_finding.c.nature.desc(), audit_finding.c.id))):
        found[row["audit_id"]].append(row)
    return found


def feedback_is_given(connection: Connection, viewer: Viewer, audit_ids: Collection[str]) -> frozenset[str]:
    """The audits of which this viewer has said what they think."""
    query = select(audit_feedback.c.audit_id).where(
        visible(viewer, audit_feedback), audit_feedback.c.audit_id.in_(sorted(audit_ids)),
        audit_feedback.c.by == viewer.subject,
    )  # fmt: skip
    return frozenset(connection.scalars(query))


def feedback_given(connection: Connection, viewer: Viewer, audit_ids: Collection[str]) -> list[Row]:
    """What practitioners think of these audits, without who said it; not of the viewer's own. Raises `NotAllowed`."""
    viewer.require(Right.DRAW_AUDITS)
    query = (
        select(audit_feedback.c.answers, audit_feedback.c.text)
        .join(audit, audit.c.id == audit_feedback.c.audit_id)
        .where(
            visible(viewer, audit_feedback), audit_feedback.c.audit_id.in_(sorted(audit_ids)),
            audit.c.auditor != viewer.subject,
        )
        .order_by(audit_feedback.c.answers, audit_feedback.c.text)
    )  # fmt: skip
    return as_rows(connection.execute(query))
