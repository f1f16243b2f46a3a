"""The settings of a connection: what is missing or cannot be right is named, a secret never."""

from typing import Any

import pytest

from lif_adapter_tryton.settings import read_settings
from lif_plugin.errors import BadSetting

GIVEN = {"address": "https://health.example.org", "database": "health"}
SECRETS = {"key": "an invented key"}


def test_the_address_is_that_of_the_database() -> None:
    assert (
        read_settings(GIVEN | {"database": "gh 1/x"}, SECRETS).address
        == "https://health.example.org/gh%201%2Fx/lif/"
    )


@pytest.mark.parametrize(
    "given",
    [
        {"address": "http://health.example.org"},
        {"address": "https://me:secret@health.example.org"},
        {"database": ""},
        {"zone": "Nowhere/Land"},
        {"timeout": 0},
        {"timeout": True},
        {"timeout": "soon"},
        {"colour": "blue"},
    ],
)
def test_what_cannot_be_right_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(BadSetting) as told:
        read_settings(GIVEN | given, SECRETS)
    assert "an invented key" not in str(told.value)


def test_a_secret_is_neither_printed_nor_written_down() -> None:
    told = read_settings(GIVEN, SECRETS)
    assert "an invented key" not in repr(told)
    with pytest.raises(TypeError):
        told.key.__reduce__()
