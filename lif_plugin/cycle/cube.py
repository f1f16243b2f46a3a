"""Publishing what partners may know of each other's cases: one fixed table for a closed month, written once."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import product

from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.cube import BANDS, NOT_APPLICABLE, SUPPORTS
from lif_plugin.domain.indicator import days_of
from lif_plugin.domain.suppression import SUPPRESSED, TOTAL, Place, suppressed, with_totals
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import LifError, NotFound
from lif_plugin.store import cube, partnerships


class CubeRefused(LifError):
    """This month cannot be published."""

    code = "cube_refused"
    hint = "A month is published once, when it is over and every agency's record reaches its end."


@dataclass(frozen=True, slots=True)
class Published:
    """What was published: how many counts, how many of them suppressed, and the agencies that are not in it."""

    month: int
    counts: int
    suppressed: int
    without: tuple[str, ...]


def publish_month(
    desk: Desk, viewer: Viewer, partnership: str, month: int, without: Collection[str] = ()
) -> Published:
    """Count every agency's open cases at the end of a month (YYYYMM), suppress, and write it down for all partners.

    ``without``: agencies that stand in it as not applicable. Raises `CubeRefused` where it was published before, has not
    ended, or an agency's record does not reach its end; `NotFound` for an agency that is no partner.
    """
    viewer.require(Right.CONFIGURE)
    day = days_of(month)[-1]
    if day >= day_number(desk.today()):
        raise CubeRefused("The month is not over.")
    agencies = _agencies(desk, viewer, partnership, month, day)
    counted = [one for one in agencies if one not in without]
    counts: Counter[Place] = Counter()
    for agency in counted:
        counts.update(_counts_of(desk, agency, partnership, day))
    dimensions = (counted, SUPPORTS, BANDS)
    table = with_totals(counts, dimensions)
    hidden = suppressed(table, dimensions, knowers=counted)
    rows: list[tuple[Place, int | None, str | None]] = [
        (place, None, SUPPRESSED) if place in hidden else (place, count, None)
        for place, count in table.items()
    ]
    left_out = [one for one in agencies if one in without]
    absent = product(left_out, (*SUPPORTS, TOTAL), (*BANDS, TOTAL))
    rows += [(place, None, NOT_APPLICABLE) for place in absent]
    with desk.store.write(viewer) as connection:
        cube.publish(connection, viewer, partnership, month, rows)
    return Published(month, len(rows), len(hidden), tuple(left_out))


def _agencies(desk: Desk, viewer: Viewer, partnership: str, month: int, day: int) -> list[str]:
    """The agencies that belonged to the partnership on a day, the viewer's today."""
    with desk.store.read(viewer) as connection:
        today = desk.today()
        mine = partnerships.partnerships_of(connection, viewer.agency, today)
        if partnership not in {row["id"] for row in mine}:
            raise NotFound("Your agency belongs to no such partnership.")
        if cube.is_published(connection, viewer, partnership, month, today):
            raise CubeRefused("This month was published before; what is published does not change.")
        rows = partnerships.members_of(connection, partnership)
    return [row["agency_id"] for row in rows if row["since"] <= day <= (row["until"] or day)]


def _counts_of(desk: Desk, agency: str, partnership: str, day: int) -> Counter[Place]:
    viewer = Viewer.system("publish", agency)
    with desk.store.read(viewer) as connection:
        if cube.is_published_elsewhere(connection, viewer, partnership, day // 100, desk.today()):
            # Two tables of the same cases, suppressed apart, could be held against each other.
            raise CubeRefused(
                f"Another partnership of {agency} has published this month.",
                hint="Publish without this agency (`--without`).",
            )
        if not cube.is_known(connection, viewer, day):
            raise CubeRefused(
                f"The record of {agency} does not reach the end of the month.",
                hint="Bring it up to date, or publish without this agency (`--without`).",
            )
        return cube.open_cases(connection, viewer, day)
