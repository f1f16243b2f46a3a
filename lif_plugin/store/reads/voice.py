"""How much of the child's voice a source's fields hold: counts, with what each is counted of."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.voice_field import VOICE_FIELDS, VoiceField
from lif_plugin.store.reads.page import Row
from lif_plugin.store.tables import event
from lif_plugin.store.work import visible


def voice_coverage(connection: Connection, viewer: Viewer) -> list[Row]:
    """Count for each source and voice field: rows, those that recorded it, and those that show the child.

    By source, then in the order of `VOICE_FIELDS`; a source without rows of a kind is left out. A share is to be
    read of what is recorded, beside the share that is: what is not recorded shows nothing. It reads every
    event of these kinds once. Raises `NotAllowed`.
    """
    viewer.require(Right.READ_COUNTS)
    counted = [_counts(number, field) for number, field in enumerate(VOICE_FIELDS)]
    query = (
        select(event.c.source, event.c.kind, *(column for columns in counted for column in columns))
        .where(visible(viewer, event), event.c.live, event.c.kind.in_({field.kind for field in VOICE_FIELDS}))
        .group_by(event.c.source, event.c.kind)
    )
    found = {(row["source"], row["kind"]): row for row in connection.execute(query).mappings()}
    return [
        {
            "source": source,
            "kind": field.kind,
            "field": field.field,
            "meaning": field.meaning,
            **{
                name: found[source, field.kind][f"{name}_{number}"]
                for name in ("rows", "recorded", "showing")
            },
        }
        for source in sorted({source for source, _kind in found})
        for number, field in enumerate(VOICE_FIELDS)
        if (source, field.kind) in found
    ]


def _counts(number: int, field: VoiceField) -> list[ColumnElement[Any]]:
    if field.field is None:
        return [func.count().label(f"{name}_{number}") for name in ("rows", "recorded", "showing")]
    column = event.c[field.field]
    asked = or_(column.is_(None), column.not_in(field.aside))
    return [
        _sum(asked).label(f"rows_{number}"),
        _sum(and_(asked, column.is_not(None))).label(f"recorded_{number}"),
        _sum(column.in_(field.shows)).label(f"showing_{number}"),
    ]


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
