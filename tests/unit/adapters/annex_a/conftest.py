"""Writes a workbook with rows of one list and reads it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.adapters.annex_a.reading import HEADS, Reading, read_files, workbook


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Reading]:
    """``take("7", row, …)`` reads rows of one list under its headings."""

    def take(number: str, *rows: list[object], last_day: int | None = 20240131) -> Reading:
        path = workbook(tmp_path / "lists.xlsx", {f"List {number}": [HEADS[number], *rows]})
        return read_files(path, last_day=last_day)

    return take
