"""Reads what timers rest on: the facts of cases that a viewer may see, and what the source of each knows."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.events import live_events
from lif_plugin.store.imports import covered_days
from lif_plugin.store.reads.page import Row
from lif_plugin.store.tables import case_record
from lif_plugin.store.work import visible

Stretches = dict[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case's live events in order of time, and the days its source knows of each kind without a break."""

    rows: tuple[Row, ...]
    known: Stretches

    @property
    def reaches(self) -> int | None:
        """The last day (YYYYMMDD) that the source knows of any kind."""
        return max((last for days in self.known.values() for _first, last in days), default=None)


def facts_of(connection: Connection, viewer: Viewer, case_ids: Collection[int]) -> dict[int, CaseFacts]:
    """Read the facts of cases; those that are not the viewer's to see are left out. Raises `NotAllowed`."""
    viewer.require(Right.READ_CASES)
    query = select(case_record.c.id, case_record.c.source).where(
        visible(viewer, case_record), case_record.c.id.in_(case_ids)
    )
    source_of = {row.id: row.source for row in connection.execute(query)}
    known = {source: covered_days(connection, viewer.agency, source) for source in set(source_of.values())}
    rows: dict[int, list[dict[str, Any]]] = {case_id: [] for case_id in source_of}
    for row in live_events(connection, source_of):
        rows[row["case_id"]].append(row)
    return {case_id: CaseFacts(tuple(rows[case_id]), known[source]) for case_id, source in source_of.items()}
