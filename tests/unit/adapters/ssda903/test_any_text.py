"""Whatever a file holds: no row is lost, reading is repeatable, keys are unique, order does not matter."""

import csv
import io
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_adapter_ssda903.tables import tables
from tests.unit.adapters.ssda903.reading import Reading, read_files

CELLS = st.one_of(
    st.sampled_from(["", "A1", "A2", "A1#2", "1", "0", "PN4", "U4", "E2", "X1", "M", "YES", "DIED", "Z1", "P1",
                     "09/04/2017", "10/04/2017", "2017-04-09", "31/02/2017", "zz/05/2015", "09/04/20177"]),
    st.text(alphabet=st.sampled_from("A1,;\"'\n\r\0 |#ë\x1c\u2028"), max_size=6),
)  # fmt: skip
NAMES = sorted(tables())
SAMPLES = Path(__file__).resolve().parents[4] / "fixtures" / "ssda903"


def read(text: str) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_bytes(text.encode())
        return read_files(path, last_day=20180331)


def written(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


@given(st.sampled_from(NAMES), st.lists(st.lists(CELLS, min_size=1, max_size=14), max_size=8))
def test_every_row_of_a_well_formed_file_is_taken_or_rejected(name: str, rows: list[list[str]]) -> None:
    # Without line breaks inside cells the csv module is a second opinion about what a row is.
    flat = [[cell.translate({10: " ", 13: " ", 0: " "}) for cell in row] for row in rows]
    text = written([tables()[name].columns, *flat])
    counted = sum(1 for row in csv.reader(io.StringIO(text, newline="")) if row) - 1
    reading = read(text)
    assert len(reading.rows) + len(reading.rejected) == counted
    assert all(refused.reason and refused.message for refused in reading.rejected)


@given(st.sampled_from(NAMES), st.text(alphabet=st.sampled_from('A1,"\n/0'), max_size=120))
def test_every_line_of_a_mangled_file_stands_in_a_row(name: str, rest: str) -> None:
    head = ",".join(tables()[name].columns)
    reading = read(f"{head}\n{rest}")
    numbers = [row.number for row in reading.rows] + [refused.number for refused in reading.rejected]
    assert len(set(numbers)) == len(numbers)
    filled = sum(1 for line in rest.split("\n") if line)
    assert len(numbers) <= filled
    assert len(numbers) == filled or '"' in rest


@given(st.sampled_from(NAMES), st.lists(st.lists(CELLS, min_size=1, max_size=14), max_size=8))
def test_reading_is_repeatable_and_keys_are_unique(name: str, rows: list[list[str]]) -> None:
    width = len(tables()[name].columns)
    text = written([tables()[name].columns, *(row + [""] * (width - len(row)) for row in rows)])
    once, again = read(text), read(text)
    assert (once.events, once.rejected, once.notices) == (again.events, again.rejected, again.notices)
    keys = [event.key for event in once.events]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("year", [2017, 2019, 2021])
@given(seed=st.integers())
def test_order_of_rows_does_not_change_the_facts(year: int, seed: int) -> None:
    lines = (SAMPLES / f"{year}-episodes.csv").read_text().splitlines()[:120]
    head, rows = lines[0], lines[1:]
    mixed = random.Random(seed).sample(rows, len(rows))
    assert facts(read("\n".join([head, *rows]))) == facts(read("\n".join([head, *mixed])))


def facts(reading: Reading) -> set[tuple[str, str, str, str]]:
    return {(event.key, event.case_ref, event.kind, str(event)) for event in reading.events}
