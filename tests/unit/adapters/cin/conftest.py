"""Writes a census and reads it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.adapters.cin.reading import YEAR, Reading, census, read_files


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Reading]:
    """``take(child, …)`` reads a census of 2023-24 with these children; ``header`` and the options go by name."""

    def take(*children: str, header: str = YEAR, **options: int) -> Reading:
        path = tmp_path / "census.xml"
        path.write_text(census(*children, header=header), encoding="utf-8")
        return read_files(path, **options)

    return take
