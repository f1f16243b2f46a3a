"""Codes of agencies: what is none is refused, and nothing is made up."""

import pytest

from lif_plugin.domain.agency_codes import checked_ods, checked_ons
from lif_plugin.errors import BadSetting


def test_codes_are_kept_as_they_are() -> None:
    assert (checked_ods("RX1"), checked_ons("E06000001")) == ("RX1", "E06000001")


@pytest.mark.parametrize("code", ["", "rx1", "R", "RX1 ", "RX-1"])
def test_what_is_no_ods_code_is_refused(code: str) -> None:
    with pytest.raises(BadSetting):
        checked_ods(code)


@pytest.mark.parametrize("code", ["", "E0600001", "e06000001", "X06000001", "E06000001\n"])
def test_what_is_no_ons_code_is_refused(code: str) -> None:
    with pytest.raises(BadSetting):
        checked_ons(code)
