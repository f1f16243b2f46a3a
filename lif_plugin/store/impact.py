"""Indicators of agencies by period, as last corrected."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.partnerships import readable
from lif_plugin.store.tables import indicator_value
from lif_plugin.store.work import as_rows


def values_of(
    connection: Connection, viewer: Viewer, partnership: str, indicator: str, agency: str, today: date
) -> list[dict[str, Any]]:
    """The values of an indicator of one agency, by period; of several for one period the last recorded."""
    table = indicator_value
    ranked = (
        select(
            table,
            func.row_number()
            .over(
                partition_by=(table.c.first_day, table.c.last_day),
                order_by=(table.c.at.desc(), table.c.id.desc()),
            )
            .label("rank_"),
        )
        .where(
            table.c.partnership_id == partnership,
            table.c.indicator == indicator,
            table.c.agency_id == agency,
            readable(viewer, table, today),
        )
        .subquery()
    )
    last = select(ranked).where(ranked.c.rank_ == 1).order_by(ranked.c.last_day, ranked.c.first_day)
    return as_rows(connection.execute(last))
