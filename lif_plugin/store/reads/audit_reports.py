"""Reads for reports of audits: what was graded, found and heard, without case, worker or auditor."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, func, select

from lif_plugin.domain.audit_voice import WordKind
from lif_plugin.domain.audit_work import DONE, Origin
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.audit_work import answers_of, findings_of
from lif_plugin.store.tables import audit, audit_agreed_grade, audit_word
from lif_plugin.store.work import as_rows, visible

Row = dict[str, Any]
_COLUMNS = ("id", "programme", "form", "team", "submitted_on")


def audits_between(connection: Connection, viewer: Viewer, since: int, until: int) -> list[Row]:
    """The own agency's submitted audits, each once, with the grade agreed on where two readers talked it through."""
    agreed = (
        select(func.max(audit_agreed_grade.c.agreed))
        .where(
            visible(viewer, audit_agreed_grade),
            audit_agreed_grade.c.audit_id == audit.c.id,
            audit_agreed_grade.c.question == "overall",
        )
        .scalar_subquery()
    )
    query = select(
        *(audit.c[name] for name in _COLUMNS), func.coalesce(agreed, audit.c.grade).label("grade")
    ).where(
        visible(viewer, audit),
        audit.c.state.in_(sorted(DONE)),
        audit.c.origin != Origin.SECOND.value,
        audit.c.submitted_on.between(since, until),
    )
    return as_rows(connection.execute(query.order_by(audit.c.id)))


def found_and_answered(
    connection: Connection, viewer: Viewer, audit_ids: Collection[str]
) -> tuple[dict[str, list[Row]], dict[str, dict[str, Row]]]:
    """What these audits found, and their answers by question."""
    return findings_of(connection, viewer, audit_ids), answers_of(connection, viewer, audit_ids)


def disagreed(connection: Connection, viewer: Viewer, audit_ids: Collection[str]) -> int:
    """Of how many of these audits somebody who works with the case sees something differently."""
    query = select(func.count(audit_word.c.audit_id.distinct())).where(
        visible(viewer, audit_word),
        audit_word.c.audit_id.in_(sorted(audit_ids)),
        audit_word.c.kind == WordKind.DISAGREES.value,
    )
    return int(connection.scalar(query) or 0)
