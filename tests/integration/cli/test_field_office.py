"""The demonstration's loop with a made-up Primero in a process of its own: every step comes, also when it is played again."""

from dataclasses import replace
from pathlib import Path

import pytest

from lif_plugin.app import build_app
from lif_plugin.cli import field_office
from lif_plugin.config import load_settings

STEPS = [
    "the worker enters a follow-up whose day has passed",
    "the prompt is on the panel and in the API",
    "the prompt is a flag in Primero",
    "the worker resolves the flag with a text",
    "the prompt is answered with that text",
    "no echo, no second flag",
]


def test_the_demonstration_plays_the_whole_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[list[tuple[str, float, str]]] = []
    monkeypatch.setattr(field_office, "table", lambda _title, _columns, rows: shown.append(list(rows)))
    monkeypatch.setattr(field_office, "LOOK_ON", 0.1)
    settings = replace(load_settings(None), home=tmp_path, url=f"sqlite:///{tmp_path / 'lif.db'}")
    field_office.make_office(settings)
    with build_app(settings) as app:
        for _ in range(2):
            field_office.show_loop(app)
    for rows in shown:
        assert [what for what, _seconds, _seen in rows] == STEPS
        assert rows[4][2] == f"done: {field_office.TEXT}"
        assert rows[5][2] == "1 flag, 1 prompt"
    assert len(shown) == 2
    assert list(tmp_path.glob("*.secret")) == []
