"""`lif audits` and `lif indicators`: a year over a published sample return, drawn month by month."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from lif_plugin.cycle.audits.drawing import AlreadyDrawn
from lif_plugin.errors import BadSetting, NotFound
from tests.integration.cli.conftest import SAMPLES, Lif

MONTHS = [f"2017-{month:02}" for month in range(4, 13)] + [f"2018-{month:02}" for month in range(1, 4)]

YEAR = [
    (0, 0, 2, 0, 1, 0, 0),
    (1, 1, 2, 1, 1, 0, 0),
    (1, 1, 2, 1, 1, 0, 0),
    (3, 3, 2, 2, 1, 0, 0),
    (5, 6, 2, 2, 1, 0, 0),
    (4, 8, 2, 2, 1, 0, 0),
    (3, 9, 2, 2, 1, 0, 0),
    (2, 7, 2, 2, 1, 2, 0),
    (1, 5, 2, 2, 1, 1, 0),
    (8, 8, 2, 2, 1, 2, 0),
    (6, 11, 2, 2, 1, 1, 0),
    (27, 35, 2, 2, 1, 0, 0),
]
"""For each month: nominated, pool, quota, picked of it, picked by chance, lapsed, withdrawn."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the return of 2017-18, and two nominated cases a month as quota."""
    home = tmp_path_factory.mktemp("audits") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIF_HOME", str(home))
        lif = Lif(f"sqlite:///{home / 'lif.db'}")
        lif("init", "--agency", "elmshire", "--framework", "hartlepool_hscb", "--today", "coverage")
        lif.import_(*sorted(SAMPLES.glob("2017-*.csv")))
        lif("audits", "programme", "--agency", "elmshire", "--quota", "2", "--random", "1")
    return home


@pytest.fixture
def imported(home: Path, lif: Lif, tmp_path: Path) -> Lif:
    """The command over a copy of that home."""
    shutil.copytree(home, tmp_path / "home")
    return lif


def test_a_year_of_draws_is_shown_against_its_quota(imported: Lif) -> None:
    for month in MONTHS:
        imported("audits", "draw", "--agency", "elmshire", "--month", month, "--seed", f"seed {month}")
    rows = imported.rows("audits", "year", "--agency", "elmshire", "--from", MONTHS[0], "--to", MONTHS[-1])
    assert [row["month"] for row in rows] == MONTHS
    columns = ("nominated", "pool", "quota", "picked", "random", "lapsed", "withdrawn")
    assert [tuple(row[name] for name in columns) for row in rows] == YEAR
    states = Counter(row["state"] for row in imported.rows("audits", "pool", "--agency", "elmshire", "--all"))
    assert states == {"pooled": 35, "picked": 20, "lapsed": 6}
    shown = imported("audits", "year", "--agency", "elmshire", "--from", "2017-04", "--to", "2018-03")
    assert "seed 2018-03" in shown


def test_a_draw_prints_its_seed_and_repeats(imported: Lif) -> None:
    drawn = imported.rows("audits", "draw", "--agency", "elmshire", "--month", "2018-03")[0]
    assert drawn["seed"]
    assert [pick["part"] for pick in drawn["picks"]] == ["nominated"] * 2 + ["random"]
    again = imported.rows("audits", "repeat", drawn["id"], "--agency", "elmshire")[0]
    assert (again["same"], again["picked"], again["marks_wrong"]) == (True, 3, 0)
    assert again["marks_checked"] == sum(drawn["frame"].values())
    with pytest.raises(AlreadyDrawn):
        imported("audits", "draw", "--agency", "elmshire", "--month", "2018-03")


def test_counts_say_what_the_return_cannot_tell(imported: Lif) -> None:
    rows = {row["trigger"]: row for row in imported.rows("audits", "counts", "--agency", "elmshire")}
    assert rows["repeat_plan"]["pooled"] == 0
    assert rows["repeat_plan"]["not_covered"] == rows["return_interview_refused"]["not_covered"] > 200


def test_the_pool_is_listed_with_why_and_lapses_by_date(imported: Lif) -> None:
    before = imported.rows("audits", "pool", "--agency", "elmshire")
    assert {row["state"] for row in before} == {"pooled"}
    assert all(row["reason"] and row["authority"] for row in before)
    (lapsed,) = imported.rows("audits", "lapse", "--agency", "elmshire", "--as-of", "2030-01-01")
    assert lapsed["lapsed"] == len(before)
    assert imported.rows("audits", "pool", "--agency", "elmshire") == []
    assert len(imported.rows("audits", "pool", "--agency", "elmshire", "--all")) == len(before)


def test_the_programme_is_the_frameworks_with_its_own_words(imported: Lif) -> None:
    (shown,) = imported.rows("audits", "programme", "--agency", "elmshire")
    assert (shown["programme"], shown["sampling"]) == (
        "multi_agency_audit",
        "random or purposive, by the nature of the scrutiny",
    )
    imported("audits", "programme", "--agency", "elmshire", "--programme", "voc_audit", "--no-closed")
    (changed,) = imported.rows("audits", "programme", "--agency", "elmshire")
    assert (changed["programme"], changed["closed"], changed["quota"]) == ("voc_audit", False, 2)
    with pytest.raises(BadSetting, match="none_such"):
        imported("audits", "programme", "--agency", "elmshire", "--programme", "none_such")


def test_a_draw_that_is_not_there_cannot_be_repeated(imported: Lif) -> None:
    with pytest.raises(NotFound):
        imported("audits", "repeat", "none", "--agency", "elmshire")


def test_indicators_of_a_source_without_assessments_are_none(imported: Lif) -> None:
    assert imported.rows("indicators", "--agency", "elmshire") == []


@pytest.mark.parametrize("month", ["2018", "2018-13", "March"])
def test_a_month_that_is_none_is_refused(imported: Lif, month: str) -> None:
    with pytest.raises(BadSetting):
        imported("audits", "draw", "--agency", "elmshire", "--month", month)
