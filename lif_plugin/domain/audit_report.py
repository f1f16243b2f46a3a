"""What audits of a quarter show together: grades, themes, the child's voice; small counts hidden, nobody ranked.

Quarters do not overlap and no sum over several is given, so that no report can be taken off another to find one case.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from lif_plugin.domain.suppression import TOTAL, Counts, Dimensions, Place, suppressed, with_totals
from lif_plugin.errors import BadSetting

NO_GRADE: Final = "not_graded"
NO_TEAM: Final = "team not known"
WIDTH: Final = 2
"""What is hidden can be at least two further numbers. Within an agency that is enough: wider, as between agencies, the
few audits of a quarter would leave a board no sum at all."""


class ReportLevel(StrEnum):
    """For whom a report is. TEAM: one team. SERVICE: the agency, by programme. BOARD: the agency as a whole."""

    TEAM = "team"
    SERVICE = "service"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class Audited:
    """One audit as a report counts it: no case, no worker, no auditor.

    ``found`` are (nature, theme); ``voice`` are (where the voice was looked for, what the record shows).
    """

    quarter: str
    programme: str
    team: str | None
    grade: str | None
    found: tuple[tuple[str, str], ...] = ()
    voice: tuple[tuple[str, str], ...] = ()


Cells = Mapping[str, int | None]
"""Counts by what they are of; None: not shown."""
_Count = Callable[[Iterable["Audited"]], Counter[str]]
_Parts = Mapping[str, Mapping[str, int]]
"""Counts of each part of a whole: a team, a programme."""


@dataclass(frozen=True, slots=True)
class Group:
    """Counts that belong together, with their sum; None: not shown, since it, or a single count, would tell of a few."""

    name: str
    cells: Cells
    total: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """What audits of a quarter show: how many, grades by programme and over time, themes, voice by where it was sought."""

    level: ReportLevel
    quarter: str
    team: str | None
    audits: int | None
    grades: tuple[Group, ...]
    over_time: tuple[Group, ...]
    themes: tuple[Group, ...]
    voice: tuple[Group, ...]
    hides: bool = True


def quarter_of(day: int) -> str:
    """The quarter of a day (YYYYMMDD), such as 2026-Q1."""
    return f"{day // 10_000}-Q{(day // 100 % 100 - 1) // 3 + 1}"


def days_of(quarter: str) -> tuple[int, int]:
    """The first and the last day (YYYYMMDD) that a quarter can have. Raises `BadSetting`."""
    if not re.fullmatch(r"\d{4}-Q[1-4]", quarter):
        raise BadSetting("There is no such quarter.", hint="Write it as 2026-Q1.")
    year, first = int(quarter[:4]), 3 * int(quarter[-1]) - 2
    return year * 10_000 + first * 100 + 1, year * 10_000 + (first + 2) * 100 + 31


def quarters_to(quarter: str, count: int) -> list[str]:
    """So many quarters up to one, the oldest first."""
    number = days_of(quarter)[0] // 10_000 * 4 + int(quarter[-1]) - 1
    return [f"{one // 4}-Q{one % 4 + 1}" for one in range(number - count + 1, number + 1)]


def hidden(name: str, counts: Mapping[str, int]) -> Group:
    """Counts on their own, with their sum, in which nothing small is shown or follows."""
    keys = sorted(counts)
    table = with_totals({(key,): counts[key] for key in keys}, (keys,))
    away = suppressed(table, (keys,), width=WIDTH)
    cells = {key: None if (key,) in away else counts[key] for key in keys}
    return Group(name, cells, None if (TOTAL,) in away else table[TOTAL,])


def hidden_parts(parts: _Parts, knowers: Collection[str] = ()) -> dict[str, Group]:
    """The parts of a whole and, under `TOTAL`, the whole itself; nothing small is shown or follows from the others.

    ``knowers``: the parts that know their own counts, as a team does.
    """
    table, dimensions = _table(parts)
    return _groups(table, dimensions, suppressed(table, dimensions, knowers, width=WIDTH))


def hidden_twice(
    counts: Mapping[Place, int], knowers: Collection[str] = ()
) -> tuple[dict[str, Group], dict[str, Group]]:
    """Counts at (team, programme, grade), shown by team and by programme, as `hidden_parts` shows one of them.

    Both are sums of one table, of which nobody is shown a team's programme: so what follows from the two together is
    seen as what follows from one.
    """
    dimensions = [sorted({place[at] for place in counts}) for at in range(3)]
    table = with_totals(counts, dimensions)
    never = {place for place in table if TOTAL not in place[:2]}
    away = suppressed(table, dimensions, knowers, never, WIDTH)
    found = []
    for at in (0, 1):
        sides = {(one[at], one[2]): one for one in table if one[1 - at] == TOTAL}
        shown: dict[Place, int] = {place: table[one] for place, one in sides.items()}
        gone: set[Place] = {place for place, one in sides.items() if one in away}
        found.append(_groups(shown, (dimensions[at], dimensions[2]), gone))
    return found[0], found[1]


def _flat(parts: _Parts) -> dict[Place, int]:
    return {(name, key): count for name, counts in parts.items() for key, count in counts.items()}


def _table(parts: _Parts) -> tuple[Counts, Dimensions]:
    dimensions = sorted(parts), sorted({key for counts in parts.values() for key in counts})
    return with_totals(_flat(parts), dimensions), dimensions


def _groups(table: Counts, dimensions: Dimensions, away: Collection[Place]) -> dict[str, Group]:
    def cell(name: str, key: str) -> int | None:
        return None if (name, key) in away else table[name, key]

    names, keys = dimensions
    return {
        name: Group(name, {key: cell(name, key) for key in keys}, cell(name, TOTAL))
        for name in (*names, TOTAL)
    }


def plain(name: str, counts: Mapping[str, int]) -> Group:
    """A group as it is, for the team itself."""
    return Group(name, dict(counts), sum(counts.values()))


def report_of(
    level: ReportLevel, quarters: Sequence[str], audits: Iterable[Audited], team: str | None, *, hides: bool
) -> Report:
    """Make a report of the last of these quarters, with grades over all of them. ``hides``: small counts are hidden.

    What is hidden is the same for every reader and at every level, so that two reports held together show no more than one.
    """
    every = [one for one in audits if one.quarter in quarters]
    now, mine = quarters[-1], [one for one in every if team is None or one.team == team]
    teams = sorted({one.team or NO_TEAM for one in every} | ({team} if team else set()))
    known = [one for one in teams if one != NO_TEAM]
    graded = {
        one: _graded([row for row in every if row.quarter == one], teams, known) for one in quarters if hides
    }

    def counted(name: str, count: _Count) -> Group:
        if not hides:
            return plain(name, count(mine))
        parts = {one: count([row for row in every if (row.team or NO_TEAM) == one]) for one in teams}
        return replace(hidden_parts(parts, known)[team or TOTAL], name=name)

    def grades(quarter: str) -> Group:
        if not hides:
            return plain(quarter, _grades(one for one in mine if one.quarter == quarter))
        return replace(graded[quarter][0][team or TOTAL], name=quarter)

    current = [one for one in mine if one.quarter == now]
    over_time = tuple(grades(one) for one in quarters)
    if hides:
        by_programme = [group for name, group in graded[now][1].items() if name != TOTAL]
    else:
        by_programme = [plain(name, counts) for name, counts in _by_programme(current).items()]
    # Of a team's programmes others would read too few; the board reads the agency as a whole.
    shows = level is not ReportLevel.BOARD and not (level is ReportLevel.TEAM and hides)
    return Report(
        level,
        now,
        team,
        over_time[-1].total,
        tuple(by_programme) if shows else (),
        over_time,
        tuple(
            counted(name, _of(now, "found", 1, name))
            for name in sorted({theme for one in current for _nature, theme in one.found})
        ),
        tuple(
            counted(name, _of(now, "voice", 0, name))
            for name in sorted({where for one in current for where, _shows in one.voice})
        ),
        hides,
    )


def _graded(
    rows: Iterable[Audited], teams: Iterable[str], known: Collection[str]
) -> tuple[dict[str, Group], dict[str, Group]]:
    """Grades of a quarter by team, and by programme, each with the whole; ``known`` teams know their own."""
    rows = list(rows)
    counts: Counter[Place] = Counter(
        (one.team or NO_TEAM, one.programme, one.grade or NO_GRADE) for one in rows
    )
    by_team, by_programme = hidden_twice(counts, known)
    # A team without an audit in the quarter has noughts.
    return {
        one: Group(one, dict.fromkeys(by_team[TOTAL].cells, 0), 0) for one in teams
    } | by_team, by_programme


def _by_programme(rows: Sequence[Audited]) -> dict[str, Counter[str]]:
    names = sorted({one.programme for one in rows})
    return {name: _grades(one for one in rows if one.programme == name) for name in names}


def _of(quarter: str, field: str, named: int, name: str) -> _Count:
    """Counts the pairs of a field in which one side has a name, by the other side."""

    def count(rows: Iterable[Audited]) -> Counter[str]:
        pairs = (pair for one in rows if one.quarter == quarter for pair in getattr(one, field))
        return Counter(pair[1 - named] for pair in pairs if pair[named] == name)

    return count


def _grades(rows: Iterable[Audited]) -> Counter[str]:
    return Counter(one.grade or NO_GRADE for one in rows)
