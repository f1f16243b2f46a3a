"""Indicators by month: `indicators`."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from lif_plugin.cli.months import month_of, written_month
from lif_plugin.cli.options import AnyAgency, Db, Json, opened, operator
from lif_plugin.cli.output import lines, table
from lif_plugin.cycle.indicators import figures


def add_to(parent: typer.Typer) -> None:
    """Add this command."""
    parent.command("indicators")(indicators)


def indicators(
    agency: AnyAgency = None,
    first: Annotated[str | None, typer.Option("--from", help="The first month, e.g. 2020-04.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last month.")] = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Count assessments over 45 working days, changes of worker and supervision, by month: no case, no worker."""
    rows: list[dict[str, Any]] = []
    with opened(db) as opened_app:
        for one in opened_app.agencies(agency):
            viewer = operator(one)
            with opened_app.store.read(viewer) as connection:
                found = figures(connection, viewer, month_of(first), month_of(last))
            rows += [
                {"agency": one, **asdict(figure), "month": written_month(figure.month)} for figure in found
            ]
    if as_json:
        lines(rows)
    else:
        columns = ("agency", "indicator", "month", "of these", "all", "cannot tell", "days known", "days")
        table("Indicators", columns, [list(row.values()) for row in rows])
