"""Indicators: `indicators`, by month from cases; `indicators record|series|link|compare`, those of a partnership."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from lif_plugin.cli.months import month_of, written_month
from lif_plugin.cli.options import (
    AgencyId,
    AnyAgency,
    AsRole,
    Db,
    Json,
    PartnershipId,
    as_day,
    at_desk,
    opened,
    operator,
    today,
)
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.cycle import impact
from lif_plugin.cycle.indicators import figures
from lif_plugin.domain.viewer import Role

app = typer.Typer(invoke_without_command=True)
IndicatorId = Annotated[str, typer.Argument(metavar="INDICATOR", help="The framework's own id.")]


@app.callback()
def indicators(
    context: typer.Context,
    agency: AnyAgency = None,
    first: Annotated[str | None, typer.Option("--from", help="The first month, e.g. 2020-04.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last month.")] = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Count assessments over 45 working days, changes of worker and supervision, by month: no case, no worker."""
    if context.invoked_subcommand is not None:
        return
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


@app.command()
def record(
    indicator: IndicatorId,
    agency: AgencyId,
    partnership: PartnershipId,
    first: Annotated[str, typer.Option("--from", help="The period's first day.")],
    last: Annotated[str, typer.Option("--to", help="The period's last day.")],
    numerator: Annotated[int, typer.Option("--of-these", help="How many.")],
    denominator: Annotated[int, typer.Option("--all", help="Out of how many.")],
    covered: Annotated[
        int | None, typer.Option("--covered", help="Of how many it could be told; else all.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="The day it was known; else today.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Record a framework's indicator for a period; a later one for the same period corrects it."""
    value = impact.Value(
        indicator,
        as_day(first, "--from") or 0,
        as_day(last, "--to") or 0,
        numerator,
        denominator,
        denominator if covered is None else covered,
        as_day(as_of, "--as-of") or today(),
    )
    with at_desk(db, agency, role) as (desk, viewer):
        say(impact.record_value(desk, viewer, partnership, value))


@app.command()
def series(
    indicator: IndicatorId,
    agency: AgencyId,
    partnership: PartnershipId,
    of: Annotated[str | None, typer.Option("--of", help="Another agency of the partnership.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Show an indicator by period with the limits and signals of its chart, or how many periods are missing for one."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = impact.series_of(desk, viewer, partnership, indicator, of or agency)
    points = iter(found.chart.points)
    rows: list[dict[str, Any]] = []
    for one in found.values:
        # Periods in which nothing could be told are in the list and not in the chart.
        point = next(points, None) if one.covered else None
        rows.append({
            "first_day": iso(one.first_day), "last_day": iso(one.last_day), "numerator": one.numerator,
            "denominator": one.denominator, "covered": one.covered, "as_of": iso(one.as_of), "basis": one.basis,
            "lower": point.lower if point else None, "upper": point.upper if point else None,
            "signals": sorted(point.signals) if point else [],
        })  # fmt: skip
    if as_json:
        lines(rows)
        return
    table(indicator, ("from", "to", "of these", "all", "could be told", "as of", "basis", "lower", "upper", "signals"),
          [[*list(row.values())[:-1], ", ".join(row["signals"])] for row in rows])  # fmt: skip
    if found.chart.too_few:
        say(f"{found.chart.needed} more periods are needed for limits.")


@app.command()
def missing(
    agency: AgencyId,
    partnership: PartnershipId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List actions that are done and show no outcome yet: how much and how well is not whether it helped."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = impact.missing_outcomes(desk, viewer, partnership)
    if as_json:
        lines(asdict(one) for one in found)
    else:
        rows = [(one.action, one.text, one.owner_agency, ", ".join(one.linked)) for one in found]
        table("No outcome shown yet", ("action", "what", "of", "outcome indicators"), rows)


@app.command()
def link(
    action: Annotated[str, typer.Argument(help="The action's id.")],
    indicator: IndicatorId,
    agency: AgencyId,
    since: Annotated[str, typer.Option("--since", help="From when the action can have worked.")],
    limits: Annotated[str, typer.Option("--limits", help="What else may explain a change.")],
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Say which indicator an action is meant to move."""
    day = as_day(since, "--since") or 0
    with at_desk(db, agency, role) as (desk, viewer):
        say(impact.link_indicator(desk, viewer, action, indicator, day, limits))


@app.command()
def compare(
    action: Annotated[str, typer.Argument(help="The action's id.")],
    agency: AgencyId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Compare an action's indicators before and after it: that they moved, never that it moved them."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = impact.before_and_after(desk, viewer, action)
    if as_json:
        lines(asdict(one) for one in found)
    else:
        rows = [
            (one.indicator, _percent(one.before), _percent(one.after), " ".join(one.limits)) for one in found
        ]
        table("Before and after", ("indicator", "before", "after", "what limits the comparison"), rows)


def _percent(share: float | None) -> str:
    return "too few periods" if share is None else f"{share:.0%}"
