"""Every fault there is between us and a platform, on both databases: shown once, or kept with its reason."""

from lif_plugin.store.work import Store
from tests.assets import commcare_faults, primero_faults
from tests.assets.commcare_world import CommCareWorld
from tests.assets.primero_world import PrimeroWorld


def test_every_fault_of_primero_costs_nothing_or_is_kept_with_its_reason(store: Store) -> None:
    with PrimeroWorld(store, timeout=0.3) as world:
        primero_faults.costs_nothing_or_is_kept(world, primero_faults.PASSING, primero_faults.DEAD)


def test_what_primero_never_takes_is_given_up_and_may_be_asked_again(store: Store) -> None:
    with PrimeroWorld(store, every=3_600.0) as world:
        primero_faults.is_given_up_and_asked_again(world)


def test_a_sign_in_that_primero_refuses_stops_at_once(store: Store) -> None:
    with PrimeroWorld(store) as world:
        primero_faults.refused_sign_in_stops_at_once(world)


def test_every_fault_of_commcare_costs_nothing_or_is_kept_with_its_reason(store: Store) -> None:
    with CommCareWorld(store, every=30.0, timeout=0.3) as world:
        commcare_faults.costs_nothing_or_is_kept(world, commcare_faults.PASSING, commcare_faults.DEAD)
