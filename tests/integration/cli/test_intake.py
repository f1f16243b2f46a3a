"""`import`, `imports`, `sweep`, `rejected`, `coverage`, `prompts`: what they report and what they leave."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lif_plugin.errors import BadSetting, NotFound, UndoRefused, UnknownAdapter, UnknownAgency
from tests.integration.cli.conftest import Lif

Year = Callable[[str], list[Path]]
Reviews = Callable[..., Path]
PERIOD = ("--period", "2021-04-01..2022-03-31", "--complete")


def told(rows: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """What prompts say, without ids of cases and versions; of a fact, the prompt's id is the same everywhere."""
    return sorted(
        (row["id"] if row["evidence"] else row["case_ref"], row["rule"], row["state"], row["delivery"])
        for row in rows
    )


def test_rows_read_are_accepted_and_rejected(ready: Lif, year: Year) -> None:
    report = ready.import_(*year("2021"))
    assert (report["rows_read"], report["rows_accepted"], report["rows_rejected"]) == (1863, 1863, 0)


def test_prompts_carry_their_why(ready: Lif, reviews: Reviews) -> None:
    ready.import_(reviews("r.csv", ("A1", "03/05/2021", "PN7")), options=PERIOD)
    (row,) = ready.rows("prompts", "--rule", "VOC-07")
    expected = {
        "rule": "VOC-07", "state": "gap", "severity": "warning", "agency": "elmshire", "case_ref": "A1",
        "occurred_on": "2021-05-03", "superseded_by": None, "ended": False,
    }  # fmt: skip
    assert expected.items() <= row.items()
    assert row["message"] == "The review on 3 May 2021 does not yet show a view from the child (PN7)."
    assert row["evidence"][0]["key"] == "review|A1|20210503"


def test_a_refused_row_is_listed_with_its_remedy(ready: Lif, reviews: Reviews) -> None:
    report = ready.import_(reviews("r.csv", ("A1", "31/02/2021", "PN7"), ("A1", "01/03/2022", "PN1")))
    (row,) = ready.rows("rejected", "--agency", "elmshire")
    assert (report["rows_accepted"], report["rows_rejected"]) == (1, 1)
    assert (row["file"], row["row"], row["field"], row["reason"]) == ("r.csv", 2, "REVIEW", "unreadable_date")


def test_a_dry_run_writes_nothing(ready: Lif, year: Year) -> None:
    report = ready.import_(*year("2021"), options=("--dry-run",))
    assert (report["import"], report["rows_read"]) == (None, 1863)
    assert ready.rows("imports", "list") == []


def test_the_same_file_twice_changes_nothing(ready: Lif, year: Year) -> None:
    ready.import_(*year("2021"))
    before = ready.rows("prompts")
    ready.import_(*year("2021"))
    assert ready.rows("prompts") == before


@pytest.mark.parametrize(
    "final",
    [
        [("A1", "03/05/2021", "PN1"), ("A1", "03/09/2021", "PN7"), ("B2", "04/06/2021", "PN4")],
        [("A1", "03/05/2021", "PN7"), ("B2", "04/06/2021", "PN4")],
        [("B2", "04/06/2021", "PN4")],
    ],
    ids=["corrected", "shortened", "purged"],
)
def test_a_resend_gives_the_state_of_a_fresh_import(
    ready: Lif, reviews: Reviews, tmp_path: Path, final: list[tuple[str, str, str]]
) -> None:
    first = [("A1", "03/05/2021", "PN7"), ("A1", "03/09/2021", "PN7"), ("B2", "04/06/2021", "PN4")]
    other = Lif(f"sqlite:///{tmp_path / 'other.db'}")
    other("init", "--agency", "elmshire", "--go-live", "2017-04-01", "--today", "coverage")
    ready.import_(reviews("first.csv", *first), options=PERIOD)
    for lif in (ready, other):
        lif.import_(reviews("final.csv", *final), options=PERIOD)
    # What somebody was told stays listed when it ends; these are too old to have been told.
    assert told(ready.rows("prompts")) == told(other.rows("prompts"))


def test_undo_gives_the_state_before(ready: Lif, year: Year, reviews: Reviews) -> None:
    ready.import_(*year("2021"))
    before = (ready.rows("prompts"), [row["last_day"] for row in ready.rows("coverage")])
    second = ready.import_(reviews("r.csv", ("62551", "25/12/2011", "PN7")), options=PERIOD)
    assert ready.rows("prompts") != before[0]
    ready("imports", "undo", str(second["import"]))
    assert (ready.rows("prompts"), [row["last_day"] for row in ready.rows("coverage")]) == before


def test_an_earlier_import_is_undone_after_the_later_one(ready: Lif, reviews: Reviews) -> None:
    first = ready.import_(reviews("a.csv", ("A1", "03/05/2021", "PN7")), options=PERIOD)["import"]
    second = ready.import_(reviews("b.csv", ("A1", "03/05/2021", "PN1")), options=PERIOD)["import"]
    with pytest.raises(UndoRefused, match=f"in this order: {second}"):
        ready("imports", "undo", str(first), "--agency", "elmshire")


def test_an_import_that_is_not_there_is_not_undone(ready: Lif) -> None:
    with pytest.raises(NotFound, match="There is no import 7"):
        ready("imports", "undo", "7")


def test_a_set_without_missing_episodes_cannot_tell(ready: Lif, reviews: Reviews) -> None:
    ready.import_(reviews("r.csv", ("A1", "03/05/2021", "PN1")), options=PERIOD)
    (row,) = ready.rows("prompts", "--rule", "VOC-21")
    assert (row["state"], row["reason"], row["delivery"]) == ("cannot_tell", "not_covered", "off")


def test_a_sweep_of_an_old_file_raises_nothing_new(ready: Lif, year: Year) -> None:
    ready.import_(*year("2017"))
    before = told(ready.rows("prompts"))
    ready("sweep")
    assert told(ready.rows("prompts")) == before


def test_an_agency_that_is_not_there_is_named(ready: Lif, year: Year) -> None:
    with pytest.raises(UnknownAgency, match=r"There is no agency .nowhere.\."):
        ready("import", "ssda903", str(year("2021")[0]), "--agency", "nowhere")


def test_an_adapter_that_is_not_there_is_named(ready: Lif, year: Year) -> None:
    with pytest.raises(UnknownAdapter, match=r"Installed: .*ssda903"):
        ready("import", "tracker", str(year("2021")[0]), "--agency", "elmshire")


def test_a_period_that_is_none_is_refused(ready: Lif, year: Year) -> None:
    words = ("import", "ssda903", str(year("2021")[0]), "--agency", "elmshire")
    with pytest.raises(BadSetting, match=r"2017-04-01\.\.2018-03-31"):
        ready(*words, "--period", "2021")
