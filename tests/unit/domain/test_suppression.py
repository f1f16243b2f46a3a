"""Nothing hidden can be worked out from what is shown and what a reader knows: a linear programme bounds each count."""

from collections.abc import Callable, Mapping
from itertools import product

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lif_plugin.domain.audit_report import Group, hidden, hidden_parts, hidden_twice
from lif_plugin.domain.suppression import SMALL, TOTAL, suppressed, with_totals

TEAMS, PROGRAMMES, GRADES = ("north", "south", "west"), ("file", "themed"), ("good", "fair", "weak")
AUDITS = st.dictionaries(
    st.tuples(st.sampled_from(TEAMS), st.sampled_from(PROGRAMMES), st.sampled_from(GRADES)),
    st.one_of(st.integers(1, 6), st.integers(0, 30)),
    min_size=1,
    max_size=12,
)
Cell = tuple[str, ...]
Of = Callable[[Cell], bool]


def narrowest(cells: Mapping[Cell, int], shown: list[Of], hidden: list[Of]) -> float:
    """The least distance between the most and the least that a hidden sum of cells can be, given every shown one."""
    places = list(cells)

    def row(of: Of) -> list[float]:
        return [float(of(place)) for place in places]

    known = [row(of) for of in shown]
    sums = [float(np.dot(one, list(cells.values()))) for one in known]
    found = [float("inf")]
    for goal in map(row, hidden):
        ends = [
            linprog(
                np.multiply(sign, goal),
                A_eq=np.array(known) if known else None,
                b_eq=sums or None,
                method="highs",
            )
            for sign in (1, -1)
        ]
        if ends[1].status != 3:
            found.append(-ends[1].fun - ends[0].fun)
    return min(found)


def whole(cells: Mapping[Cell, int]) -> dict[Cell, int]:
    return {place: cells.get(place, 0) for place in product(TEAMS, PROGRAMMES, GRADES)}


def parts(cells: Mapping[Cell, int], at: int) -> dict[str, dict[str, int]]:
    """Counts by the team (0) or the programme (1), and in it by grade."""
    names = (TEAMS, PROGRAMMES)[at]
    return {
        name: {
            grade: sum(n for place, n in cells.items() if (place[at], place[2]) == (name, grade))
            for grade in GRADES
        }
        for name in names
    }


def read(groups: Mapping[str, Group], at: int, cells: Mapping[Cell, int]) -> tuple[list[Of], list[Of]]:
    """What these groups show and hide, each as the cells it sums; no small count is shown, and what is shown is right."""
    shown: list[Of] = []
    away: list[Of] = []
    for name, group in groups.items():
        for key, count in (*group.cells.items(), (TOTAL, group.total)):

            def of(place: Cell, name: str = name, key: str = key) -> bool:
                return name in {TOTAL, place[at]} and key in {TOTAL, place[2]}

            (away if count is None else shown).append(of)
            if count is not None:
                assert count == sum(n for place, n in cells.items() if of(place))
                assert not 0 < count <= SMALL
    return shown, away


# Hiding by team and by programme apart, with the whole that both show, once told these.
TOLD: dict[Cell, int] = {
    ("north", "file", "weak"): 1, ("north", "themed", "fair"): 4, ("north", "themed", "weak"): 6,
    ("south", "file", "good"): 5, ("south", "themed", "good"): 6, ("south", "themed", "fair"): 2,
    ("west", "file", "good"): 2, ("west", "themed", "fair"): 6,
}  # fmt: skip
TOLD_TO_WEST: dict[Cell, int] = {
    ("north", "file", "fair"): 6, ("north", "themed", "weak"): 5, ("south", "file", "good"): 2,
    ("south", "themed", "weak"): 6, ("west", "themed", "weak"): 1,
}  # fmt: skip


@settings(max_examples=40, deadline=None)
@example(TOLD)
@given(AUDITS)
def test_nothing_hidden_by_team_and_by_programme_can_be_worked_out_by_anybody(
    audits: dict[Cell, int],
) -> None:
    cells = whole(audits)
    by_team, by_programme = hidden_twice(cells, TEAMS)
    assert by_team[TOTAL].cells == by_programme[TOTAL].cells
    seen, away = (a + b for a, b in zip(read(by_team, 0, cells), read(by_programme, 1, cells), strict=True))
    assert narrowest(cells, seen, away) >= 1


@settings(max_examples=40, deadline=None)
@example(TOLD_TO_WEST, "west")
@given(AUDITS, st.sampled_from(TEAMS))
def test_neither_can_a_team_that_knows_its_own(audits: dict[Cell, int], team: str) -> None:
    cells = whole(audits)
    shown = hidden_twice(cells, TEAMS)
    seen, away = (a + b for a, b in zip(read(shown[0], 0, cells), read(shown[1], 1, cells), strict=True))
    others = {place: n for place, n in cells.items() if place[0] != team}
    left = [of for of in away if 0 < sum(n for place, n in others.items() if of(place)) <= SMALL]
    assert narrowest(others, seen, left) >= 1


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(GRADES), st.integers(0, 40), min_size=1))
def test_nothing_hidden_of_counts_on_their_own_can_be_worked_out(counts: dict[str, int]) -> None:
    cells: dict[Cell, int] = {("", "", key): count for key, count in counts.items()}
    group = hidden("", counts)
    seen, away = read({TOTAL: group}, 0, cells)
    assert narrowest(cells, seen, away) >= 1


def test_hiding_the_small_counts_alone_would_tell_them() -> None:
    counts: dict[Cell, int] = {
        ("north", "good"): 3,
        ("north", "fair"): 20,
        ("south", "good"): 30,
        ("south", "fair"): 40,
    }
    cells: dict[Cell, int] = {(place[0], "", place[1]): n for place, n in counts.items()}
    shown: list[Of] = [lambda at: at[0] == "north", lambda at: at[::2] == ("north", "fair")]
    assert narrowest(cells, shown, [lambda at: at[::2] == ("north", "good")]) == 0
    table = with_totals(counts, (("north", "south"), ("good", "fair")))
    assert len(suppressed(table, (("north", "south"), ("good", "fair")))) == 4
    assert hidden_parts(parts(whole({}), 0))[TOTAL].total == 0
