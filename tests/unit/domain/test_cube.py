"""No suppressed count can be worked out from all that is published: a linear programme bounds what each can be."""

import random
import sys
from functools import cache
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from lif_plugin.domain.cube import BANDS, SUPPORTS, band_of, percent
from lif_plugin.domain.suppression import TOTAL, Counts, Place, suppressed, with_totals

MONTHS = 24
AGENCIES = ("elmshire", "oakhealth", "ashpolice")
DIMENSIONS = (AGENCIES, SUPPORTS, ("under_5", "5_to_15", "unknown"))


@cache
def world(month: int) -> dict[Place, int]:
    """A month of a partnership: large counts and small ones, agencies with few children and empty places."""
    chance = random.Random(month)
    sizes = {agency: chance.choice((2, 8, 40)) for agency in AGENCIES}
    counts: dict[Place, int] = {
        place: int(chance.expovariate(1 / sizes[place[0]])) for place in product(*DIMENSIONS)
    }
    return with_totals(counts, DIMENSIONS)


def narrowest(table: Counts, hidden: frozenset[Place], knower: str | None = None) -> float:
    """The least distance between the most and the least that a suppressed count can be, as a programme finds them."""
    inner = list(product(*DIMENSIONS))

    def row(place: Place) -> list[float]:
        return [float(all(at in {TOTAL, own} for at, own in zip(place, cell, strict=True))) for cell in inner]

    known = [place for place in table if place not in hidden or place[0] == knower]
    rows, values = np.array([row(place) for place in known]), np.array([table[place] for place in known])
    widths = [float("inf")]
    for place in sorted(hidden):
        if place[0] != knower:
            goal = np.array(row(place))
            ends = [linprog(sign * goal, A_eq=rows, b_eq=values, method="highs") for sign in (1, -1)]
            assert ends[0].status == 0
            assert ends[1].status in {0, 3}
            widths.append(float("inf") if ends[1].status == 3 else -ends[1].fun - ends[0].fun)
    return min(widths)


def test_no_suppressed_count_of_24_months_is_bound_to_a_width_under_3() -> None:
    hidden = [suppressed(world(month), DIMENSIONS, AGENCIES) for month in range(MONTHS)]
    assert sum(map(len, hidden)) > 500
    smallest = min(narrowest(world(month), hidden[month]) for month in range(MONTHS))
    sys.stdout.write(
        f"{sum(map(len, hidden))} suppressed counts, the narrowest bound to a width of {smallest:g}\n"
    )
    assert smallest >= 3


@pytest.mark.parametrize("knower", AGENCIES)
def test_neither_can_a_partner_that_knows_its_own(knower: str) -> None:
    for month in range(4):
        assert narrowest(world(month), suppressed(world(month), DIMENSIONS, AGENCIES), knower) >= 3


def test_small_counts_alone_suppressed_can_be_worked_out() -> None:
    table = world(3)
    assert narrowest(table, frozenset(place for place, count in table.items() if 0 < count <= 5)) < 1


def test_every_small_count_is_suppressed_and_large_ones_where_they_must_be() -> None:
    counts: dict[Place, int] = {
        ("a", "x"): 3,
        ("a", "y"): 40,
        ("b", "x"): 9,
        ("b", "y"): 60,
        ("c", "x"): 70,
        ("c", "y"): 80,
    }
    dimensions = (("a", "b", "c"), ("x", "y"))
    hidden = suppressed(with_totals(counts, dimensions), dimensions, ("a", "b", "c"))
    assert ("a", "x") in hidden
    assert ("a", TOTAL) not in hidden
    assert len(hidden) < 8


def test_nothing_small_nothing_suppressed() -> None:
    counts: dict[Place, int] = dict.fromkeys(product(*DIMENSIONS), 20)
    table = with_totals({**counts, ("elmshire", "other", "unknown"): 0}, DIMENSIONS)
    assert suppressed(table, DIMENSIONS, AGENCIES) == frozenset()


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [(1, 300, (None, "k")), (0, 300, (0, None)), (150, 300, (50, None)), (3, 200, (2, None)), (None, 9, (None, "c")),
     (0, 0, (None, "z"))],
)  # fmt: skip
def test_percent_is_whole_or_a_symbol(
    count: int | None, total: int | None, said: tuple[int | None, str | None]
) -> None:
    assert percent(count, total) == said


@pytest.mark.parametrize(
    ("born", "band"),
    [(20260401, "under_1"), (20250401, "under_1"), (20250331, "1_to_4"), (20160401, "5_to_9"), (20160331, "10_to_15"),
     (20100331, "16_and_over"), (None, "unknown")],
)  # fmt: skip
def test_band_is_the_age_on_the_day(born: int | None, band: str) -> None:
    assert band_of(born, 20260331) == band
    assert band in BANDS
