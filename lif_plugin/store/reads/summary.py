"""Reads the counts of learning that are kept up as it is written, and counts what stands in none of them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, and_, case, func, select

from lif_plugin.domain.summary import Counted, Dimension, Summary, summed
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.store.partnerships import agreed
from lif_plugin.store.tables import learning_tally
from lif_plugin.store.tally import private_cells
from lif_plugin.store.tally_cells import NONE, UNTOLD, Cell

_COLUMNS: Final = {Dimension.AGENCY: "of_agency"}
_COUNTED: Final = ("what", "state", "days", "voice")


def summary(
    connection: Connection,
    viewer: Viewer,
    today: date,
    by: Sequence[Dimension],
    partnership: str | None = None,
    first_month: int | None = None,
    last_month: int | None = None,
) -> dict[tuple[str, ...], Summary]:
    """The figures of what the viewer may read, by what they are told apart by, in that order. Raises `NotAllowed`.

    ``first_month`` and ``last_month`` (YYYYMM) are of the items' days. What is not known of a row is empty.
    """
    viewer.require(Right.READ_LEARNING)
    mine = list(connection.scalars(agreed(viewer, today)))
    asked = [name for name in mine if partnership in {None, name}]
    months = (first_month or 0, last_month or 999_912)
    bounded = first_month is not None or last_month is not None
    columns = [_COLUMNS.get(one, one.value) for one in by]

    def groups() -> Iterator[tuple[tuple[str, ...], Counted]]:
        yield from _kept(connection, asked, columns, today, months if bounded else None)
        for cell, count in private_cells(connection, viewer, mine, today, partnership).items():
            if not bounded or months[0] <= cell.month <= months[1]:
                yield tuple(str(getattr(cell, name)) for name in columns), _counted(cell, count, today)

    return summed(groups())


def _kept(
    connection: Connection,
    partnerships: Sequence[str],
    columns: Sequence[str],
    today: date,
    months: tuple[int, int] | None,
) -> Iterator[tuple[tuple[str, ...], Counted]]:
    table = learning_tally
    late = case((and_(table.c.due > NONE, table.c.due < day_number(today)), 1), else_=0).label("late")
    parts: list[Any] = [*(table.c[name] for name in columns), *(table.c[name] for name in _COUNTED), late]
    # Asked for twice, as dimension and as what is counted, a column is given twice: they go by their place.
    query = (
        select(*(part.label(f"c{place}") for place, part in enumerate(parts)), func.sum(table.c.count))
        .where(table.c.shared, table.c.partnership_id.in_(partnerships))
        .group_by(*parts)
        .having(func.sum(table.c.count) != 0)
    )
    if months is not None:
        query = query.where(table.c.month.between(*months))
    width = len(columns)
    for row in connection.execute(query):
        what, state, days, voice, is_late, count = row[width:]
        one = Counted(what, state, bool(is_late), None if days == UNTOLD else days, voice, count)
        yield tuple(map(str, row[:width])), one


def _counted(cell: Cell, count: int, today: date) -> Counted:
    late = NONE < cell.due < day_number(today)
    return Counted(cell.what, cell.state, late, None if cell.days == UNTOLD else cell.days, cell.voice, count)
