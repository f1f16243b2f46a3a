"""Writes records as a JSON file and reads it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.adapters.dfe_api.reading import Reading, read_files


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Reading]:
    """``take(record, …)`` reads a submission of these records; options of the import go by name."""

    def take(*records: object, first_day: int | None = None, last_day: int | None = None) -> Reading:
        path = tmp_path / "day.json"
        path.write_text(json.dumps(records), encoding="utf-8")
        return read_files(path, first_day=first_day, last_day=last_day)

    return take
