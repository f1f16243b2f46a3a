"""Whatever the tables hold: no row is lost, reading is repeatable, keys are unique, every event fits its kind."""

import csv
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lif_adapter_ssd.dictionary import tables
from lif_adapter_ssd.mapping import MAPPERS
from tests.unit.adapters.ssd.reading import read_set

CELLS = st.one_of(
    st.sampled_from(["", "INV1", "L1", "Y", "N", "NA", "2024-01-05", "1900-01-01", "05/01/2024", "2024-13-01", "SSD_PH", "NULL",
                     "E2", "RC2", "DIED", "PN4", "M", '{"NFA_FLAG": "Y"}', '["3A", "\\u0000", "\\ud800", 7]', "[" * 40, "10"]),
    st.text(alphabet='aA1,;"\\{[ \u2028ë', max_size=8),
)  # fmt: skip


@given(st.sampled_from(sorted(MAPPERS)), st.lists(st.lists(CELLS, min_size=30, max_size=30), max_size=6))
def test_every_row_is_taken_or_rejected_and_keys_are_unique(name: str, rows: list[list[str]]) -> None:
    columns = tables()[name].columns
    cut = [row[: len(columns)] for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        with Path(folder, f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([columns, *cut])
        once, again = read_set(Path(folder)), read_set(Path(folder))
    filled = sum(any(cell.strip() for cell in row) for row in cut)
    assert len(once.rows) + len(once.rejected) == filled
    assert (once.events, once.rejected, once.notices) == (again.events, again.rejected, again.notices)
    keys = [event.key for event in once.events]
    assert len(set(keys)) == len(keys)
    str(once).encode()
