"""Fills the calendar table, so that every store counts working days and months the same way."""

from sqlalchemy import insert, select

from lif_plugin.store.calendars import calendar_rows, nation_calendars
from lif_plugin.store.engine import WRITE, make_engine
from lif_plugin.store.tables import calendar


def fill_calendars(url: str) -> None:
    """Write the days of every nation in this edition, unless they are there; as the tables' owner."""
    engine = make_engine(url, as_app=False)
    try:
        with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
            rows = connection.execute(select(calendar.c.nation, calendar.c.edition).distinct())
            present = {(row.nation, row.edition) for row in rows}
            for value in nation_calendars():
                if (value.nation, value.edition) not in present:
                    connection.execute(insert(calendar), [dict(row) for row in calendar_rows(value)])
    finally:
        engine.dispose()
