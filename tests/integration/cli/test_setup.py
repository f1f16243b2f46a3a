"""`init`, `token`, `backup`, `doctor`, `plugins`, `rules`, `voice`: setting up and looking round."""

import sqlite3
from pathlib import Path

import pytest

from lif_plugin.config import load_settings
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting, SchemaBehind, UnknownAgency
from lif_plugin.frameworks import FrameworkUnknown
from lif_plugin.web.tokens import Verifier
from tests.integration.cli.conftest import Lif


def test_init_again_keeps_what_is_not_given(ready: Lif) -> None:
    ready("init", "--agency", "elmshire", "--name", "Elmshire council")
    from lif_plugin.app import build_app

    with build_app(load_settings(ready.url)) as app:
        agency = app.agency("elmshire")
    assert (agency.name, agency.framework, agency.go_live) == (
        "Elmshire council",
        "hartlepool_hscb",
        20170401,
    )


def test_init_turns_the_note_hint_on_and_off_and_else_keeps_it(ready: Lif) -> None:
    from lif_plugin.app import build_app

    seen = []
    for given in (["--note-hint"], [], ["--no-note-hint"]):
        ready("init", "--agency", "elmshire", *given)
        with build_app(load_settings(ready.url)) as app:
            seen.append(app.agency("elmshire").note_hint)
    assert seen == [True, True, False]


@pytest.mark.parametrize(
    ("name", "given"),
    [("LIF_QUERY_COST", "many"), ("LIF_QUERY_COST", "5"), ("LIF_QUERY_SECONDS", "0"), ("LIF_RATE", "fast"),
     ("LIF_INTROSPECTION", "anybody"), ("LIF_ORIGINS", "https://*.example"), ("LIF_ORIGINS", "http://app.example"),
     ("LIF_TELEMETRY", "yes")],
)  # fmt: skip
def test_a_limit_that_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, given: str) -> None:
    monkeypatch.setenv(name, given)
    with pytest.raises(BadSetting):
        load_settings()


def test_limits_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "LIF_QUERY_COST": "900 300", "LIF_QUERY_SECONDS": "5", "LIF_RATE": "off", "LIF_INTROSPECTION": "quality",
        "LIF_ORIGINS": "https://app.example elmshire=https://own.example:8443",
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    allowed = settings.allowed
    assert (allowed.cost, allowed.real, allowed.seconds) == (900, 300, 5.0)
    assert allowed.introspection == frozenset({Role.QUALITY})
    assert settings.rate is None
    assert settings.origins == {"": ("https://app.example",), "elmshire": ("https://own.example:8443",)}


def test_init_without_an_agency_makes_keys_and_tables(lif: Lif) -> None:
    assert "`lif init --agency ID` makes an agency" in lif("init")
    assert lif.rows("imports", "list") == []


def test_another_framework_needs_its_first_day(ready: Lif) -> None:
    from lif_plugin.app import build_app

    another = ("init", "--agency", "elmshire", "--framework", "derby_cypd_2014")
    with pytest.raises(BadSetting, match="hartlepool_hscb"):
        ready(*another)
    ready(*another, "--framework-from", "2027-04-01")
    with build_app(load_settings(ready.url)) as app:
        agency = app.agency("elmshire")
    assert (agency.framework_on(20270331), agency.framework_on(20270401)) == (
        "hartlepool_hscb",
        "derby_cypd_2014",
    )


def test_an_unknown_framework_changes_nothing(lif: Lif) -> None:
    with pytest.raises(FrameworkUnknown):
        lif("init", "--agency", "elmshire", "--framework", "nowhere")
    with pytest.raises(UnknownAgency):
        lif("token", "--agency", "elmshire", "--role", "iro")


def test_a_token_says_who_and_for_what(ready: Lif) -> None:
    signed = ready(
        "token", "--agency", "elmshire", "--role", "iro", "--case", "A1", "--purpose", "review"
    ).strip()
    viewer = Verifier.of(load_settings().keys).viewer(signed)
    assert (viewer.agency, viewer.purpose) == ("elmshire", "review")
    assert (viewer.roles, viewer.case_refs) == (frozenset({Role.IRO}), frozenset({"A1"}))


def test_a_token_in_a_file_is_its_owners_alone(ready: Lif, tmp_path: Path) -> None:
    ready("token", "--agency", "elmshire", "--role", "iro", "--out", str(tmp_path / "token"))
    assert (tmp_path / "token").stat().st_mode & 0o777 == 0o600


def test_nobody_gets_the_systems_role(ready: Lif) -> None:
    with pytest.raises(BadSetting, match="system role"):
        ready("token", "--agency", "elmshire", "--role", "system")


def test_keys_and_database_are_their_owners_alone(ready: Lif) -> None:
    home = load_settings().home
    files = [home / "lif.db", *(home / "keys").glob("*.pem"), home / "keys" / "log.key"]
    assert [oct(file.stat().st_mode & 0o077) for file in files] == ["0o0"] * 3


def test_a_database_that_was_not_migrated_is_refused(lif: Lif, tmp_path: Path) -> None:
    with pytest.raises(SchemaBehind):
        Lif(f"sqlite:///{tmp_path / 'empty.db'}")("prompts")


def test_a_backup_holds_the_data(ready: Lif, tmp_path: Path) -> None:
    ready("backup", str(tmp_path / "copy.db"))
    with sqlite3.connect(tmp_path / "copy.db") as connection:
        assert connection.execute("SELECT id FROM agency").fetchall() == [("elmshire",)]
    connection.close()


def test_a_backup_does_not_overwrite(ready: Lif, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(BadSetting):
        ready("backup", str(tmp_path / "copy.db"))
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_the_doctor_finds_nothing_in_a_fresh_home(ready: Lif) -> None:
    assert "All is well." in ready("doctor")


def test_the_doctor_finds_a_key_that_others_can_read(ready: Lif) -> None:
    (load_settings().keys / "log.key").chmod(0o644)
    with pytest.raises(AssertionError):
        ready("doctor")


def test_plugins_are_listed_with_their_hooks(ready: Lif) -> None:
    rows = {row["plugin"]: row["hooks"] for row in ready.rows("plugins")}
    assert rows["ssda903"] == ["lif_adapters"]
    assert "lif_rules" in rows["voice_of_child"]


def test_a_rule_of_another_nation_is_waiting(lif: Lif) -> None:
    lif("init", "--agency", "strath", "--nation", "scotland")
    rows = {row["id"]: (row["status"], row["reason"]) for row in lif.rows("rules", "--agency", "strath")}
    assert rows["VOC-07"] == ("waiting", "not for scotland")
    assert rows["DAT-01"] == ("running", None)
