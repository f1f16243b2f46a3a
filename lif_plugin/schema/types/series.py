"""Indicators of a partnership over time, with the limits and signals of their charts."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle.impact import missing_outcomes, series_of
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
    description="An indicator of one agency over time, with a chart of the share among those covered, or of counts. Seen by everyone "
    "of the agency, and of partners where it is shared; no case stands in it. Since 0.1."
)
class IndicatorSeries:
    """One series."""

    indicator: str = strawberry.field(description="The framework's own id.")
    agency: str = strawberry.field(description="The agency.")
    chart: str = strawberry.field(
        description="`p`: shares among those covered. `xmr`: plain counts, where each period counts all of its own."
    )
    mean: float | None = strawberry.field(description="The mean share; null: too few periods.")
    needed: int = strawberry.field(description="How many more periods are needed for limits; 0: none.")
    values: list[IndicatorValue] = strawberry.field(description="The periods, as last corrected.")


@strawberry.type(
    description="An action that was done and shows no outcome yet. Seen by everyone of the agency, and of partners where it "
    "is shared; no case stands in it. Since 0.1."
)
class MissingOutcome:
    """One action."""

    action: relay.GlobalID = strawberry.field(description="The action's id.")
    text: str = strawberry.field(description="What was changed.")
    owner_agency: str = strawberry.field(description="The agency that did it.")
    linked: list[str] = strawberry.field(
        description="The outcome indicators that it is meant to move, none of which has a value since; empty: none is linked."
    )


@strawberry.type
class SeriesQuery:
    """The way to indicators."""

    @resolved("An indicator of an agency over time.", cost=MAX_ROWS // 20)
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

    @resolved(
        "Actions of a partnership that are done and show no outcome yet: how much and how well is not whether it helped."
    )
    def missing_outcomes(
        self, info: Info[Context, None], partnership: Annotated[str, arg("The partnership's id.")]
    ) -> list[MissingOutcome] | None:
        """List actions without an outcome."""
        context = info.context
        context.spend(MAX_ROWS // 20)
        context.renew()
        return [
            MissingOutcome(
                action=relay.GlobalID("Action", one.action), text=one.text, owner_agency=one.owner_agency,
                linked=list(one.linked),
            )
            for one in missing_outcomes(context.desk, context.viewer, partnership)
        ]  # fmt: skip


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
        indicator=indicator,
        agency=agency,
        chart=found.kind,
        mean=found.chart.mean,
        needed=found.chart.needed,
        values=values,
    )
