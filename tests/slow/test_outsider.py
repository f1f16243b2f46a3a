"""A typed client pages 100,000 actions both ways while rows come and go, on PostgreSQL."""

import time
from collections import Counter
from pathlib import Path

import pytest

from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.outside import Actions, generate, node_ids, walk
from tests.assets.serving import served, site_over
from tests.slow.campaign import say

MANY, GOING = 100_000, 20_000


@pytest.mark.parametrize("way", ["forward", "backward"])
def test_each_row_that_stays_is_met_once(postgres_store: Store, tmp_path: Path, way: str) -> None:
    package = generate(tmp_path)
    actions = Actions.of(postgres_store)
    made = actions.add(MANY)
    going = made[::5]
    staying = set(node_ids(made)) - set(node_ids(going))
    with site_over(postgres_store, tmp_path / "keys") as site, served(site.app) as port:
        begun = time.monotonic()
        with actions.coming_and_going(going):
            met = Counter(walk(package, way, port, site.token(Role.QUALITY)))
    missed = len(staying - met.keys())
    doubled = sum(times > 1 for times in met.values())
    say(
        f"{way}: {MANY:,} actions, {len(going):,} to go and as many to come; {met.total():,} met in "
        f"{time.monotonic() - begun:.0f} s; of {len(staying):,} that stay {missed} missed; {doubled} doubled"
    )
    assert (len(going), missed, doubled) == (GOING, 0, 0)
