"""Reads the counts of learning that are kept up as it is written, and counts what stands in none of them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, and_, case, func, or_, select

from lif_plugin.domain.summary import Counted, Dimension, Summary, summed
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.store.partnerships import agreed
from lif_plugin.store.tables import learning_tally, learning_written
from lif_plugin.store.tally import private_cells
from lif_plugin.store.tally_cells import NONE, UNTOLD, Cell


class Figures:
    """Figures that were worked out, kept while nobody has written more: asking whether anybody has costs one statement."""

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Mapping[tuple[str, ...], Summary]] = OrderedDict()
        self._turn = Lock()

    def get(
        self, key: Hashable, made: Callable[[], Mapping[tuple[str, ...], Summary]]
    ) -> Mapping[tuple[str, ...], Summary]:
        """What is kept under a key, or what is made now and kept."""
        with self._turn:
            found = self._kept.get(key)
        if found is None:
            found = made()
            with self._turn:
                self._kept[key] = found
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return found


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
    *,
    figures: Figures | None = None,
) -> Mapping[tuple[str, ...], Summary]:
    """The figures of what the viewer may read, by what they are told apart by, in that order. Raises `NotAllowed`.

    ``first_month`` and ``last_month`` (YYYYMM) are of the items' days. What is not known of a row is empty.
    ``figures``: where they are kept while nothing changes.
    """
    viewer.require(Right.READ_LEARNING)
    mine = tuple(str(row[0]) for row in connection.execute(agreed(viewer, today)))
    months = None if first_month is None and last_month is None else (first_month or 0, last_month or 999_912)
    columns = tuple(_COLUMNS.get(one, one.value) for one in by)

    def made() -> Mapping[tuple[str, ...], Summary]:
        asked = [name for name in mine if partnership in {None, name}]
        private = private_cells(connection, viewer, mine, today, partnership)
        return summed(
            chain(_kept(connection, asked, columns, today, months), _own(private, columns, today, months))
        )

    if figures is None:
        return made()
    # What was written is asked for first: what is read after it is as new, or newer.
    key = (viewer.agency, mine, _written(connection, viewer, mine), today, columns, partnership, months)
    return figures.get(key, made)


def _written(connection: Connection, viewer: Viewer, mine: Sequence[str]) -> Hashable:
    """How often everybody whose learning the viewer reads has written some."""
    table = learning_written
    seen = or_(table.c.agency_id == viewer.agency, and_(table.c.shared, table.c.partnership_id.in_(mine)))
    return tuple(sorted(map(tuple, connection.execute(select(table).where(seen)))))


def _own(
    cells: Mapping[Cell, int], columns: Sequence[str], today: date, months: tuple[int, int] | None
) -> Iterator[tuple[tuple[str, ...], Counted]]:
    for cell, count in cells.items():
        if months is None or months[0] <= cell.month <= months[1]:
            yield tuple(str(getattr(cell, name)) for name in columns), _counted(cell, count, today)


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
