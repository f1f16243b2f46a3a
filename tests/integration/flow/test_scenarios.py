"""Every claim of every scenario holds, on both databases."""

from typing import Final

import pytest
from sqlalchemy import create_engine, insert

from lif_plugin.builtin import BUILTIN
from lif_plugin.hooks import build_plugins
from lif_plugin.store.calendars import calendar_rows, nation_calendar
from lif_plugin.store.tables import calendar
from lif_plugin.store.work import Store
from lif_plugin.testing.scenarios import files_of, judge, listen, load, make_world
from tests.assets.scenarios import FOLDERS

OTHER_NATIONS: Final = ("scotland",)


@pytest.fixture
def owner(database: str, request: pytest.FixtureRequest) -> str:
    """The address of the store's database for the owner of its tables."""
    if database == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("postgres_database").render_as_string(hide_password=False))


@pytest.fixture
def calendars(owner: str) -> None:
    """The working days of the other nations that scenarios are about."""
    engine = create_engine(owner)
    with engine.begin() as connection:
        for nation in OTHER_NATIONS:
            rows = [dict(row) for row in calendar_rows(nation_calendar(nation))]
            connection.execute(insert(calendar), rows)
    engine.dispose()


@pytest.mark.usefixtures("calendars")
def test_every_claim_holds(store: Store) -> None:
    plugins = build_plugins(BUILTIN, discover=True)
    claims = [claim for part in load(files_of(FOLDERS)) for claim in part.claims]
    verdicts = judge(listen(make_world(store, plugins, claims)))
    assert [f"{one.claim.place}: it said {one.said}" for one in verdicts if not one.holds] == []
    assert len(verdicts) == len(claims)
