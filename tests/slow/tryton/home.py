"""Tryton's own environment under .cache/tryton, made once: its packages, its web client, and a database as it comes."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from node import install
from sqlalchemy import URL, create_engine, text

from tests.conftest import run

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
ADAPTER = ROOT / "adapters" / "lif_adapter_tryton"
LOCK = HERE / "requirements.txt"
SAO = HERE / "sao"
FOLDER = ROOT / ".cache" / "tryton"
DEBIAN = ("command -v pg_config && command -v cc", "gcc", "libc6-dev", "libpq-dev")
"""psycopg2 comes as source: whether what compiles it is there, and the packages that bring it."""
HEALTH = ("health_socioeconomics",)
PATIENCE = 600


class Home:
    """Where Tryton is installed; ``python`` is its interpreter, ``pages`` what its web server serves."""

    def __init__(self) -> None:
        digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
        self.folder = FOLDER / digest
        self.python = self.folder / "venv" / "bin" / "python"
        self.pages = _pages()
        if not (self.folder / "installed").exists():
            self._install()

    def _install(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        call([ROOT / ".ci/tools/debian.sh", *DEBIAN])
        call([sys.executable, "-m", "venv", self.folder / "venv"])
        call([self.python, "-m", "pip", "install", "-q", "--require-hashes", "--requirement", LOCK])
        (self.folder / "installed").touch()

    def admin(self, config: Path, database: str, environment: Mapping[str, str], *arguments: str) -> None:
        """Run trytond-admin on a database."""
        script = self.folder / "venv" / "bin" / "trytond-admin"
        call([self.python, script, "-c", config, "-d", database, *arguments], environment)

    def fill(self, server: URL, database: str, config: Path, environment: Mapping[str, str]) -> None:
        """Fill an empty database on PostgreSQL with GNU Health as it comes: from a dump, which the first time makes."""
        address = server.set(database=database, drivername="postgresql").render_as_string(hide_password=False)
        tools = _tools(server)
        dump = self.folder / f"health-{tools.name}.sql"
        if dump.exists():
            call(
                [tools.folder / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, "-o", os.devnull, address]
            )
            return
        self.admin(config, database, environment, "--all", "--email", "admin@example.org")
        self.admin(config, database, environment, "-u", *HEALTH, "--activate-dependencies")
        # A server elsewhere brings no programs: there the database is made anew each time.
        if (tools.folder / "pg_dump").exists():
            call([tools.folder / "pg_dump", "-f", f"{dump}.part", address])
            Path(f"{dump}.part").replace(dump)

    def sqlite(self, path: Path, config: Path, environment: Mapping[str, str]) -> None:
        """Make a file of SQLite that holds GNU Health as it comes; the first time it is kept for the next."""
        kept = self.folder / "health.sqlite"
        if not kept.exists():
            path.touch()
            self.admin(config, path.stem, environment, "--all", "--email", "admin@example.org")
            self.admin(config, path.stem, environment, "-u", *HEALTH, "--activate-dependencies")
            shutil.copyfile(path, f"{kept}.part")
            Path(f"{kept}.part").replace(kept)
        shutil.copyfile(kept, path)


def beside(folder: Path) -> Path:
    """Install the adapter's own distribution into a folder, where both of its hosts find it; gives the folder."""
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target"]
    call([*pip, folder, ADAPTER])
    return folder


def call(command: list[Any], environment: Mapping[str, str] | None = None) -> None:
    """Run a command to its good end; what it said is in the error otherwise."""
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-4000:]}"


class Tools(NamedTuple):
    """The programs that belong to a server, and its version."""

    folder: Path
    name: str


def _tools(server: URL) -> Tools:
    engine = create_engine(server)
    try:
        with engine.connect() as connection:
            folder = connection.scalar(text("SELECT setting FROM pg_config WHERE name = 'BINDIR'"))
            version = connection.scalar(text("SHOW server_version_num"))
    finally:
        engine.dispose()
    return Tools(Path(str(folder)), str(version))


def _pages() -> Path:
    """The web client as trytond serves it: its libraries where its page looks for them."""
    modules = install(SAO)
    page = modules / "tryton-sao"
    libraries = page / "bower_components"
    if not libraries.exists():
        part = page / "libraries"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        for name in ("jquery", "bootstrap", "bootstrap-rtl-ondemand", "moment", "gettext.js", "d3", "c3", "papaparse",
                     "fullcalendar", "mousetrap"):  # fmt: skip
            shutil.copytree(modules / name, part / name)
        shutil.copytree(modules / "sortablejs", part / "Sortable")
        shutil.copyfile(part / "d3" / "dist" / "d3.min.js", part / "d3" / "d3.min.js")
        part.rename(libraries)
    return page


def new_database(server: URL, name: str, template: str = "template0") -> None:
    """Make a database, empty or from another."""
    run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
