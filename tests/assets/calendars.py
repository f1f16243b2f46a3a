"""The working days of England in a test's database: what `lif migrate` fills in, of one nation."""

from sqlalchemy import create_engine, insert

from lif_plugin.store.calendars import calendar_rows, nation_calendar
from lif_plugin.store.tables import calendar


def fill_england(url: str) -> None:
    """Write the days of England, as the tables' owner."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(insert(calendar), [dict(row) for row in calendar_rows(nation_calendar("england"))])
    engine.dispose()
