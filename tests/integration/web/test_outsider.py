"""A typed client, generated from schema.graphql, pages both ways and follows changes as an integrator's program does."""

from collections import Counter
from pathlib import Path

import pytest

from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.outside import Actions, generate, node_ids, walk
from tests.assets.serving import served, site_over

MANY, GOING = 2_000, 400


@pytest.fixture(scope="module")
def client_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("outsider"))


@pytest.fixture
def actions(store: Store) -> Actions:
    return Actions.of(store)


@pytest.mark.parametrize("way", ["forward", "backward"])
def test_each_row_that_stays_is_met_once_while_others_come_and_go(
    actions: Actions, client_package: Path, tmp_path: Path, way: str
) -> None:
    made = actions.add(MANY)
    going = made[: 3 * GOING : 3]
    staying = set(node_ids(made)) - set(node_ids(going))
    with (
        site_over(actions.store, tmp_path / "keys") as site,
        served(site.app) as port,
        actions.coming_and_going(going),
    ):
        met = Counter(walk(client_package, way, port, site.token(Role.QUALITY)))
    assert staying - met.keys() == set()
    assert set(met.values()) == {1}
