"""A served application and a headless browser on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from lif_plugin.store.work import Store
from tests.assets.builders import Record
from tests.assets.serving import Site, served, site_over
from tests.browser.chromium import Chromium


@pytest.fixture
def database() -> str:
    """A browser sees no difference between databases."""
    return "sqlite"


@pytest.fixture
def record(store: Store) -> Record:
    return Record.of(store)


@pytest.fixture
def site(store: Store, record: Record, tmp_path: Path) -> Iterator[Site]:
    with site_over(store, tmp_path / "keys") as made:
        yield made


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The address the site is served at, on a port of its own."""
    with served(site.app) as port:
        yield f"http://localhost:{port}"


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    made = Chromium(tmp_path_factory.mktemp("chromium"))
    yield made
    made.close()


@pytest.fixture
def browser(chromium: Chromium) -> WebDriver:
    """A browser with nothing remembered."""
    return chromium.fresh()
