"""Whatever the cells hold: no row is lost, reading is repeatable, keys are unique, every event fits its kind."""

import tempfile
from datetime import date, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.adapters.annex_a.reading import HEADS, read_files, workbook

CELLS = st.one_of(
    st.sampled_from([None, "", "A1", "a) Yes", "b) No", "Seen alone", "#N/A", "\xa0", "E2: Died", "RC2", "q) 6: Police",
                     "c) Child in need plan", "Died", "17/12/2009", "2024-01-05", "17/12/20099", date(2023, 9, 4),
                     datetime(1899, 12, 31), 45173, 3.5, True]),  # noqa: DTZ001
    st.text(alphabet="aA1)(:- \u2019ë\u2028", max_size=8),
)  # fmt: skip


@given(st.sampled_from(sorted(HEADS)), st.lists(st.lists(CELLS, max_size=20), max_size=6))
def test_every_row_is_taken_or_rejected_and_keys_are_unique(number: str, rows: list[list[object]]) -> None:
    cut = [row[: len(HEADS[number])] for row in rows]
    filled = sum(
        any(not isinstance(cell, str) or cell.strip() for cell in row if cell is not None) for row in cut
    )
    with tempfile.TemporaryDirectory() as folder:
        path = workbook(Path(folder, "lists.xlsx"), {f"List {number}": [HEADS[number], *cut]})
        once, again = read_files(path), read_files(path)
    # A spreadsheet's error is written as such, and an error is an empty cell.
    assert filled - sum(_only_errors(row) for row in cut) == len(once.rows) + len(once.rejected)
    assert (once.events, once.rejected, once.notices) == (again.events, again.rejected, again.notices)
    keys = [event.key for event in once.events]
    assert len(set(keys)) == len(keys)


def _only_errors(row: list[object]) -> bool:
    held = [cell for cell in row if cell is not None and (not isinstance(cell, str) or cell.strip())]
    return bool(held) and all(cell == "#N/A" for cell in held)
