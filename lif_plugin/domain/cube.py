"""Children counted for partners: by agency, kind of support and age, and the symbols of what is not shown."""

from typing import Final

from lif_plugin.domain.suppression import SUPPRESSED
from lif_plugin.domain.worktime import numbered_day

NOT_APPLICABLE: Final = "z"
ROUNDS_TO_ZERO: Final = "k"
SUPPORTS: Final = ("looked_after", "protection_plan", "other")
BANDS: Final = ("under_1", "1_to_4", "5_to_9", "10_to_15", "16_and_over", "unknown")
"""Ages as in the statistics of looked-after children in England; unknown where no birth is on record."""
_FIRST_YEARS: Final = ((1, "under_1"), (5, "1_to_4"), (10, "5_to_9"), (16, "10_to_15"))


def band_of(born_on: int | None, day: int) -> str:
    """The age band of a child on a day (YYYYMMDD); a child not yet born is under 1."""
    if born_on is None:
        return "unknown"
    born, then = numbered_day(born_on), numbered_day(day)
    years = then.year - born.year - ((then.month, then.day) < (born.month, born.day))
    return next((band for end, band in _FIRST_YEARS if years < end), "16_and_over")


def percent(count: int | None, total: int | None) -> tuple[int | None, str | None]:
    """A count in whole percent of a total, each None where it is suppressed; or the symbol in its place."""
    if count is None or total is None:
        return None, SUPPRESSED
    if total == 0:
        return None, NOT_APPLICABLE
    rounded = (200 * count + total) // (2 * total)
    return (None, ROUNDS_TO_ZERO) if count and not rounded else (rounded, None)
