"""The module in a real Tryton, on both of its databases, against the contract suite that any adapter's author can run."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import URL

from lif_adapter_tryton.adapter import ADAPTER
from lif_plugin.testing import checks_for
from lif_plugin.testing.live_checks import LiveCheck
from tests.slow.tryton.bench import TrytonBench
from tests.slow.tryton.conftest import copied
from tests.slow.tryton.home import Home
from tests.slow.tryton.world import Platform


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def served(
    request: pytest.FixtureRequest,
    template: Platform,
    home: Home,
    postgres_server: URL,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Platform]:
    """A Tryton that serves any database of this kind."""
    folder = tmp_path_factory.mktemp(request.param)
    with copied(template, postgres_server, folder) as copy:
        platform = copy
        if request.param == "sqlite":
            platform = replace(copy, uri="sqlite://", database="template", made={})
        platform.configure()
        if request.param == "sqlite":
            home.sqlite(folder / "template.sqlite", platform.config, platform.environment)
            platform.activate()
        with platform.served():
            yield platform


@pytest.fixture
def bench(
    served: Platform, template: Platform, postgres_server: URL, tmp_path: Path
) -> Iterator[TrytonBench]:
    if served.uri == "sqlite://":
        name = f"copy{tmp_path.stat().st_ino}"
        shutil.copyfile(served.folder / "template.sqlite", served.folder / f"{name}.sqlite")
        with TrytonBench(replace(served, database=name)) as made:
            yield made
        return
    # The template itself is never served: whoever copies a database has it alone.
    with (
        copied(template, postgres_server, served.folder) as copy,
        TrytonBench(replace(copy, port=served.port)) as made,
    ):
        yield made


@pytest.mark.parametrize("check", checks_for(ADAPTER), ids=lambda check: check.__name__)
def test_the_module_holds_to_the_contract(bench: TrytonBench, check: LiveCheck) -> None:
    check(ADAPTER, bench)
