"""Reads what indicators count: intervals of some kinds, without a child's reference; and what is covered."""

from sqlalchemy import Connection, select

from lif_plugin.domain.indicator import Spell
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.imports import covered
from lif_plugin.store.tables import event
from lif_plugin.store.work import visible


def spells_of(connection: Connection, viewer: Viewer, kind: str) -> list[Spell]:
    """Read every live interval of a kind of the own agency. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    rows = connection.execute(
        select(event.c.case_id, event.c.occurred_day, event.c.until_day, event.c.actor)
        .where(visible(viewer, event), event.c.kind == kind, event.c.live)
        .order_by(event.c.case_id, event.c.occurred_at, event.c.id)
    )
    return [Spell(row.case_id, row.occurred_day, row.until_day, row.actor) for row in rows]


def held_supervision(connection: Connection, viewer: Viewer) -> list[Spell]:
    """Read every supervision that was held; one that is not said to have been held does not count."""
    viewer.require(Right.READ_COUNTS)
    rows = connection.execute(
        select(event.c.case_id, event.c.occurred_day).where(
            visible(viewer, event), event.c.kind == "supervision", event.c.live, event.c.held == "yes"
        )
    )
    return [Spell(row.case_id, row.occurred_day, row.occurred_day) for row in rows]


def covered_stretches(connection: Connection, viewer: Viewer) -> dict[str, list[tuple[int, int]]]:
    """The days that any source of the own agency covers, by kind. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    found: dict[str, list[tuple[int, int]]] = {}
    for row in covered(connection, viewer.agency):
        found.setdefault(row["kind"], []).append((row["first_day"], row["last_day"]))
    return found
