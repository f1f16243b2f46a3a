"""What audits of a quarter show together: grades, themes, the child's voice; small counts hidden, nobody ranked.

Quarters do not overlap and no sum over several is given, so that no report can be taken off another to find one case.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from lif_plugin.domain.audit_voice import SMALL
from lif_plugin.errors import BadSetting

HIDDEN: Final = "c"
"""What stands in place of a count that is not shown, as in the releases of the DfE."""
NO_GRADE: Final = "not_graded"
ALL: Final = ""
"""The sum, among the columns of a table."""


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
    """A group with its small counts hidden; a single hidden one takes the next smallest and the sum with it."""
    small = {key for key, count in counts.items() if _is_small(count)}
    shown = sorted((count, key) for key, count in counts.items() if key not in small and count)
    if len(small) == 1 and shown:
        small.add(shown[0][1])
    total = sum(counts.values())
    alone = bool(small) and (len(small) == 1 or sum(counts[key] for key in small) <= SMALL)
    cells = {key: None if key in small else count for key, count in counts.items()}
    return Group(name, cells, None if alone or _is_small(total) else total)


def hidden_parts(parts: Mapping[str, Mapping[str, int]]) -> dict[str, Group]:
    """Groups that together make up a whole which is shown as well, hidden so that none follows from the others.

    In every row and column, with their sums, either nothing is hidden or two at least are: domain guide, section 4.
    """
    whole = Counter[str]()
    for counts in parts.values():
        whole.update(counts)
    margin = hidden("", whole)
    table = {(name, key): counts.get(key, 0) for name, counts in parts.items() for key in whole}
    table |= {(name, ALL): sum(counts.values()) for name, counts in parts.items()}
    away = {place for place, count in table.items() if _is_small(count)}
    fixed = {key for key in (*whole, ALL) if (margin.total if key == ALL else margin.cells[key]) is None}
    lines = [[(name, key) for key in (*sorted(whole), ALL)] for name in parts]
    lines += [[(name, key) for name in parts] for key in (*sorted(whole), ALL) if key not in fixed]
    while (
        line := next((one for one in lines if len(away.intersection(one)) == 1 and len(one) > 1), None)
    ) is not None:
        # A nought is hidden only where there is nothing else to hide.
        away.add(min(set(line) - away, key=lambda place: (not table[place], table[place], place)))
    return {
        name: Group(
            name,
            {key: None if (name, key) in away else table[name, key] for key in sorted(whole)},
            None if (name, ALL) in away else table[name, ALL],
        )
        for name in parts
    }


def _is_small(count: int) -> bool:
    return 0 < count <= SMALL


def plain(name: str, counts: Mapping[str, int]) -> Group:
    """A group as it is, for the team itself."""
    return Group(name, dict(counts), sum(counts.values()))


def report_of(
    level: ReportLevel, quarters: Sequence[str], audits: Iterable[Audited], team: str | None, *, hides: bool
) -> Report:
    """Make a report of the last of these quarters, with grades over all of them. ``hides``: small counts are hidden."""
    every = [one for one in audits if one.quarter in quarters]
    now, mine = quarters[-1], [one for one in every if team is None or one.team == team]

    def counted(name: str, count: _Count) -> Group:
        if not hides:
            return plain(name, count(mine))
        if team is None:
            return hidden(name, count(every))
        teams = {team} | {one.team or "" for one in every}
        parts = {each: count([one for one in every if (one.team or "") == each]) for each in sorted(teams)}
        return replace(hidden_parts(parts)[team], name=name)

    current = [one for one in mine if one.quarter == now]
    return Report(
        level,
        now,
        team,
        counted(now, _grades_in(now)).total,
        _by_programme(level, current, hides=hides),
        tuple(counted(one, _grades_in(one)) for one in quarters),
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


def _by_programme(level: ReportLevel, current: Sequence[Audited], *, hides: bool) -> tuple[Group, ...]:
    """Grades by programme: for the team itself and the service, since a team's of others would be too few."""
    if level is ReportLevel.BOARD or (level is ReportLevel.TEAM and hides):
        return ()
    parts = {
        name: _grades(one for one in current if one.programme == name)
        for name in sorted({one.programme for one in current})
    }
    if hides:
        return tuple(hidden_parts(parts).values())
    return tuple(plain(name, counts) for name, counts in parts.items())


def _of(quarter: str, field: str, named: int, name: str) -> _Count:
    """Counts the pairs of a field in which one side has a name, by the other side."""

    def count(rows: Iterable[Audited]) -> Counter[str]:
        pairs = (pair for one in rows if one.quarter == quarter for pair in getattr(one, field))
        return Counter(pair[1 - named] for pair in pairs if pair[named] == name)

    return count


def _grades_in(quarter: str) -> _Count:
    return lambda rows: _grades(one for one in rows if one.quarter == quarter)


def _grades(rows: Iterable[Audited]) -> Counter[str]:
    return Counter(one.grade or NO_GRADE for one in rows)
