"""Indicators of agencies by period, as last corrected."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select, tuple_

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.partnerships import readable
from lif_plugin.store.tables import indicator_value
from lif_plugin.store.work import as_rows

SeriesKey = tuple[str, str, str]
"""A partnership, an indicator of its framework, and the agency whose it is."""


def values_of(
    connection: Connection, viewer: Viewer, partnership: str, indicator: str, agency: str, today: date
) -> list[dict[str, Any]]:
    """The values of an indicator of one agency, by period; of several for one period the last recorded."""
    key = (partnership, indicator, agency)
    return values_of_all(connection, viewer, {key}, today).get(key, [])


def values_of_all(
    connection: Connection, viewer: Viewer, wanted: Collection[SeriesKey], today: date
) -> dict[SeriesKey, list[dict[str, Any]]]:
    """The same for many series in one statement; those without a value are left out."""
    table = indicator_value
    series = (table.c.partnership_id, table.c.indicator, table.c.agency_id)
    ranked = (
        select(
            table,
            func.row_number()
            .over(
                partition_by=(*series, table.c.first_day, table.c.last_day),
                order_by=(table.c.at.desc(), table.c.id.desc()),
            )
            .label("rank_"),
        )
        .where(tuple_(*series).in_(sorted(wanted)), readable(viewer, table, today))
        .subquery()
    )
    last = select(ranked).where(ranked.c.rank_ == 1).order_by(ranked.c.last_day, ranked.c.first_day)
    found: dict[SeriesKey, list[dict[str, Any]]] = {}
    for row in as_rows(connection.execute(last)):
        found.setdefault((row["partnership_id"], row["indicator"], row["agency_id"]), []).append(row)
    return found
