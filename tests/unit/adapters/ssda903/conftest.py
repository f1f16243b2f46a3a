"""Writes the files of a set and reads them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.adapters.ssda903.reading import Reading, read_files


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Reading]:
    """``take(header, row, …)`` reads one table; options of the import and the year go by name."""

    def take(*lines: str, received: int = 20261122, first_day: int | None = 20170401,
             last_day: int | None = 20180331) -> Reading:  # fmt: skip
        path = tmp_path / "table.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
        return read_files(path, received=received, first_day=first_day, last_day=last_day)

    return take
