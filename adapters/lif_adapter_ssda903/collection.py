"""Finds which return year a set of files is of, and up to which day it knows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from lif_adapter_kit.dates import Days, first_of_year, last_of_year, return_year, written
from lif_adapter_ssda903.sheet import Period
from lif_adapter_ssda903.source import Source
from lif_adapter_ssda903.tables import roles
from lif_adapter_ssda903.xmlform import XmlSource
from lif_plugin.errors import UnreadableInput
from lif_plugin.hooks.types import ExamineOptions

# A return year with fewer of the end dates than this is taken for slips of the keyboard.
_SHARE: Final = 0.05
_AT_LEAST: Final = 2


@dataclass(slots=True)
class _Dates:
    """How often each day stands in the columns that tell the year, and which columns those were."""

    ends: Counter[int] = field(default_factory=Counter)
    starts: Counter[int] = field(default_factory=Counter)
    reviews: Counter[int] = field(default_factory=Counter)
    columns: dict[str, None] = field(default_factory=dict)

    @property
    def known(self) -> Counter[int]:
        """All days but those of reviews; those of reviews where there are no others."""
        return self.ends + self.starts or self.reviews


def find_period(sources: Iterable[Source | XmlSource], options: ExamineOptions) -> tuple[Period, str]:
    """Find the period of a set of files, and say in one sentence how it was found.

    What the person importing says goes before what the dates say. A date after the day of import tells
    nothing: it is a slip. Raises `UnreadableInput` if there is no date to go by.
    """
    # What was given in full needs no look at the files.
    dates = _Dates() if options.last_day else _dates_of(list(sources), options.received)
    if options.first_day or options.last_day:
        return _as_told(dates, options)
    telling = dates.ends or dates.starts or dates.reviews
    if not telling:
        raise UnreadableInput(
            "No date in these files shows which collection year they are of.",
            hint="Add the Episodes or Reviews table, or give the first and the last day of the period.",
        )
    year = _year_of(telling)
    last = max(day for day in dates.known if return_year(day) == year)
    return Period(year, first_of_year(year), last), _basis(telling, dates, year, last)


def _year_of(found: Counter[int]) -> int:
    """The latest return year that holds a good share of the dates.

    The latest and not the fullest, because an extract may bring the history of its children along; a good
    share, because single dates in a later year are slips.
    """
    years: Counter[int] = Counter()
    for day, count in found.items():
        years[return_year(day)] += count
    enough = max(_AT_LEAST, _SHARE * years.total())
    good = [year for year, count in years.items() if count >= enough]
    return max(good) if good else max(years, key=lambda year: (years[year], year))


def _basis(found: Counter[int], dates: _Dates, year: int, last: int) -> str:
    columns = (
        roles().ends if found is dates.ends else roles().starts if found is dates.starts else roles().reviews
    )
    inside = sum(count for day, count in found.items() if return_year(day) == year)
    total = found.total()
    rest = "" if inside == total else f"; {total - inside} lie in other years, which are not covered"
    names = ", ".join(sorted(name for name in dates.columns if name in columns))
    return (
        f"Collection year {Period(year, 0, 0).label}: {inside} of {total} dates in {names} fall into it, "
        f"the latest known day in it is {written(last)}{rest}."
    )


def _as_told(dates: _Dates, options: ExamineOptions) -> tuple[Period, str]:
    """The period as the person importing gave it; what they left out follows from the other and the dates."""
    told = options.last_day or options.first_day or options.received
    year = return_year(told)
    first = options.first_day or first_of_year(year)
    last = options.last_day or max(
        (day for day in dates.known if first <= day <= last_of_year(year)),
        default=min(last_of_year(year), options.received),
    )
    if last < first:
        raise UnreadableInput(
            "The period ends before it begins.", hint="Check the first and the last day given."
        )
    return Period(
        year, first, last
    ), f"The period from {written(first)} to {written(last)}, as given at the import."


def _dates_of(sources: list[Source | XmlSource], received: int) -> _Dates:
    """Count the days in all files; reviews only where nothing else tells, as they are the longest table."""
    dates = _Dates()
    for one in sources:
        _count(
            one,
            {**dict.fromkeys(roles().ends, dates.ends), **dict.fromkeys(roles().starts, dates.starts)},
            dates,
            received,
        )
    if not dates.known:
        for one in sources:
            _count(one, dict.fromkeys(roles().reviews, dates.reviews), dates, received)
    return dates


def _count(one: Source | XmlSource, into: dict[str, Counter[int]], dates: _Dates, received: int) -> None:
    """Count the days of one file's columns that tell; each text is parsed once."""
    days = Days()
    for name, counter in one.texts(into).items():
        for text, count in counter.items():
            day = days[text]
            if day and day <= received:
                into[name][day] += count
                dates.columns[name] = None
