"""The loop by itself, as `lif serve` runs it: with its threads, durable jobs and the machine's own clock."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from lif_plugin import app as application
from lif_plugin.app import App, build_app
from lif_plugin.cli.setup import ready_made
from lif_plugin.config import load_settings
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.flow.connecting import connect
from lif_plugin.hooks import hookimpl
from lif_plugin.store.tables import answer, outbox
from lif_plugin.store.work import now_ms
from tests.assets.live_world import Plugin, opened, visit
from tests.assets.made_platform import Clock, MadePlatform

PATIENCE_SECONDS = 60


class Now(Clock):
    """The machine's time, that saves may push a little ahead."""

    def now(self) -> int:
        self.at = max(self.at, now_ms())
        return self.at


def noon_somewhere() -> str:
    """A zone in which it is about noon now, so that no quiet hours keep a prompt back."""
    east = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


@pytest.fixture
def platform() -> MadePlatform:
    return MadePlatform(Now(now_ms()))


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: MadePlatform) -> App:
    monkeypatch.setenv("LIF_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(application, "BUILTIN", (("ours", Plugin()),))

    @hookimpl
    def lif_adapters() -> list[object]:
        return [platform.adapter()]

    settings = load_settings(f"sqlite:///{tmp_path / 'home' / 'lif.db'}")
    ready_made(settings, Agency("elmshire", "Elmshire", go_live=20200101, zone=noon_somewhere()))
    return build_app(settings, [("made", SimpleNamespace(lif_adapters=lif_adapters))], discover=False)


def until(true: Callable[[], object]) -> None:
    """Wait until something is true; whoever hangs is told by the test's own patience."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def rows(app: App, table: object) -> list[dict[str, object]]:
    with app.store.read(Viewer.system("test", "elmshire")) as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]  # type: ignore[call-overload]


def test_a_change_is_shown_and_answered_without_anybody_asking(app: App, platform: MadePlatform) -> None:
    platform.save("c0", opened("c0"))
    with app:
        adapter = app.live_adapter("made")
        where = {"password": {"env": "PATH"}}
        connect(app.live, adapter, "elmshire", "made", ({"url": "made://here"}, where), 0.2, "test")
        with app.working():
            day = day_number((datetime.now(UTC) - timedelta(days=2)).date())
            platform.save("c1", opened("c1"), visit("c1", 1, day=day))
            until(lambda: platform.cases["c1"].shown)
            platform.answer("c1", "done, saw her")
            until(lambda: rows(app, answer))
            until(lambda: [row["outcome"] for row in rows(app, outbox)] == ["answered"])
        assert [(row["kind"], row["text"]) for row in rows(app, answer)] == [("done", "done, saw her")]
        assert platform.writes == 1
