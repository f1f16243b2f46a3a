"""An agency's settings: a nation that exists, an id that fits in a name, and nothing pushed by default."""

import pytest

from lif_plugin.domain.agency import Agency
from lif_plugin.errors import BadSetting


def test_a_new_agency_pushes_nothing() -> None:
    assert Agency("elmshire", "Elmshire").go_live is None


def test_a_new_agency_gives_no_hint_while_a_note_is_written() -> None:
    assert Agency("elmshire", "Elmshire").note_hint is False


def test_a_nation_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadSetting, match="nation must be one of england, scotland, wales, northern_ireland"):
        Agency("elmshire", "Elmshire", nation="britain")


@pytest.mark.parametrize("agency_id", ["", "elm shire", "elm/shire", "elmé", "elm\n"])
def test_an_id_that_is_no_name_is_refused(agency_id: str) -> None:
    with pytest.raises(BadSetting):
        Agency(agency_id, "Elmshire")
