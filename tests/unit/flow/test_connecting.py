"""What somebody writes about a platform is checked word by word."""

from pathlib import Path
from typing import Any

import pytest

from lif_plugin.errors import BadSetting
from lif_plugin.flow.connecting import read_settings
from tests.assets.made_platform import Clock, MadePlatform

ADAPTER = MadePlatform(Clock(0)).adapter()
GOOD: dict[str, Any] = {"url": "made://here", "secrets": {"password": {"file": "pass.txt"}}}


def test_settings_and_where_secrets_are(tmp_path: Path) -> None:
    settings, secrets = read_settings(ADAPTER, GOOD | {"per_page": 5}, tmp_path)
    assert (settings, secrets) == (
        {"url": "made://here", "per_page": 5},
        {"password": {"file": str(tmp_path / "pass.txt")}},
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ulr": "x"}, "made has no setting 'ulr'. Did you mean url?"),
        ({"colour": "x"}, "made has no setting 'colour'. There are: password, per_page, url."),
        ({"password": "hunter2"}, "password is a secret and does not stand in a settings file."),
        ({"per_page": "many"}, "per_page must be of type int. Cases to a page."),
        ({"secrets": {"password": "hunter2"}}, "It does not say where password is."),
        ({"secrets": {"password": {"value": "hunter2"}}}, "It does not say where password is."),
        ({"secrets": {"password": {"file": "a", "env": "B"}}}, "It does not say where password is."),
        ({"secrets": {"url": {"env": "B"}, "password": {"env": "B"}}}, "It does not say where url is."),
        ({"secrets": {}}, "These settings are missing: password. password: The account's password."),
        ({"secrets": "x"}, "secrets is a table of names."),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_does_not_fit_is_named(change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadSetting) as caught:
        read_settings(ADAPTER, GOOD | change, Path())
    assert str(caught.value).startswith(said)
    assert "hunter2" not in str(caught.value)
