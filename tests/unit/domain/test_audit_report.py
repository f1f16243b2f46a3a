"""Reports of audits: quarters, what is hidden, and that nothing hidden follows from what is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.audit_report import (
    Audited,
    Group,
    ReportLevel,
    days_of,
    hidden,
    hidden_parts,
    quarter_of,
    quarters_to,
    report_of,
)
from lif_plugin.errors import BadSetting

COUNTS = st.dictionaries(st.sampled_from(["good", "fair", "weak"]), st.integers(0, 40), min_size=1)
PARTS = st.dictionaries(st.sampled_from(["north", "south", "west"]), COUNTS, min_size=1)


def test_quarters() -> None:
    assert [quarter_of(day) for day in (20260101, 20260331, 20261001)] == ["2026-Q1", "2026-Q1", "2026-Q4"]
    assert (days_of("2026-Q2"), quarters_to("2026-Q1", 3)) == (
        (20260401, 20260631),
        ["2025-Q3", "2025-Q4", "2026-Q1"],
    )
    with pytest.raises(BadSetting):
        days_of("2026-Q5")


def test_small_counts_are_hidden_with_another_and_a_telling_sum() -> None:
    assert hidden("a", {"good": 9, "fair": 3, "weak": 30}) == Group(
        "a", {"good": None, "fair": None, "weak": 30}, 42
    )
    assert hidden("a", {"good": 3}) == Group("a", {"good": None}, None)
    assert hidden("a", {"good": 2, "fair": 2, "weak": 30}).total is None
    assert hidden("a", {"good": 6, "fair": 0}) == Group("a", {"good": 6, "fair": 0}, 6)


@given(PARTS)
def test_no_small_count_of_a_part_is_shown_or_follows_from_the_others(
    parts: dict[str, dict[str, int]],
) -> None:
    shown = hidden_parts(parts)
    keys = sorted({key for counts in parts.values() for key in counts})
    sums = {key: sum(counts.get(key, 0) for counts in parts.values()) for key in keys}
    whole = hidden("", sums)
    for group in shown.values():
        cells = [group.cells[key] for key in keys]
        assert not any(cell is not None and 0 < cell <= 5 for cell in (*cells, group.total))
        assert [*cells, group.total].count(None) != 1
    for key in keys:
        if whole.cells[key] is not None and len(shown) > 1:
            assert [group.cells[key] for group in shown.values()].count(None) != 1


def rows(team: str, count: int, grade: str = "good", quarter: str = "2026-Q1") -> list[Audited]:
    one = Audited(quarter, "file_audit", team, grade, (("strength", "voice"),), (("child", "shown"),))
    return [one] * count


def test_a_team_reads_its_own_whole_and_others_do_not() -> None:
    audits = rows("north", 3) + rows("south", 20) + rows("west", 8)
    own = report_of(ReportLevel.TEAM, ["2026-Q1"], audits, "north", hides=False)
    assert (own.audits, own.themes[0].cells, own.voice[0].cells) == (3, {"strength": 3}, {"shown": 3})
    told = {
        team: report_of(ReportLevel.TEAM, ["2026-Q1"], audits, team, hides=True).audits
        for team in ("north", "south", "west")
    }
    assert told == {"north": None, "south": 20, "west": None}


def test_board_reads_the_agency_without_programmes_or_teams() -> None:
    audits = rows("north", 3) + rows("south", 20, "weak") + rows("west", 9, quarter="2025-Q4")
    board = report_of(ReportLevel.BOARD, ["2025-Q4", "2026-Q1"], audits, None, hides=True)
    assert (board.audits, board.grades, board.team) == (23, (), None)
    assert [group.cells for group in board.over_time] == [{"good": 9}, {"good": None, "weak": None}]
    assert board.themes == (Group("voice", {"strength": 23}, 23),)
