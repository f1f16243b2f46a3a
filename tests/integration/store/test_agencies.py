"""An agency's settings in the store: saved as given, and those saved before a setting existed still load."""

from dataclasses import replace

import orjson
import pytest
from sqlalchemy import insert, select

from lif_plugin.domain.agency import Agency, Today
from lif_plugin.store.agencies import load_agency, save_agency
from lif_plugin.store.tables import agency_setting
from lif_plugin.store.work import Store
from tests.assets.builders import viewer

ELMSHIRE = Agency(
    "elmshire", "Elmshire", "scotland", "Europe/Dublin", "hartlepool_hscb", 20170401, Today.COVERAGE, 7, 9,
    frozenset({"VOC-07"}), frozenset({"annex_a"}), note_hint=True,
)  # fmt: skip


@pytest.fixture
def database() -> str:
    """The document is a text on every database."""
    return "sqlite"


def test_settings_load_as_they_were_saved(store: Store) -> None:
    with store.write(viewer()) as connection:
        version = save_agency(connection, ELMSHIRE, "test")
        assert load_agency(connection, "elmshire") == replace(ELMSHIRE, version=version)


def test_settings_saved_before_there_was_a_note_hint_have_it_off(store: Store) -> None:
    with store.write(viewer()) as connection:
        save_agency(connection, ELMSHIRE, "test")
        row = connection.execute(select(agency_setting)).mappings().one()
        older = {name: value for name, value in orjson.loads(row["document"]).items() if name != "note_hint"}
        values = {**row, "version": 2, "document": orjson.dumps(older).decode()}
        values.pop("id", None)
        connection.execute(insert(agency_setting).values(values))
        assert load_agency(connection, "elmshire") == replace(ELMSHIRE, version=2, note_hint=False)
