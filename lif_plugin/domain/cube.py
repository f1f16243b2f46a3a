"""Children counted for partners: a table with all its totals in which no small number can be worked out.

A count from 1 to `SMALL` is suppressed, and further counts with it until what partners could work out of each suppressed
one, from all that is published and from what they know of their own agency, leaves at least `WIDTH` between the least and
the most that it can be. Suppression follows the method of cells that change together (a box across every dimension).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from lif_plugin.domain.worktime import numbered_day

SMALL: Final = 5
WIDTH: Final = 5
TOTAL: Final = ""
"""In place of a coordinate: all of them together."""
SUPPRESSED: Final = "c"
NOT_APPLICABLE: Final = "z"
ROUNDS_TO_ZERO: Final = "k"
SUPPORTS: Final = ("looked_after", "protection_plan", "other")
BANDS: Final = ("under_1", "1_to_4", "5_to_9", "10_to_15", "16_and_over", "unknown")
"""Ages as in the statistics of looked-after children in England; unknown where no birth is on record."""
_FIRST_YEARS: Final = ((1, "under_1"), (5, "1_to_4"), (10, "5_to_9"), (16, "10_to_15"))

Place = tuple[str, ...]
"""Where a count stands: a coordinate for each dimension, the first of them the agency."""
Counts = Mapping[Place, int]


def band_of(born_on: int | None, day: int) -> str:
    """The age band of a child on a day (YYYYMMDD); a child not yet born is under 1."""
    if born_on is None:
        return "unknown"
    born, then = numbered_day(born_on), numbered_day(day)
    years = then.year - born.year - ((then.month, then.day) < (born.month, born.day))
    return next((band for end, band in _FIRST_YEARS if years < end), "16_and_over")


def with_totals(counts: Counts, dimensions: Sequence[Sequence[str]]) -> dict[Place, int]:
    """A whole table: every count, 0 where there is none, and every total."""
    found = dict.fromkeys(product(*((*values, TOTAL) for values in dimensions)), 0)
    for place, count in counts.items():
        for total in product(*((value, TOTAL) for value in place)):
            found[total] += count
    return found


def suppressed(table: Counts, dimensions: Sequence[Sequence[str]]) -> frozenset[Place]:
    """The places of a whole table that must not be published."""
    hidden = {place for place, count in table.items() if 0 < count <= SMALL}
    waiting = sorted(hidden)
    while waiting:
        place = waiting.pop()
        for knower in _knowers(place, dimensions[0]):
            if not _is_safe(table, dimensions, place, knower, hidden):
                more = _cheapest(table, dimensions, place, knower, hidden)
                waiting.extend(sorted(more))
                hidden |= more
    return frozenset(hidden)


def percent(count: int | None, total: int | None) -> tuple[int | None, str | None]:
    """A count in whole percent of a total, each None where it is suppressed; or the symbol in its place."""
    if count is None or total is None:
        return None, SUPPRESSED
    if total == 0:
        return None, NOT_APPLICABLE
    rounded = (200 * count + total) // (2 * total)
    return (None, ROUNDS_TO_ZERO) if count and not rounded else (rounded, None)


@dataclass(frozen=True, slots=True)
class _Box:
    """Places that can change together, some up while the others go down, and every total still holds."""

    up: tuple[Place, ...]
    down: tuple[Place, ...]

    @property
    def places(self) -> frozenset[Place]:
        return frozenset((*self.up, *self.down))

    def width(self, table: Counts) -> float:
        """How far apart each of its counts can be, seen by somebody who knows only what stands outside it."""
        falls = min(table[place] for place in self.up)
        rises = min((table[place] for place in self.down), default=float("inf"))
        return falls + rises


def _knowers(place: Place, agencies: Sequence[str]) -> list[str | None]:
    """Who must not be able to work a count out: everybody (None), and each other agency, which knows its own."""
    return [None, *(agency for agency in agencies if agency != place[0])]


def _boxes(place: Place, dimensions: Sequence[Sequence[str]], knower: str | None) -> Iterator[_Box]:
    """The boxes with a corner at a place, none of whose counts somebody knows."""
    steps = []
    for number, (at, values) in enumerate(zip(place, dimensions, strict=True)):
        # Against another value its count moves the other way; against the total, which moves with it, the same way.
        others = [(value, at != TOTAL) for value in values if value != at]
        others += [(TOTAL, False)] if at != TOTAL else []
        known = knower if number == 0 else None
        steps.append([((at, False), other) for other in others if known is None or other[0] != known])
    for sides in product(*steps):
        corners = list(product(*sides))
        up = [
            tuple(value for value, _ in corner)
            for corner in corners
            if not sum(turns for _, turns in corner) % 2
        ]
        down = [
            tuple(value for value, _ in corner) for corner in corners if sum(turns for _, turns in corner) % 2
        ]
        yield _Box(tuple(up), tuple(down))


def _is_safe(
    table: Counts, dimensions: Sequence[Sequence[str]], place: Place, knower: str | None, hidden: set[Place]
) -> bool:
    return any(
        box.places <= hidden and box.width(table) >= WIDTH for box in _boxes(place, dimensions, knower)
    )


def _cheapest(
    table: Counts, dimensions: Sequence[Sequence[str]], place: Place, knower: str | None, hidden: set[Place]
) -> set[Place]:
    """What more to suppress so that a count cannot be worked out: as few children as can be, then as few counts."""

    def cost(box: _Box) -> tuple[int, int, list[Place]]:
        more = box.places - hidden
        return sum(table[one] for one in more), len(more), sorted(more)

    enough = [box for box in _boxes(place, dimensions, knower) if box.width(table) >= WIDTH]
    return set(min(enough, key=cost).places - hidden) if enough else set()
