"""Every adapter of ours, of files or live, against the contract suite that any author can run."""

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import select

from lif_plugin.domain.record import Row
from lif_plugin.flow.importing import import_files
from lif_plugin.hooks.live import Can, LiveAdapter
from lif_plugin.hooks.types import Adapter, ExamineOptions
from lif_plugin.store.tables import event
from lif_plugin.store.work import Store
from lif_plugin.testing import Samples, checks_for
from lif_plugin.testing.file_checks import FileCheck
from lif_plugin.testing.live_checks import LiveCheck
from tests.assets.bench_world import BenchWorld
from tests.assets.world import World
from tests.contract.commcare_bench import CommCareBench
from tests.contract.primero_bench import PrimeroBench
from tests.contract.tryton_bench import TrytonBench
from tests.house.tree import project

Tell = Callable[[str, object], None]
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
TOLD = ExamineOptions(20261122, 20230401, 20240331)


def _each(pattern: str) -> list[list[Path]]:
    return [[path] for path in sorted(FIXTURES.glob(pattern))]


SAMPLES = {
    "annex_a": Samples(_each("annex_a/*.xlsx")),
    "cin_census": Samples(_each("cin_census/*.xml"), TOLD),
    "dfe_csc_api": Samples(_each("dfe_csc_api/*.json")),
    "ssd": Samples([[FIXTURES / "ssd" / name] for name in ("liquidlogic", "mosaic", "eclipse")]),
    "ssda903": Samples([sorted(FIXTURES.glob(f"ssda903/{year}-*.csv")) for year in ("2017", "2019", "2021")]),
}
Bench = partial[CommCareBench] | partial[PrimeroBench] | partial[TrytonBench]
BENCHES: dict[str, list[Bench]] = {
    "commcare": [partial(CommCareBench, 1_500)],
    "primero": [partial(PrimeroBench, show) for show in ("flag", "note", "subform")],
    "tryton": [partial(TrytonBench)],
}
# Tryton's is a distribution of its own.
MODULES = [*project()["project"]["entry-points"]["lif_plugin"].values(), "lif_adapter_tryton.plugin"]
ADAPTERS = {adapter.name: adapter for module in MODULES for adapter in import_module(module).lif_adapters()}
FILES = {name: one for name, one in ADAPTERS.items() if isinstance(one, Adapter)}
LIVE = {name: one for name, one in ADAPTERS.items() if isinstance(one, LiveAdapter)}


def test_no_adapter_of_ours_is_left_out() -> None:
    assert (set(SAMPLES), set(BENCHES)) == (set(FILES), set(LIVE))


@pytest.mark.parametrize(
    ("name", "check"),
    [(name, check) for name, adapter in FILES.items() for check in checks_for(adapter)],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)
def test_an_adapter_of_files_holds_to_the_contract(
    name: str, check: FileCheck, record_property: Tell
) -> None:
    record_property("check", name)
    check(FILES[name], SAMPLES[name])


@pytest.mark.parametrize(
    ("name", "bench", "check"),
    [
        (name, bench, check)
        for name, adapter in LIVE.items()
        for bench in BENCHES[name]
        for check in checks_for(adapter)
    ],
    ids=lambda one: (
        one if isinstance(one, str) else getattr(one, "__name__", None) or str(next(iter(one.args), "only"))
    ),
)
def test_a_live_adapter_holds_to_the_contract(
    name: str, bench: Bench, check: LiveCheck, record_property: Tell
) -> None:
    record_property("check", name)
    with bench() as platform:
        check(LIVE[name], platform)


def _tell(tell: Tell, database: str, name: str, tried: dict[Can, bool]) -> None:
    """What goes into the table of `tell_adapters`, a row for each capability."""
    for can, holds in tried.items():
        tell("tried", f"{name}|{can}|{database}|{'pass' if holds else 'FAIL'}")


@pytest.mark.parametrize("name", LIVE)
def test_a_live_adapter_does_on_either_store_what_it_says_it_can(
    store: Store, database: str, name: str, record_property: Tell
) -> None:
    with BENCHES[name][0]() as bench, BenchWorld(store, LIVE[name], bench) as world:
        tried = world.tried()
    _tell(record_property, database, name, tried)
    assert tried == dict.fromkeys(LIVE[name].can, True)


def _smallest(adapter: Adapter, samples: Samples) -> Sequence[Path]:
    """The set of samples with the fewest rows, but some facts."""
    rows = {}
    for number, paths in enumerate(samples.sets):
        read = list(adapter.read(adapter.examine(paths, samples.options)))
        if any(isinstance(one, Row) and one.events for one in read):
            rows[number] = len(read)
    return samples.sets[min(rows, key=lambda number: rows[number])]


def test_files_of_each_adapter_are_in_either_store_once(
    store: Store, database: str, record_property: Tell
) -> None:
    tried = {}
    with World(store, plugins=()) as world:
        for name, adapter in FILES.items():
            sample, counts = _smallest(adapter, SAMPLES[name]), []
            for _ in range(2):
                import_files(store, world.receiver, adapter, sample, "elmshire", SAMPLES[name].options)
                world.drain()
                counts.append(len(world.rows(select(event.c.id).where(event.c.source == adapter.source))))
            tried[name] = counts[0] > 0 and counts[0] == counts[1]
            _tell(record_property, database, name, {Can.FILES: tried[name]})
    assert tried == dict.fromkeys(FILES, True)
