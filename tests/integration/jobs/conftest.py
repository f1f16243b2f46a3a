"""Databases that DBOS can work on."""

import pytest

from lif_plugin.jobs import migrate


@pytest.fixture
def jobs_url(database: str, store_url: str, request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with our tables and DBOS's."""
    if database == "sqlite":
        migrate(store_url)
    else:
        migrate(request.getfixturevalue("postgres_database").render_as_string(hide_password=False))
    return store_url
