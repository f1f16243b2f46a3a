"""Reports of audits: quarters, what is hidden, and for whom."""

import pytest

from lif_plugin.domain.audit_report import (
    Audited,
    Group,
    ReportLevel,
    days_of,
    hidden,
    quarter_of,
    quarters_to,
    report_of,
)
from lif_plugin.errors import BadSetting


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
    assert hidden("a", {"good": 2, "fair": 2, "weak": 30}).cells == {"good": None, "fair": None, "weak": 30}
    assert hidden("a", {"good": 2, "fair": 0, "weak": 30}).total == 32
    assert hidden("a", {"good": 6, "fair": 0}) == Group("a", {"good": 6, "fair": 0}, 6)


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
    # West knows its own eight: with the twenty beside them the whole would tell it of the three.
    assert told == {"north": None, "south": None, "west": None}


def test_board_reads_the_agency_without_programmes_or_teams() -> None:
    audits = (
        rows("north", 9) + rows("south", 20, "weak") + rows("west", 3) + rows("west", 9, quarter="2025-Q4")
    )
    board = report_of(ReportLevel.BOARD, ["2025-Q4", "2026-Q1"], audits, None, hides=True)
    assert (board.audits, board.grades, board.team) == (32, (), None)
    assert [group.cells for group in board.over_time] == [{"good": 9}, {"good": 12, "weak": 20}]
    assert board.themes == (Group("voice", {"strength": 32}, 32),)
