"""Tryton with GNU Health, made once and copied for each test; lif_plugin beside it; a browser."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver.remote.webdriver import WebDriver
from sqlalchemy import URL

from tests.browser.conftest import browser, chromium
from tests.conftest import run
from tests.slow.tryton.form import Form
from tests.slow.tryton.home import Home, beside, new_database
from tests.slow.tryton.world import AGENCY, Platform, World, free_port, plugin_in

__all__ = ["browser", "chromium"]


@pytest.fixture(scope="session")
def home() -> Home:
    return Home()


@pytest.fixture(scope="session")
def both_hosts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the adapter's distribution is installed, for Tryton and for lif_plugin."""
    return beside(tmp_path_factory.mktemp("adapter"))


def _environment(server: URL, adapter: Path) -> dict[str, str]:
    """How Tryton reaches PostgreSQL and our module."""
    secret = adapter.parent / "pw"
    secret.write_text("admin")
    host = str(server.query.get("host") or server.host)
    return {
        "PYTHONPATH": str(adapter),
        "TRYTONPASSFILE": str(secret),
        "PGHOST": host,
        "PGPORT": str(server.port or 5432),
        "PGUSER": server.username or "postgres",
        "PGPASSWORD": str(server.password or ""),
    }


@pytest.fixture(scope="session")
def template(
    home: Home, postgres_server: URL, both_hosts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Platform:
    """A database with GNU Health, our module and invented people: made once, never served."""
    folder = tmp_path_factory.mktemp("template")
    name = f"tryton_{secrets.token_hex(4)}"
    new_database(postgres_server, name)
    platform = Platform(home, folder, name, _environment(postgres_server, both_hosts), "postgresql://")
    platform.configure()
    home.fill(postgres_server, name, platform.config, platform.environment)
    platform.activate()
    return platform


@contextmanager
def copied(template: Platform, server: URL, folder: Path) -> Iterator[Platform]:
    """Tryton on a copy of the template, not served yet."""
    name = f"tryton_{secrets.token_hex(4)}"
    new_database(server, name, template.database)
    yield replace(template, folder=folder, database=name, port=free_port())
    run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def world(
    template: Platform, postgres_server: URL, both_hosts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Tryton served and connected with lif_plugin; the sender runs. One for a module, which works with other children."""
    folder = tmp_path_factory.mktemp("world")
    (folder / "lif").mkdir()
    plugin = plugin_in(folder / "lif", both_hosts)
    with copied(template, postgres_server, folder) as platform, ExitStack() as running:
        platform.configure(f"{plugin.address}/hooks/{AGENCY}/tryton", banner=True)
        running.enter_context(platform.served())
        plugin.connect(platform)
        running.enter_context(plugin.served())
        sender = platform.sender()
        sender.start()
        running.callback(sender.stop)
        yield World(platform, plugin, running)


@pytest.fixture
def form(browser: WebDriver, world: World) -> Form:
    browser.set_window_size(1300, 1100)
    return Form(browser, world.platform)
