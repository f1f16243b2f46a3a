"""A served application and a headless browser on it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webdriver import WebDriver

from lif_plugin.store.work import Store
from tests.assets.builders import Record
from tests.assets.serving import Site, served, site_over

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--force-color-profile=srgb",
)  # fmt: skip


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


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[WebDriver]:
    """A browser with nothing remembered."""
    options = webdriver.ChromeOptions()
    binary = shutil.which("chromium")
    assert binary is not None, "Chromium is missing: make test installs it"
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    made = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
    made.set_window_size(1000, 900)
    yield made
    made.quit()
