"""A small invented framework, whole or damaged."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lif_plugin.frameworks import Fault, check_framework

SMALL = Path(__file__).with_name("small.yaml")

Damage = Callable[[str, str], list[Fault]]


@pytest.fixture
def small() -> Path:
    return SMALL


@pytest.fixture
def damage(tmp_path: Path) -> Damage:
    """Return a function that writes one thing otherwise, once, and gives the faults that are found."""

    def damaged(old: str, new: str) -> list[Fault]:
        text = SMALL.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the file"
        path = tmp_path / "framework.yaml"
        path.write_text(text.replace(old, new), "utf-8")
        return list(check_framework(path))

    return damaged
