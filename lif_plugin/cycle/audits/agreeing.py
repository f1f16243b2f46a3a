"""Agreements on what agencies may see of each other in a multi-agency audit: made, adopted by each for itself, left."""

from collections.abc import Collection
from typing import Any

import orjson

from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.audits.tools import known_tools
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_agreement import Agreement, Cell, roles_that_see_audits
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.store import audit_parts, learning, partnerships
from lif_plugin.store.tables import audit_agreed, audit_agreement


def make_agreement(
    desk: Desk,
    viewer: Viewer,
    partnership: str,
    purpose: str,
    since: int,
    until: int | None,
    cells: Collection[Cell],
) -> str:
    """Make an agreement of a partnership and adopt it for the own agency; gives its id. It never changes.

    Raises `AuditRefused` for an agency that is not of the partnership, a part that no tool has, or a role that sees no
    audits.
    """
    viewer.require(Right.DRAW_AUDITS)
    if not purpose.strip() or (until is not None and until < since):
        raise AuditRefused("An agreement says for what it is, and ends no earlier than it begins.")
    with desk.store.write(viewer) as connection:
        desk.framework_of(connection, viewer, partnership)
        members = set(partnerships.names_of(connection, partnership, desk.today()))
        parts = {part.id for one in known_tools(desk, connection, viewer) for part in one.tool.parts}
        _require_cells(cells, members, parts)
        made = learning.add(
            connection, audit_agreement, viewer, partnership, purpose=purpose, since=since, until=until,
            cells=orjson.dumps([(one.agency, one.role.value, one.part) for one in sorted(cells)]).decode(),
        )  # fmt: skip
        learning.add(connection, audit_agreed, viewer, partnership, audit_agreement_id=made, until=None)
    return made


def adopt(desk: Desk, viewer: Viewer, agreement_id: str) -> None:
    """Let the own agency stand by an agreement; before that nothing of its own is shown to anybody. Raises `NotFound`."""
    viewer.require(Right.DRAW_AUDITS)
    with desk.store.write(viewer) as connection:
        partnership = _partnership(desk, connection, viewer, agreement_id)
        if audit_parts.adoption_of(connection, viewer, agreement_id) is not None:
            audit_parts.end_adoption(connection, viewer, agreement_id, None)
        else:
            learning.add(
                connection, audit_agreed, viewer, partnership, audit_agreement_id=agreement_id, until=None
            )


def leave(desk: Desk, viewer: Viewer, agreement_id: str, until: int) -> None:
    """Let the own agency stand by an agreement until a day (YYYYMMDD) and no longer. Raises `NotFound`."""
    viewer.require(Right.DRAW_AUDITS)
    with desk.store.write(viewer) as connection:
        _partnership(desk, connection, viewer, agreement_id)
        if audit_parts.adoption_of(connection, viewer, agreement_id) is None:
            raise NotFound("Your agency has not adopted this agreement.")
        audit_parts.end_adoption(connection, viewer, agreement_id, until)


def agreements_of(desk: Desk, viewer: Viewer) -> list[Agreement]:
    """The agreements of the viewer's partnerships, with who stands by them."""
    viewer.require(Right.READ_AUDITS)
    with desk.store.read(viewer) as connection:
        return audit_parts.agreements(connection, viewer, desk.today())


def agreement_in_force(desk: Desk, connection: Any, viewer: Viewer, agreement_id: str) -> Agreement | None:
    """An agreement that holds today, or None."""
    found = audit_parts.agreements(connection, viewer, desk.today(), [agreement_id])
    return found[0] if found and found[0].is_in_force(day_number(desk.today())) else None


def _partnership(desk: Desk, connection: Any, viewer: Viewer, agreement_id: str) -> str:
    found = audit_parts.partnership_of_agreement(connection, viewer, agreement_id, desk.today())
    if found is None:
        raise NotFound("There is no such agreement in your partnerships.")
    return found


def _require_cells(cells: Collection[Cell], members: Collection[str], parts: Collection[str]) -> None:
    for cell in cells:
        if cell.agency not in members:
            raise AuditRefused(f"{cell.agency!r} does not belong to the partnership.")
        if cell.part not in parts:
            raise AuditRefused(
                f"No tool has a part {cell.part!r}.", hint=f"There are: {', '.join(sorted(parts))}."
            )
        if cell.role not in roles_that_see_audits():
            raise AuditRefused(
                f"The role {cell.role.value} sees no audits, so that an agreement cannot name it."
            )
