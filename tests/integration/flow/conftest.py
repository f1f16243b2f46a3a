"""A world over a fresh store: on SQLite and on PostgreSQL in turn."""

from collections.abc import Iterator

import pytest

from lif_plugin.store.work import Store
from tests.assets.world import World


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    with World(store) as made:
        yield made
