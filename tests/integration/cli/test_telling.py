"""Telling people from the command line: launch keys, digests, tasks and the alert budget's settings."""

import json
import re
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lif_plugin.app import build_app
from lif_plugin.cli import app
from lif_plugin.config import load_settings
from lif_plugin.errors import BadSetting, NotFound
from tests.assets.case_system import key_pair
from tests.assets.mailbox import SENDER, Mailbox, mailbox
from tests.integration.cli.conftest import Lif

MONDAY = 1_523_260_800_000
"""09:00 on 9 April 2018, in London."""
EPISODES = """CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
C1,01/02/2016,S,C2,N1,U6,PR1,,,,,,
"""


def made(lif: Lif, *options: str) -> tuple[str, list[str]]:
    """A launch key's id, and the lines that its making said."""
    said = lif("launch-key", "make", "--agency", "elmshire", "--source", "ssd", *options).splitlines()
    found = re.match(r"Key (\S+) is made", said[0])
    assert found is not None
    return found[1], said


def test_a_launch_key_comes_with_the_address_to_paste(ready: Lif, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIF_URL", "https://lif.elmshire.example/")
    key, said = made(ready, "--role", "worker")
    assert said[1] == (
        "https://lif.elmshire.example/launch/elmshire/ssd?case={CHILD_ID}&user={USER_ID}&time={SECONDS}"
        f"&nonce={{RANDOM}}&key={key}&sign={{SIGN}}"
    )
    path = next(Path(line) for line in said if line.endswith(".json"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    secret = json.loads(path.read_text())["secret"]
    assert len(bytes.fromhex(secret)) == 32
    assert [line for line in said if secret in line] == []


def test_a_case_system_that_cannot_sign_gets_a_plain_address(ready: Lif) -> None:
    said = ready("launch-key", "template", "--agency", "elmshire", "--source", "ssd").splitlines()
    assert said[0] == "http://127.0.0.1:8765/launch/elmshire/ssd?case={CHILD_ID}"
    assert ready.rows("launch-key", "launches", "--agency", "elmshire") == []
    with pytest.raises(NotFound):
        ready("launch-key", "end", "nothing000")


def test_a_rotated_key_goes_on_for_some_days_and_the_new_one_has_its_roles(ready: Lif) -> None:
    key, _said = made(ready, "--role", "iro")
    ready("launch-key", "rotate", key, "--days", "3")
    rows = {row["key"]: row for row in ready.rows("launch-key", "list")}
    assert len(rows) == 2
    assert {(row["taken"], row["comes_in_as"]) for row in rows.values()} == {(True, "iro")}
    assert rows[key]["ends"] != ""
    ready("launch-key", "end", key)
    assert {row["key"]: row["taken"] for row in ready.rows("launch-key", "list")}[key] is False


def test_a_public_key_is_taken_and_a_weak_or_broken_one_is_not(ready: Lif, tmp_path: Path) -> None:
    good, broken = tmp_path / "good.pem", tmp_path / "broken.pem"
    good.write_bytes(key_pair()[1])
    broken.write_text("not a key")
    key, said = made(ready, "--public-key", str(good))
    assert said[1] == "http://127.0.0.1:8765/launch/elmshire/ssd?token={TOKEN}"
    with pytest.raises(BadSetting):
        ready("launch-key", "rotate", key)
    with pytest.raises(BadSetting):
        made(ready, "--public-key", str(broken))
    with pytest.raises(BadSetting):
        made(ready, "--role", "admin")
    assert [row["key"] for row in ready.rows("launch-key", "list")] == [key]


def test_recipients_are_listed_and_can_want_none(ready: Lif) -> None:
    here = ("--agency", "elmshire")
    ready("digest", "add", "ivo@elmshire.example", *here, "--role", "iro")
    ready("digest", "add", "wim@elmshire.example", *here, "--role", "worker", "--worker", "W1")
    ready("digest", "opt-out", *here, "--address", "wim@elmshire.example")
    ready("digest", "opt-out", *here, "--role", "iro")
    assert [row["gets_it"] for row in ready.rows("digest", "recipients", *here)] == [False, False]
    ready("digest", "opt-out", *here, "--role", "iro", "--back")
    assert [row["gets_it"] for row in ready.rows("digest", "recipients", *here)] == [True, False]
    ready("digest", "remove", "ivo@elmshire.example", *here)
    with pytest.raises(NotFound):
        ready("digest", "remove", "ivo@elmshire.example", *here)
    with pytest.raises(BadSetting):
        ready("digest", "opt-out", *here)


def test_preview_shows_no_one_workers_numbers(ready: Lif) -> None:
    here = ("--agency", "elmshire")
    ready("digest", "add", "ivo@elmshire.example", *here, "--role", "iro")
    ready("digest", "add", "wim@elmshire.example", *here, "--role", "worker", "--worker", "W1")
    said = ready("digest", "preview", *here)
    assert "To ivo@elmshire.example\nSubject: Case records: 0 points wait for an answer" in said
    assert said.rstrip().endswith(
        "To wim@elmshire.example\n  (with the numbers of their own cases, which only they see)"
    )


@pytest.fixture
def box(
    ready: Lif, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reviews: Callable[..., Path]
) -> Iterator[Mailbox]:
    """A mail server that the settings name, on a Monday morning on which an officer's prompt waits."""
    path = reviews("reviews.csv", ("C1", "03/04/2017", "PN7"), ("C1", "04/09/2017", "PN7"))
    stays = tmp_path / "episodes.csv"
    stays.write_text(EPISODES)
    ready.import_(path, stays, options=("--period", "2017-04-01..2017-09-10"))
    ready("digest", "add", "ivo@elmshire.example", "--agency", "elmshire", "--role", "iro")
    monkeypatch.setattr("lif_plugin.app.now_ms", lambda: MONDAY)
    with mailbox(tmp_path) as made:
        monkeypatch.setenv("LIF_SMTP", f"127.0.0.1:{made.server.port}")
        monkeypatch.setenv("LIF_SMTP_FROM", SENDER)
        monkeypatch.setenv("LIF_SMTP_LOGIN", str(made.server.login_file))
        monkeypatch.setenv("LIF_SMTP_CA", str(made.server.ca_file))
        yield made


def test_digests_go_out_by_the_settings_once(ready: Lif, box: Mailbox) -> None:
    (waiting,) = ready.rows("prompts", "--agency", "elmshire", "--open")
    assert ready("digest", "send") == "1 sent\n"
    assert ready("digest", "send") == "Nothing is due.\n"
    assert box.messages[0]["Subject"] == "Case records: 1 point waits for an answer"
    assert waiting["case_ref"] not in box.messages[0].as_string()
    assert [(row["state"], row["address"]) for row in ready.rows("digest", "list")] == [
        ("sent", "ivo@elmshire.example")
    ]


def test_a_server_that_runs_sends_them_by_itself(ready: Lif, box: Mailbox) -> None:
    with build_app(load_settings(ready.url)) as made, made.working():
        for _ in range(200):
            if box.messages:
                break
            time.sleep(0.05)
    assert box.recipients() == ["ivo@elmshire.example"]


def test_a_setting_that_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    right = {
        "LIF_SMTP": "mail.example:587",
        "LIF_SMTP_FROM": SENDER,
        "LIF_SMTP_TLS": "tls",
        "LIF_URL": "https://lif.example",
    }
    wrong = {
        "LIF_SMTP": "mail.example",
        "LIF_SMTP_FROM": "nobody",
        "LIF_SMTP_TLS": "perhaps",
        "LIF_URL": "lif.example",
    }
    for name, value in wrong.items():
        for each, good in (right | {name: value}).items():
            monkeypatch.setenv(each, good)
        with pytest.raises(BadSetting, match=name):
            load_settings()


def test_tasks_are_written_and_an_empty_file_has_its_columns(ready: Lif, tmp_path: Path) -> None:
    path = tmp_path / "tasks.csv"
    said = ready("export", "tasks", str(path), "--agency", "elmshire")
    assert said.startswith("0 open and 0 closed tasks")
    # Nor is there a mail server to send anything by.
    with pytest.raises(BadSetting, match="LIF_SMTP"):
        ready("digest", "send")
    assert path.read_text().startswith("task_id,source,child_id,status,what,to_do,due,")


def test_the_alert_budget_is_set_by_init_and_kept(ready: Lif) -> None:
    ready("init", "--agency", "elmshire", "--pushes-a-week", "1", "--quiet", "17-9")
    ready("init", "--agency", "elmshire", "--name", "Elmshire")
    for wrong in ("8-18", "18", "x-y"):
        with pytest.raises(BadSetting):
            ready("init", "--agency", "elmshire", "--quiet", wrong)
    assert CliRunner().invoke(app, ["init", "--pushes-a-week", "-1"]).exit_code == 2
