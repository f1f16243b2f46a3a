"""Indicators of a partnership over time, with the limits and signals of their charts."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry.types import Info

from lif_plugin.cycle.impact import series_of
from lif_plugin.domain.spc import Signal
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.schema.context import MAX_ROWS, Context
from lif_plugin.schema.values import arg, resolved

strawberry.enum(
    Signal,
    name="ChartSignal",
    description="What in a chart is unlikely to be chance. `OUTSIDE` the limits. `RUN`: seven on one side of the mean. "
    "`TREND`: six in a row up or down. `NEAR_LIMIT`: two of three in the outer third.",
)


@strawberry.type(description="An indicator for one period. Seen like its series. Since 0.1.")
class IndicatorValue:
    """One period."""

    first_day: date = strawberry.field(description="The period's first day.")
    last_day: date = strawberry.field(description="The period's last day.")
    numerator: int = strawberry.field(description="How many.")
    denominator: int = strawberry.field(description="Out of how many.")
    covered: int = strawberry.field(description="Of how many of those it could be told at all.")
    as_of: date = strawberry.field(description="The day it was known.")
    basis: str = strawberry.field(description="`stated` by a person, or `computed` from cases.")
    lower: float | None = strawberry.field(
        description="The lower limit; null: too few periods, or nothing covered."
    )
    upper: float | None = strawberry.field(description="The upper limit; null likewise.")
    signals: list[Signal] = strawberry.field(description="The signals that it takes part in.")


@strawberry.type(
    description="An indicator of one agency over time, with a p-chart of the share among those covered. Seen by everyone "
    "of the agency, and of partners where it is shared; no case stands in it. Since 0.1."
)
class IndicatorSeries:
    """One series."""

    indicator: str = strawberry.field(description="The framework's own id.")
    agency: str = strawberry.field(description="The agency.")
    mean: float | None = strawberry.field(description="The mean share; null: too few periods.")
    needed: int = strawberry.field(description="How many more periods are needed for limits; 0: none.")
    values: list[IndicatorValue] = strawberry.field(description="The periods, as last corrected.")


@strawberry.type
class SeriesQuery:
    """The way to indicators."""

    @resolved("An indicator of an agency over time.")
    def indicator_series(
        self,
        info: Info[Context, None],
        partnership: Annotated[str, arg("The partnership's id.")],
        indicator: Annotated[str, arg("The framework's own id.")],
        agency: Annotated[str | None, arg("Which agency's; else your own.")] = None,
    ) -> IndicatorSeries | None:
        """Read a series."""
        context = info.context
        context.spend(MAX_ROWS // 20)
        context.renew()
        whose = agency or context.viewer.agency
        return shown_series(context, partnership, indicator, whose)


def shown_series(context: Context, partnership: str, indicator: str, agency: str) -> IndicatorSeries:
    """A series as the schema shows it."""
    found = series_of(context.desk, context.viewer, partnership, indicator, agency)
    points = iter(found.chart.points)
    values = []
    for one in found.values:
        # Periods in which nothing could be told are in the list and not in the chart.
        point = next(points, None) if one.covered else None
        values.append(
            IndicatorValue(
                first_day=numbered_day(one.first_day),
                last_day=numbered_day(one.last_day),
                numerator=one.numerator,
                denominator=one.denominator,
                covered=one.covered,
                as_of=numbered_day(one.as_of),
                basis=one.basis,
                lower=point.lower if point else None,
                upper=point.upper if point else None,
                signals=sorted(point.signals) if point else [],
            )
        )
    return IndicatorSeries(
        indicator=indicator, agency=agency, mean=found.chart.mean, needed=found.chart.needed, values=values
    )
