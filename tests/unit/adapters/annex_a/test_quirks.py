"""What workbooks of authorities hold that a template does not: each odd cell is named, the rest of the file is in."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from lif_plugin.errors import UnreadableInput
from tests.unit.adapters.annex_a.reading import HEADS, Reading, person, read_files, workbook

Take = Callable[..., Reading]
DAY = date(2023, 9, 4)


def test_blank_that_does_not_break_is_a_blank(take: Take) -> None:
    event = take("1", [*person("A1\xa0"), DAY, "q)\xa06:\xa0Police"]).one("contact")
    assert (event.case_ref, event.fields["code"]) == ("A1", "6")


def test_number_as_an_id_has_no_point(take: Take) -> None:
    assert take("1", [*person(9212044), DAY, "6"]).one("contact").case_ref == "9212044"


@pytest.mark.parametrize("value", ["#N/A", "#REF!", " #n/a "])
def test_error_of_a_spreadsheet_is_a_blank(take: Take, value: str) -> None:
    assert take("1", [*person(), DAY, value]).one("contact").fields == {"seq": 1, "born_on": 20091217}


def test_row_without_a_child_is_refused_by_its_cell(take: Take) -> None:
    reading = take("1", [*person("#N/A"), DAY, "6"], [*person(), DAY, "6"])
    assert (reading.refusal.number, reading.refusal.field, reading.refusal.reason) == (
        2,
        "Child Unique ID",
        "no_child",
    )
    assert reading.refusal.message == (
        "Cell A2 of lists.xlsx, List 1: Child Unique ID is empty, so it is not known whose row this is. "
        "Fill in the child's id."
    )
    assert len(reading.of("contact")) == 1


@pytest.mark.parametrize("written", ["17/12/19999", "soon", "31/02/2023", datetime(9999, 1, 1)])  # noqa: DTZ001
def test_day_that_is_none_is_refused_where_the_row_rests_on_it(take: Take, written: object) -> None:
    reading = take("1", [*person(), written, "6"])
    assert (reading.refusal.field, reading.refusal.reason) == ("Date of Contact", "unreadable_date")
    assert (
        reading.refusal.message
        == "Cell F2 of lists.xlsx, List 1: Date of Contact is no date. Write it as DD/MM/YYYY."
    )


def test_birth_date_with_five_digits_for_the_year_is_kept_beside_the_row(take: Take) -> None:
    reading = take("1", [*person(born="17/12/20099"), DAY, "6"])
    event = reading.one("contact")
    assert ("born_on" in event.fields, event.detail) == (False, {"born_raw": "17/12/20099"})
    assert reading.of("birth") == []
    assert reading.reasons == [("Date of Birth", "unreadable_date")]
    assert "20099" not in "".join(note.message for note in reading.notices)


def test_iso_text_in_a_day_column_is_read_and_told_once(take: Take) -> None:
    reading = take("1", [*person(), "2023-09-04", "6"], [*person("A2"), "2023-09-05 00:00:00", "6"])
    assert [event.occurred_day for event in reading.of("contact")] == [20230904, 20230905]
    assert reading.reasons == [("Date of Contact", "iso_dates")]


def test_day_that_lost_its_format_is_read_as_the_spreadsheets_number(take: Take) -> None:
    reading = take("1", [*person(), 45173, "6"])
    assert reading.one("contact").occurred_day == 20230904
    assert reading.reasons == [("Date of Contact", "serial_dates")]


def test_child_with_three_birth_dates_keeps_all_and_each_event_its_own(take: Take) -> None:
    days = ["17/12/2009", "18/12/2009", "17/12/2008"]
    rows = [[*person(born=born), date(2023, 9, day), "6"] for day, born in enumerate([*days, days[0]], 1)]
    reading = take("1", *rows)
    assert [(event.key, event.occurred_day) for event in reading.of("birth")] == [
        ("birth|A1", 20091217),
        ("birth|A1#2", 20091218),
        ("birth|A1#3", 20081217),
    ]
    assert [event.fields["born_on"] for event in reading.of("contact")] == [
        20091217,
        20091218,
        20081217,
        20091217,
    ]
    assert reading.reasons == [("Date of Birth", "another_birth_date")] * 2
    assert reading.notices[-1].message.startswith("Cell D4 of lists.xlsx, List 1: Date of Birth differs")


@pytest.mark.parametrize("written", ["6", "q) 6: Police", "6 - Police", "Q) 6", "6: Police"])
def test_code_is_found_in_every_style(take: Take, written: str) -> None:
    assert take("1", [*person(), DAY, written]).one("contact").fields["code"] == "6"


@pytest.mark.parametrize("written", ["rang in", "60", "11: Other"])
def test_unknown_code_is_kept_as_it_is_written(take: Take, written: str) -> None:
    reading = take("1", [*person(), DAY, written])
    assert reading.one("contact").fields.get("code_raw") == written
    assert "code" not in reading.one("contact").fields
    assert reading.reasons == [("Contact Source", "unknown_code")]


def test_answer_that_is_not_known_is_unknown_and_kept(take: Take) -> None:
    reading = take("4", [*person(), DAY, "through the window", None])
    event = reading.one("assessment")
    assert ("seen" in event.fields, event.detail["seen_raw"]) == (False, "through the window")
    assert reading.reasons == [("Child Seen During Continuous Assessment", "unknown_answer")]


def test_end_before_its_start_is_kept_and_noticed(take: Take) -> None:
    reading = take("4", [*person(), DAY, "Yes", date(2023, 9, 1)])
    assert reading.one("assessment").until_day == 20230901
    assert reading.reasons == [("Continuous Assessment Date of Authorisation", "ends_before_start")]


def test_empty_rows_are_no_rows_and_count_in_the_numbers(take: Take) -> None:
    reading = take("1", [None] * 7, ["", " "], [*person(), DAY, "6"])
    assert [row.number for row in reading.rows] == [4]


def test_column_of_others_is_named_and_not_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [[*HEADS["1"], "Shoe Size"], [*person(), DAY, "6", "39"]]
    reading = read_files(workbook(tmp_path / "a.xlsx", {"List 1": rows}))
    (note,) = [note for note in reading.notices if note.reason == "extra_column"]
    assert (note.field, note.message) == (
        "Shoe Size",
        "a.xlsx, List 1: Columns that this list does not have are not read: Shoe Size.",
    )
    assert "39" not in str(reading.events)


def test_title_above_the_headings_and_an_empty_column_before_them_do_not_matter(tmp_path: Path) -> None:
    rows: list[list[object]] = [["", "Contacts"], [], ["", *HEADS["1"]], ["", *person(), DAY, "6"]]
    reading = read_files(workbook(tmp_path / "a.xlsx", {"Contacts": rows}))
    assert (reading.rows[0].number, reading.one("contact").case_ref) == (4, "A1")


def test_heading_is_known_by_its_letters() -> None:
    from lif_adapter_annex_a.lists import plain

    assert plain("Child\u2019s Legal  Status ") == plain("CHILD'S LEGAL STATUS")


def test_workbook_without_a_list_is_refused_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "accounts.xlsx", {"Sheet1": [["Date", "Amount"], [DAY, 3]]})
    with pytest.raises(UnreadableInput, match=r"accounts\.xlsx holds no list of Annex A"):
        read_files(path)


def test_sheet_named_after_a_list_without_its_headings_is_refused_by_what_it_lacks(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"List 7": [["Child Unique ID", "Start"], ["A1", DAY]]})
    with pytest.raises(
        UnreadableInput,
        match=r"the sheet List 7 is not List 7 .* no heading Child Protection Plan Start Date",
    ):
        read_files(path)


def test_list_that_comes_twice_is_refused_by_both_names(tmp_path: Path) -> None:
    rows: list[list[object]] = [[*HEADS["1"]], [*person(), DAY, "6"]]
    path = workbook(tmp_path / "a.xlsx", {"List 1": rows, "List 1 old": rows})
    with pytest.raises(UnreadableInput, match=r"List 1 of a\.xlsx and List 1 old of a\.xlsx are both List 1"):
        read_files(path)
