"""A connected agency over a fresh store: on SQLite and on PostgreSQL in turn."""

from collections.abc import Iterator

import pytest

from lif_plugin.store.work import Store
from tests.assets.live_world import LiveWorld


@pytest.fixture
def world(store: Store) -> Iterator[LiveWorld]:
    with LiveWorld(store) as made:
        yield made
