"""Commands of live platforms, with a made-up one that a plugin brings."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from lif_plugin import app as application
from lif_plugin.builtin import BUILTIN
from lif_plugin.cli import app
from lif_plugin.errors import BadSetting, GiveUp, NotFound, UnknownAdapter
from lif_plugin.hooks import LiveAdapter, hookimpl
from lif_plugin.store.work import now_ms
from tests.assets.live_world import Plugin, opened
from tests.assets.made_platform import Clock, MadePlatform
from tests.integration.cli.conftest import Lif

SETTINGS = 'url = "made://here"\n[secrets]\npassword = {{ {how} }}\n'


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> MadePlatform:
    """The platform, by a plugin that stands among the built-in ones."""
    made = MadePlatform(Clock(now_ms()))

    @hookimpl
    def lif_adapters() -> list[LiveAdapter]:
        return [made.adapter()]

    brings = (("made", SimpleNamespace(lif_adapters=lif_adapters)), ("ours", Plugin()))
    monkeypatch.setattr(application, "BUILTIN", (*BUILTIN, *brings))
    return made


@pytest.fixture
def connected(ready: Lif, platform: MadePlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lif:
    monkeypatch.setenv("MADE_PASSWORD", "agreed")
    ready("connect", "made", "--agency", "elmshire", "--settings", settings(tmp_path))
    return ready


def settings(folder: Path, how: str = 'env = "MADE_PASSWORD"') -> str:
    path = folder / "made.toml"
    path.write_text(SETTINGS.format(how=how))
    return str(path)


def test_connecting_says_where_webhooks_go(
    ready: Lif, platform: MadePlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MADE_PASSWORD", "agreed")
    monkeypatch.setenv("LIF_URL", "https://lif.example")
    said = ready("connect", "made", "--agency", "elmshire", "--settings", settings(tmp_path), "--every", "5")
    assert "it is polled every 5 s" in said
    assert "https://lif.example/hooks/elmshire/made" in said
    [row] = ready.rows("connections")
    assert (row["name"], row["state"], row["every_seconds"], row["why"]) == ("made", "running", 5.0, None)


def test_a_secret_that_is_not_there_is_named_by_its_place(
    ready: Lif, platform: MadePlatform, tmp_path: Path
) -> None:
    with pytest.raises(BadSetting, match="password is empty: nothing is in the environment variable MADE_"):
        ready("connect", "made", "--agency", "elmshire", "--settings", settings(tmp_path))
    path = settings(tmp_path, 'file = "no-such-file"')
    with pytest.raises(BadSetting, match=r"password cannot be read from .*no-such-file"):
        ready("connect", "made", "--agency", "elmshire", "--settings", path)
    assert ready.rows("connections") == []


def test_what_is_not_a_live_adapter_is_refused(ready: Lif, platform: MadePlatform, tmp_path: Path) -> None:
    with pytest.raises(UnknownAdapter, match="There is no live adapter 'ssda903'"):
        ready("connect", "ssda903", "--agency", "elmshire", "--settings", settings(tmp_path))


def test_a_round_brings_in_and_lists_what_could_not_be_delivered(
    connected: Lif, platform: MadePlatform
) -> None:
    platform.save("c1", opened("c1"))
    [row] = connected.rows("poll")
    assert (row["news"], row["dead"]) == (1, 0)
    assert [one["state"] for one in connected.rows("imports", "list")] == ["live"]
    assert connected.rows("outbox", "list") == []


def test_doctor_looks_at_the_platform_and_fails_when_something_is_wrong(
    connected: Lif, platform: MadePlatform
) -> None:
    result = CliRunner().invoke(app, ["doctor", "made", "--agency", "elmshire", "--db", connected.url])
    assert (result.exit_code, platform.calls) == (1, ["examine"])
    assert "No right to flag." in result.stdout
    connected("init", "--agency", "nowhere")
    with pytest.raises(NotFound, match="nowhere is not connected"):
        connected("doctor", "made", "--agency", "nowhere")


def test_a_connection_that_was_stopped_runs_again_once_it_is_saved(
    connected: Lif, platform: MadePlatform, tmp_path: Path
) -> None:
    connected("disconnect", "made", "--agency", "elmshire")
    assert connected.rows("poll") == []
    assert [(row["state"], row["reason"]) for row in connected.rows("connections")] == [
        ("stopped", "by_hand")
    ]
    connected("connect", "made", "--agency", "elmshire", "--settings", settings(tmp_path))
    assert len(connected.rows("poll")) == 1


def test_a_connection_that_cannot_sign_in_is_a_problem_for_doctor(
    connected: Lif, platform: MadePlatform
) -> None:
    platform.faults["poll"] = [GiveUp()]
    connected("poll")
    result = CliRunner().invoke(app, ["doctor", "--db", connected.url])
    assert result.exit_code == 1
    assert "connection made of elmshire: The platform will not take this" in " ".join(result.stdout.split())


def test_retry_and_withdraw_name_what_is_there(connected: Lif) -> None:
    with pytest.raises(NotFound, match="7 is not one that could not be delivered"):
        connected("outbox", "retry", "7")
    assert connected("outbox", "retry", "--all") == "0 to be tried again.\n"
    with pytest.raises(NotFound, match="not shown in a platform"):
        connected("outbox", "withdraw", "no-such-prompt", "--agency", "elmshire")
    with pytest.raises(BadSetting, match="Name one, or say --all"):
        connected("outbox", "retry")
