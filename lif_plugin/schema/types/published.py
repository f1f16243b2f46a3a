"""Cases counted for partners: what was published of a closed month, and nothing else."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.types import Info

from lif_plugin.domain.cube import percent
from lif_plugin.domain.suppression import TOTAL
from lif_plugin.schema.context import MAX_ROWS, Context
from lif_plugin.schema.types.counts import month_number, month_text
from lif_plugin.schema.values import arg, at, resolved
from lif_plugin.store.cube import published_counts


@strawberry.type(
    description="How many cases were open at the end of a month, as it was published once for all partners. Counts from 1 to 5 are "
    "suppressed, and others with them so that none can be worked out. Null for agency, support or age band: all of them "
    "together. Seen by everyone of the partnership's agencies. Since 0.1."
)
class PublishedCount:
    """One count."""

    partnership: str = strawberry.field(description="The partnership.")
    month: str = strawberry.field(description="The month, as YYYY-MM.")
    agency: str | None = strawberry.field(description="The agency whose cases they are.")
    support: str | None = strawberry.field(
        description="`looked_after`, `protection_plan` or `other`: the first of them that was in force."
    )
    age_band: str | None = strawberry.field(
        description="Age at the month's end: `under_1`, `1_to_4`, `5_to_9`, `10_to_15`, `16_and_over`, or `unknown`."
    )
    count: int | None = strawberry.field(description="How many; null: there is a symbol instead.")
    symbol: str | None = strawberry.field(
        description="`c`: suppressed. `z`: not applicable, the agency's record does not reach the month's end."
    )
    percent: int | None = strawberry.field(
        description="Of all open cases of the same agency, in whole percent; null: there is a symbol instead."
    )
    percent_symbol: str | None = strawberry.field(
        description="`c`: suppressed. `z`: not applicable. `k`: some, but it rounds to zero."
    )
    published_at: datetime = strawberry.field(description="When it was published; it has not changed since.")


@strawberry.type
class PublishedQuery:
    """The way to published counts."""

    @resolved(
        "Open cases of the agencies of your partnerships at the end of a month: the whole table as published, in the order of "
        "agency, support and age band. It cannot be narrowed or grouped otherwise; empty: nothing was published."
    )
    def published_counts(
        self, info: Info[Context, None], month: Annotated[str, arg("The month, as YYYY-MM.")]
    ) -> list[PublishedCount] | None:
        """Read a month."""
        context = info.context
        context.spend(MAX_ROWS // 20)
        rows = published_counts(
            context.connection, context.viewer, month_number(month) or 0, context.desk.today()
        )
        totals = {
            (row["partnership_id"], row["of_agency"]): row
            for row in rows
            if row["support"] == row["band"] == TOTAL
        }
        found = []
        for row in rows:
            total = totals[row["partnership_id"], row["of_agency"]]
            share, symbol = percent(row["count"], total["count"])
            found.append(
                PublishedCount(
                    partnership=row["partnership_id"], month=month_text(row["month"]) or "",
                    agency=row["of_agency"] or None, support=row["support"] or None, age_band=row["band"] or None,
                    count=row["count"], symbol=row["symbol"], percent=share,
                    percent_symbol=row["symbol"] or symbol, published_at=at(row["at"]),
                )
            )  # fmt: skip
        return found
