"""The collection year and what is covered, as found from the dates or as told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lif_adapter_kit.dates import return_year
from lif_plugin.errors import UnreadableInput
from tests.unit.adapters.ssda903.reading import read_files

Set = Callable[..., tuple[str, int, int]]
HEADS = {
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE",
    "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE",
    "oc3": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
    "ad1": "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR",
}


@pytest.fixture
def covered(tmp_path: Path) -> Set:
    """``covered(episodes=[(start, end), …], reviews=[day, …])``: the scope and the days covered."""

    def covered(episodes: list[tuple[str, str]] | None = None, reviews: list[str] | None = None,
                **options: int) -> tuple[str, int, int]:  # fmt: skip
        paths = []
        if episodes is not None:
            rows = [f"A{n},{start},S,C1,N1,U4,PR1,{end},," for n, (start, end) in enumerate(episodes)]
            paths.append(write(tmp_path, "episodes", *rows))
        if reviews is not None:
            paths.append(write(tmp_path, "reviews", *(f"A{n},,{day},PN1" for n, day in enumerate(reviews))))
        delivery = read_files(*paths, **options).delivery
        ((first, last),) = {(entry.first_day, entry.last_day) for entry in delivery.coverage}
        return delivery.scope, first, last

    return covered


def write(folder: Path, table: str, *rows: str) -> Path:
    path = folder / f"{table}.csv"
    path.write_text("\n".join([HEADS[table], *rows]) + "\n")
    return path


@pytest.mark.parametrize(
    ("day", "year"),
    [(20170331, 2016), (20170401, 2017), (20171231, 2017), (20180331, 2017), (20180401, 2018)],
)
def test_return_year_runs_from_april(day: int, year: int) -> None:
    assert return_year(day) == year


def test_ends_tell_the_year_and_the_last_day_known(covered: Set) -> None:
    assert covered([("01/05/2014", "09/06/2017"), ("09/06/2017", "30/11/2017")]) == (
        "2017-04-01",
        20170401,
        20171130,
    )


def test_later_start_shows_that_the_extract_knows_longer(covered: Set) -> None:
    assert covered([("01/05/2014", "09/06/2017"), ("02/12/2017", "")])[2] == 20171202


def test_single_odd_ends_do_not_move_the_year(covered: Set) -> None:
    good = [("01/05/2014", "09/06/2017")] * 19
    assert covered([*good, ("01/05/2014", "09/06/2019")])[0] == "2017-04-01"


def test_history_that_is_brought_along_does_not_move_the_year(covered: Set) -> None:
    history = [("01/05/2010", "09/06/2012")] * 30
    assert covered([*history, *[("01/05/2014", "09/06/2017")] * 3])[0] == "2017-04-01"


def test_dates_after_the_import_tell_nothing(covered: Set) -> None:
    ends = [("01/05/2014", "09/06/2017"), *[("01/05/2014", "09/06/2018")] * 5]
    assert covered(ends, received=20170930) == ("2017-04-01", 20170401, 20170609)


def test_starts_tell_where_nothing_has_ended(covered: Set) -> None:
    starts = [("01/05/2014", ""), ("01/06/2017", ""), ("03/07/2017", "")]
    assert covered(starts) == ("2017-04-01", 20170401, 20170703)


def test_reviews_do_not_tell_where_there_are_episodes(covered: Set) -> None:
    assert covered([("01/05/2014", "09/06/2017")], ["01/06/2019"] * 9) == ("2017-04-01", 20170401, 20170609)


def test_reviews_alone_tell_the_year(covered: Set) -> None:
    assert covered(reviews=["01/06/2017", "03/03/2018", "03/03/2030"]) == ("2017-04-01", 20170401, 20180303)


def test_what_was_told_goes_first(covered: Set) -> None:
    told = {"first_day": 20190401, "last_day": 20191231}
    assert covered([("01/05/2014", "09/06/2017")], **told) == ("2019-04-01", 20190401, 20191231)


def test_last_day_told_gives_the_year_it_lies_in(covered: Set) -> None:
    assert covered([("01/05/2014", "09/06/2017")], last_day=20180331) == ("2017-04-01", 20170401, 20180331)


def test_first_day_told_leaves_the_last_to_the_dates(covered: Set) -> None:
    assert covered([("01/05/2014", "09/06/2017")], first_day=20170501) == ("2017-04-01", 20170501, 20170609)


def test_period_that_ends_before_it_begins_is_refused(covered: Set) -> None:
    with pytest.raises(UnreadableInput, match="ends before it begins"):
        covered([("01/05/2014", "09/06/2017")], first_day=20170501, last_day=20170401)


def test_how_it_was_found_is_said(tmp_path: Path) -> None:
    path = write(
        tmp_path, "episodes", "A1,01/05/2014,S,C1,N1,U4,PR1,09/06/2017,,", "A2,01/05/2014,,,,,,09/06/2016,,"
    )
    assert read_files(path).delivery.basis == (
        "Collection year 2017-18: 1 of 2 dates in DEC fall into it, the latest known day in it is 9 June 2017; "
        "1 lie in other years, which are not covered."
    )


def test_set_without_any_date_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_files(write(tmp_path, "oc3", "A1,17/12/1999,YES,G5,V1"))
    assert "No date in these files shows which collection year" in str(caught.value)
    assert "give the first and the last day of the period" in str(caught.value)


def test_set_covers_what_its_tables_speak_for_and_no_more(tmp_path: Path) -> None:
    episodes = write(tmp_path, "episodes", "A1,01/05/2014,S,C1,N1,U4,PR1,09/06/2017,,")
    oc3 = write(tmp_path, "oc3", "A1,17/12/1999,DIED,,")
    kinds = [entry.kind for entry in read_files(episodes).delivery.coverage]
    assert kinds == ["closure", "death", "legal_status", "need", "placement"]
    alone = read_files(oc3, last_day=20180331).delivery.coverage
    assert [entry.kind for entry in alone] == ["care_leaver_contact"]


def test_same_table_twice_is_refused(tmp_path: Path) -> None:
    row = "A1,01/05/2014,S,C1,N1,U4,PR1,09/06/2017,,"
    (tmp_path / "a").mkdir()
    with pytest.raises(UnreadableInput) as caught:
        read_files(write(tmp_path, "episodes", row), write(tmp_path / "a", "episodes", row))
    assert "episodes.csv and episodes.csv are both the table Episodes." in str(caught.value)
    assert "import one year after the other" in str(caught.value)


def test_folder_stands_for_its_csv_files_and_says_what_it_left(tmp_path: Path) -> None:
    write(tmp_path, "episodes", "A1,01/05/2014,S,C1,N1,U4,PR1,09/06/2017,,")
    write(tmp_path, "reviews", "A1,,01/06/2017,PN1")
    (tmp_path / "notes.txt").write_text("ours")
    delivery = read_files(tmp_path).delivery
    assert [Path(file).name for file in delivery.files] == ["episodes.csv", "reviews.csv"]
    assert delivery.basis.endswith("Not looked at, being no CSV: notes.txt.")
    assert delivery.rows_expected == 2


def test_folder_without_csv_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="There is no CSV file here"):
        read_files(tmp_path)


def test_one_bad_file_refuses_the_set(tmp_path: Path) -> None:
    write(tmp_path, "episodes", "A1,01/05/2014,S,C1,N1,U4,PR1,09/06/2017,,")
    (tmp_path / "other.csv").write_text("pers_person_id,pers_sex\n")
    with pytest.raises(UnreadableInput, match=r"other\.csv is not an SSDA903 table"):
        read_files(tmp_path)
