"""A world whose triggers nominate, over a fresh store: on SQLite and on PostgreSQL in turn."""

from collections.abc import Iterator

import pytest

from lif_plugin.builtin import audit_triggers
from lif_plugin.domain.agency import Agency, Today
from lif_plugin.store.work import Store
from tests.assets.world import BUILTIN, World

PLUGINS = (*BUILTIN, ("audit_triggers", audit_triggers))


AGENCY = Agency("elmshire", "Elmshire", go_live=20160101, today=Today.COVERAGE)


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    with World(store, AGENCY, PLUGINS) as made:
        yield made


@pytest.fixture
def lone(sqlite_store: Store) -> Iterator[World]:
    """A world on SQLite only, for what is decided in Python."""
    with World(sqlite_store, AGENCY, PLUGINS) as made:
        yield made
