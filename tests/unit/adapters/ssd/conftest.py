"""Writes tables as CSV files into a folder and reads it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.adapters.ssd.reading import LAST, Reading, read_set


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Reading]:
    """``take(ssd_missing="header and rows")`` reads these tables, and ``toml`` as settings."""

    def take(toml: str = "", last_day: int | None = LAST, **tables: str) -> Reading:
        for name, text in tables.items():
            (tmp_path / f"{name}.csv").write_text(text + "\n", encoding="utf-8", newline="")
        if toml:
            (tmp_path / "ssd.toml").write_text(toml)
        return read_set(tmp_path, last_day=last_day)

    return take
