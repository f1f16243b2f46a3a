"""Tables of counts with all their totals, in which no small number can be worked out from what is shown.

A count from 1 to `SMALL` is suppressed, and further counts with it until what a reader could work out of each suppressed
one, from all that is shown and from what they know of their own, leaves at least `WIDTH` between the least and the most
that it can be. Suppression follows the method of cells that change together (a box across every dimension).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

SMALL: Final = 5
WIDTH: Final = 5
TOTAL: Final = ""
"""In place of a coordinate: all of them together."""
SUPPRESSED: Final = "c"
"""What stands in place of a count that is not shown, as in the releases of the DfE."""

Place = tuple[str, ...]
"""Where a count stands: a coordinate for each dimension; the first is what readers may be: an agency, a team."""
Counts = Mapping[Place, int]
Dimensions = Sequence[Sequence[str]]


def with_totals(counts: Counts, dimensions: Dimensions) -> dict[Place, int]:
    """A whole table: every count, 0 where there is none, and every total."""
    found = dict.fromkeys(product(*((*values, TOTAL) for values in dimensions)), 0)
    for place, count in counts.items():
        for total in product(*((value, TOTAL) for value in place)):
            found[total] += count
    return found


def is_small(count: int) -> bool:
    """Whether a count is never shown."""
    return 0 < count <= SMALL


def suppressed(
    table: Counts,
    dimensions: Dimensions,
    knowers: Collection[str] = (),
    never: Collection[Place] = (),
    width: int = WIDTH,
) -> frozenset[Place]:
    """The places of a whole table that must not be shown.

    ``knowers`` are values of the first dimension: each knows all counts of its own. ``never``: places that nobody is ever
    shown, so that they are no count to hide. ``width``: how far apart the least and the most of each are to be at least.
    """
    cells = _Cells(table, dimensions)
    unseen = frozenset(never)
    waiting = sorted(place for place, count in table.items() if is_small(count) and place not in unseen)
    hidden = unseen.union(waiting)
    while waiting:
        place = waiting.pop()
        # Everybody (None), and each that knows its own; of its own it works out nothing.
        for knower in (None, *(one for one in knowers if one != place[0])):
            enough = [box for box in cells.boxes(place) if box.width >= width and knower not in box.rows]
            if any(box.places <= hidden for box in enough):
                continue
            more = cells.cheapest(enough, hidden)
            waiting.extend(sorted(more))
            hidden |= more
    return hidden - unseen


@dataclass(frozen=True, slots=True)
class _Box:
    """Places that can change together, some up while the others go down, and every total still holds.

    ``width``: how far apart each of its counts can be, seen by somebody who knows only what stands outside it.
    """

    places: frozenset[Place]
    rows: frozenset[str]
    width: float


@dataclass(slots=True)
class _Cells:
    """A table with the boxes of its places, each found once."""

    table: Counts
    dimensions: Dimensions
    found: dict[Place, list[_Box]] = field(default_factory=dict)

    def boxes(self, place: Place) -> list[_Box]:
        """The boxes with a corner at a place."""
        if place not in self.found:
            self.found[place] = list(self._boxes(place))
        return self.found[place]

    def _boxes(self, place: Place) -> Iterator[_Box]:
        steps = []
        for at, values in zip(place, self.dimensions, strict=True):
            # Against another value its count moves the other way; against the total, which moves with it, the same way.
            others = [(value, at != TOTAL) for value in values if value != at]
            others += [(TOTAL, False)] if at != TOTAL else []
            steps.append([((at, False), other) for other in others])
        for sides in product(*steps):
            corners = [
                (tuple(value for value, _ in corner), sum(turns for _, turns in corner) % 2)
                for corner in product(*sides)
            ]
            falls = min(self.table[one] for one, turns in corners if not turns)
            rises = min((self.table[one] for one, turns in corners if turns), default=float("inf"))
            places = frozenset(one for one, _turns in corners)
            yield _Box(places, frozenset(one[0] for one in places), falls + rises)

    def cheapest(self, enough: Sequence[_Box], hidden: frozenset[Place]) -> frozenset[Place]:
        """What more to suppress so that a count cannot be worked out: as little as can be, then as few counts."""

        def cost(box: _Box) -> tuple[int, int, list[Place]]:
            more = box.places - hidden
            return sum(self.table[one] for one in more), len(more), sorted(more)

        return min(enough, key=cost).places - hidden if enough else frozenset()
