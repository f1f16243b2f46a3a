"""Tables: known by the set of their column names, and what is said of a file that is none."""

import itertools
from pathlib import Path

import pytest

import lif_adapter_ssda903 as ssda903
from lif_adapter_ssda903.mapping import KINDS, MAPPERS
from lif_adapter_ssda903.tables import column_names, recognise, roles, tables
from lif_adapter_ssda903.wording import NOTICED, REFUSED
from lif_plugin.domain.kinds import KINDS as ALL_KINDS
from lif_plugin.errors import UnreadableInput
from tests.unit.adapters.ssda903.reading import read_files


@pytest.mark.parametrize("name", sorted(tables()))
def test_each_table_is_known_by_its_columns_in_any_order(name: str) -> None:
    assert recognise(tuple(reversed(tables()[name].columns))) is tables()[name]


@pytest.mark.parametrize("name", sorted(tables()))
def test_what_is_left_out_and_what_regions_add_do_not_hide_a_table(name: str) -> None:
    table = tables()[name]
    kept = [column for column in table.columns if column not in table.left_out]
    assert recognise([*kept, "LA", "YEAR"]) is table


def test_names_of_columns_may_be_written_otherwise() -> None:
    assert recognise(column_names([" child", "Dob", "Review ", "review_code"])) is tables()["Reviews"]


def test_no_table_is_hidden_in_another() -> None:
    pairs = itertools.permutations(tables().values(), 2)
    assert [(a.name, b.name) for a, b in pairs if a.needs <= set(b.columns)] == []


def test_every_table_has_its_mapper_and_covers_kinds_it_gives() -> None:
    assert MAPPERS.keys() == tables().keys()
    assert {kind for table in tables().values() for kind in table.covers} <= KINDS <= ALL_KINDS.keys()


def test_columns_that_tell_the_year_are_columns_of_tables() -> None:
    telling = roles().ends | roles().starts | roles().reviews
    assert telling <= {column for table in tables().values() for column in table.columns}


def test_the_readme_names_every_table_and_every_column_left_out() -> None:
    text = Path(ssda903.__file__).with_name("README.md").read_text(encoding="utf-8")
    wanted = {name for table in tables().values() for name in (table.name, *table.left_out)} | KINDS
    assert [name for name in sorted(wanted) if f"`{name}`" not in text] == []


def test_the_readme_names_every_reason() -> None:
    text = Path(ssda903.__file__).with_name("README.md").read_text(encoding="utf-8")
    assert [reason for reason in sorted(REFUSED.keys() | NOTICED.keys()) if f"`{reason}`" not in text] == []


def refusal(tmp_path: Path, text: str, name: str = "table.csv") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        read_files(path)
    return str(caught.value)


def test_file_that_lacks_a_column_is_told_the_nearest_table(tmp_path: Path) -> None:
    said = refusal(tmp_path, "CHILD,DOB,REVIEW\n1,2,3\n")
    assert "table.csv is not an SSDA903 table; its columns are CHILD, DOB, REVIEW." in said
    assert "The nearest table is Reviews, which also needs REVIEW_CODE." in said


def test_file_of_another_standard_is_said_to_be_one(tmp_path: Path) -> None:
    said = refusal(tmp_path, "pers_person_id,pers_sex\n1,F\n")
    assert "its columns are pers_person_id, pers_sex, and no table has columns like these" in said


def test_rows_without_a_header_are_never_shown(tmp_path: Path) -> None:
    said = refusal(tmp_path, "Ann-77,17/12/1999,11/08/2017,PN1\n")
    assert "table.csv has no row of SSDA903 column names at its top." in said
    assert "Ann" not in said


def test_two_tables_joined_in_one_file_are_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, "CHILD,DOB,REVIEW,REVIEW_CODE,MISSING,MIS_START,MIS_END\n")
    assert "more than one SSDA903 table (Reviews, Missing)" in said


@pytest.mark.parametrize(
    ("start", "said"),
    [("PK\x03\x04", "is a workbook"), ("<?xml version='1.0'?>", "is XML"), ("\ufeff<a/>", "is XML"), ("", "is empty"),
     ("\n\n", "is empty")],
)  # fmt: skip
def test_other_formats_are_named(tmp_path: Path, start: str, said: str) -> None:
    assert said in refusal(tmp_path, start)


def test_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"nothing\.csv cannot be opened"):
        read_files(tmp_path / "nothing.csv")
