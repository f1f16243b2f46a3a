"""Counts across agencies: `figures learning|recount`, kept as learning is written; `cube publish|show`, once for a month."""

from typing import Annotated

import typer

from lif_plugin.cli.months import month_of, written_month
from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, PartnershipId, opened, operator, person
from lif_plugin.cli.output import lines, say, table
from lif_plugin.cycle.cube import publish_month
from lif_plugin.domain.summary import Dimension
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting
from lif_plugin.store.cube import published_counts
from lif_plugin.store.reads.summary import summary
from lif_plugin.store.tally import recount

figures = typer.Typer(help="Learning and actions counted across agencies.", no_args_is_help=True)
cube = typer.Typer(help="Open cases counted for partners, month by month.", no_args_is_help=True)
Month = Annotated[str, typer.Argument(metavar="MONTH", help="A month, e.g. 2026-03.")]


@figures.command()
def learning(
    agency: AgencyId,
    by: Annotated[list[Dimension] | None, typer.Option("--by", help="Tell apart by; again for more.")] = None,
    partnership: Annotated[
        str | None, typer.Option("--partnership", help="One partnership; else all.")
    ] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Count learning and actions, own and shared: open, overdue, closed, days to close, loops closed."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        with opened_app.store.read(viewer) as connection:
            found = summary(connection, viewer, opened_app.desk.today(), by or (), partnership)
    rows = [
        {**dict(zip(by or (), key, strict=True)), "items": one.items, "findings": one.findings, "actions": one.actions,
         "open": one.open, "overdue": one.overdue, "closed": one.closed, "days to close": one.days_to_close.value,
         "loops closed": one.items_closed}
        for key, one in found.items()
    ]  # fmt: skip
    if as_json:
        lines(rows)
    elif rows:
        table("Learning", [str(name) for name in rows[0]], [list(row.values()) for row in rows])
    else:
        say("Nothing was learnt that is yours to read.")


@figures.command("recount")
def count_again(agency: AgencyId, partnership: PartnershipId, db: Db = None) -> None:
    """Count a partnership's shared learning anew: after rows came in by another way than the commands and pages."""
    with opened(db) as opened_app, opened_app.store.write(operator(agency)) as connection:
        wrong = recount(connection, operator(agency), partnership)
    say(f"{wrong} counts were not as they should be, and are now." if wrong else "Every count was right.")


@cube.command()
def publish(
    month: Month,
    agency: AgencyId,
    partnership: PartnershipId,
    without: Annotated[
        list[str] | None, typer.Option("--without", help="Leave an agency out; again for more.")
    ] = None,
    db: Db = None,
) -> None:
    """Publish a month that is over to all partners, once: cases open at its end, small counts suppressed."""
    with opened(db) as opened_app:
        made = publish_month(opened_app.desk, operator(agency), partnership, _number(month), without or ())
    left_out = f"; without {', '.join(made.without)}" if made.without else ""
    say(f"Published {month}: {made.counts} counts, {made.suppressed} of them suppressed{left_out}.")


@cube.command()
def show(
    month: Month, agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False
) -> None:
    """Show what was published of a month."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        with opened_app.store.read(viewer) as connection:
            rows = published_counts(connection, viewer, _number(month), opened_app.desk.today())
    names = ("partnership_id", "of_agency", "support", "band")
    found = [
        {"month": written_month(row["month"]), **{name: row[name] or "all" for name in names},
         "count": row["symbol"] or row["count"]}
        for row in rows
    ]  # fmt: skip
    if as_json:
        lines(found)
    else:
        columns = ("month", "partnership", "agency", "support", "age", "count")
        table("Published: c suppressed, z not applicable", columns, [list(row.values()) for row in found])


def _number(month: str) -> int:
    number = month_of(month)
    if number is None:
        raise BadSetting("That is not a month.")
    return number
