"""The form of a file: encodings, separators, quotation marks, columns too many and too few, row numbers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.adapters.ssda903.reading import Reading, read_files

HEAD = "CHILD,DOB,REVIEW,REVIEW_CODE"
ROW = "A1,17/12/1999,11/08/2017,PN1"
Bytes = Callable[[bytes], Reading]


@pytest.fixture
def read_bytes(tmp_path: Path) -> Bytes:
    def read(content: bytes) -> Reading:
        path = tmp_path / "table.csv"
        path.write_bytes(content)
        return read_files(path, last_day=20180331)

    return read


def read_text(read_bytes: Bytes, *lines: str) -> Reading:
    return read_bytes("\n".join(lines).encode())


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", []), ("utf-8-sig", []), ("cp1252", [(None, "encoding")]), ("utf-16", [(None, "encoding")])],
)
def test_encodings(read_bytes: Bytes, encoding: str, said: list[tuple[str | None, str]]) -> None:
    reading = read_bytes(f"{HEAD}\nZoë,17/12/1999,11/08/2017,PN1\n".encode(encoding))
    assert (reading.event.case_ref, reading.reasons) == ("Zoë", said)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(read_bytes: Bytes, ending: str) -> None:
    assert read_bytes(ending.join([HEAD, ROW, ROW]).encode()).rows[1].number == 3


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_are_noticed(read_bytes: Bytes, separator: str) -> None:
    reading = read_bytes(f"{HEAD}\n{ROW}\n".replace(",", separator).encode())
    assert (reading.event.case_ref, reading.reasons) == ("A1", [(None, "separator")])


def test_nul_characters_do_not_reach_the_store(read_bytes: Bytes) -> None:
    reading = read_bytes(f"{HEAD}\nA\0,17/12/1999,11/08/2017,PN1\n".encode())
    assert (reading.event.case_ref, reading.reasons) == ("A�", [(None, "odd_characters")])


def test_nul_characters_of_a_utf_16_file_do_not_reach_the_store(read_bytes: Bytes) -> None:
    assert read_bytes(f"{HEAD}\nA\0,17/12/1999,11/08/2017,PN1\n".encode("utf-16")).event.case_ref == "A�"


def test_rows_are_numbered_as_a_spreadsheet_shows_them(read_bytes: Bytes) -> None:
    reading = read_text(read_bytes, "", HEAD, ROW, "", ROW, ",,,", ROW)
    assert [row.number for row in reading.rows] == [3, 5, 7]
    assert [refused.number for refused in reading.rejected] == [6]


def test_iso_dates_are_noticed_once(read_bytes: Bytes) -> None:
    reading = read_text(read_bytes, HEAD, "A1,1999-12-17,2017-08-11,PN1", "A2,1999-12-17,2017-08-11,PN1")
    assert ([event.occurred_day for event in reading.events], reading.reasons) == (
        [20170811] * 2,
        [(None, "iso_dates")],
    )


def test_columns_of_a_region_are_kept_out_and_told(read_bytes: Bytes) -> None:
    reading = read_text(read_bytes, f"LA,{HEAD},YEAR", f"Barking,{ROW},2017")
    assert (reading.event.fields["code"], reading.reasons) == ("PN1", [("LA, YEAR", "extra_column")])
    assert "Barking" not in str(reading.event)


def test_column_that_is_not_there_is_unknown_and_told(read_bytes: Bytes) -> None:
    reading = read_text(read_bytes, "REVIEW_CODE,REVIEW,CHILD", "PN1,11/08/2017,A1")
    assert reading.event.fields == {"code": "PN1", "held": "yes", "seq": 1}
    assert reading.reasons == [("DOB", "missing_column")]


def test_doubled_column_is_told(read_bytes: Bytes) -> None:
    reading = read_text(read_bytes, f"{HEAD},DOB", f"{ROW},18/12/1999")
    assert (reading.event.fields["born_on"], reading.reasons) == (19991217, [("DOB", "doubled_column")])


def test_quoted_cells_are_read(read_bytes: Bytes) -> None:
    assert read_text(read_bytes, HEAD, '"A,1","17/12/1999","11/08/2017","PN1"').event.case_ref == "A,1"


def test_unclosed_quotation_mark_costs_its_own_row_only(read_bytes: Bytes) -> None:
    rows = [f"A{number},,11/08/2017,PN1" for number in range(60)]
    rows[3] = 'A3,",11/08/2017,PN1'
    rows[40] = '"A40,,11/08/2017,PN1'
    reading = read_text(read_bytes, HEAD, *rows)
    assert [(refused.number, refused.reason) for refused in reading.rejected] == [
        (5, "open_quote"),
        (42, "open_quote"),
    ]
    assert [event.case_ref for event in reading.events] == [f"A{n}" for n in range(60) if n not in {3, 40}]


def test_two_rows_are_never_read_as_one(read_bytes: Bytes) -> None:
    reading = read_text(read_bytes, HEAD, 'A1,17/12/1999,11/08/2017,"PN1', 'A2"')
    assert (reading.rows, [refused.number for refused in reading.rejected]) == ([], [2, 3])


def test_line_breaks_in_a_column_that_is_not_ours_are_fine(read_bytes: Bytes) -> None:
    reading = read_text(read_bytes, f"{HEAD},NOTE", f'{ROW},"one\ntwo"', ROW.replace("A1", "A2") + ",")
    assert [(row.number, row.events[0].case_ref) for row in reading.rows] == [(2, "A1"), (3, "A2")]


def test_line_too_long_to_read_is_rejected_and_the_rest_goes_on(read_bytes: Bytes) -> None:
    reading = read_text(read_bytes, HEAD, "A" * 140_000, ROW)
    assert (reading.refusal.reason, reading.refusal.number, reading.rows[0].number) == ("line_too_long", 2, 3)


def test_files_of_the_same_name_are_told_apart_by_their_place(tmp_path: Path) -> None:
    for folder, text in (("a", f"{HEAD}\n{ROW}\n"), ("b", "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\nA1,,YES,,\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "table.csv").write_text(text)
    reading = read_files(tmp_path / "a" / "table.csv", tmp_path / "b" / "table.csv")
    assert [row.file for row in reading.rows] == [str(tmp_path / name / "table.csv") for name in "ab"]
