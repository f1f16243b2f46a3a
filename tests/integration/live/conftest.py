"""A connected agency over a fresh store: ``world`` on SQLite, ``anywhere`` on SQLite and PostgreSQL in turn."""

from collections.abc import Iterator

import pytest

from lif_plugin.store.work import Store
from tests.assets.live_world import LiveWorld


@pytest.fixture
def world(sqlite_store: Store) -> Iterator[LiveWorld]:
    with LiveWorld(sqlite_store) as made:
        yield made


@pytest.fixture
def anywhere(store: Store) -> Iterator[LiveWorld]:
    with LiveWorld(store) as made:
        yield made
