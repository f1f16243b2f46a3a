"""How long a CDS Hooks call takes, 20 at once, beside an endpoint of Starlette's that does nothing, in the same run.

Both are served by uvicorn in a process of their own and asked over the network of this machine: each call with a token of its
own (ES384), checked, used up in the database and answered with three cards of a case among a hundred; the bare endpoint
reads the same body and answers with one constant. Prints p50, p99 and the longest of each, and last one JSON object:
  p99_of_bare   p99 of a call as a multiple of p99 of the bare endpoint (aim: 5 at most)
  p50_of_bare   the same of the median
  p99_of_500ms  p99 of a call as a share of the 500 ms that CDS Hooks asks for
"""

import asyncio
import json
import multiprocessing
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lif_plugin.domain.viewer import Role
from lif_plugin.flow.used_tokens import UsedTokens
from lif_plugin.store.engine import make_engine
from lif_plugin.store.migrate import migrate
from lif_plugin.store.work import Store
from lif_plugin.web.cds_clients import CdsClients
from lif_plugin.web.server import settle
from tests.assets.builders import Record
from tests.assets.cds_client import ISS, CdsClient, asked
from tests.assets.serving import site_over

AT_ONCE = 20
CALLS = 2000
ROUNDS = 3
CASES = 100
WARM = 100


async def bare(request: Request) -> Response:
    """The least that any endpoint does with a request such as ours."""
    await request.json()
    return JSONResponse({"cards": []})


def serve_bare(port: int) -> None:
    """Serve the bare endpoint."""
    app = Starlette(routes=[Route("/cds-services/case-prompts", bare, methods=["POST"])])
    uvicorn.run(app, port=port, log_level="error", access_log=False)


def serve_ours(port: int, url: str, folder: str) -> None:
    """Serve our application."""
    store = Store(make_engine(url))
    used = UsedTokens(store)
    with site_over(store, Path(folder), use_token=used.use) as site:
        settle()
        uvicorn.run(site.app, port=port, log_level="error", access_log=False)


def free_port() -> int:
    """A port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def fill(url: str, folder: Path) -> CdsClient:
    """A hundred cases with three prompts each, and a client that may ask about them."""
    migrate(url)
    store = Store(make_engine(url))
    record = Record.of(store)
    for number in range(CASES):
        case = record.case(f"E-{number}")
        for day in (20240305, 20240205, 20240105):
            record.prompt(case, day)
    store.close()
    client = CdsClient()
    CdsClients(folder).make("elmshire", "ssda903", ISS, [Role.IRO], client.jwks(), 0)
    return client


async def measured(
    address: str, requests: Iterator[dict[str, Any]], number: int, expected: int
) -> list[float]:
    """Make calls, 20 at once; milliseconds of each."""
    times: list[float] = []
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)

    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=30) as client:

        async def caller(share: int) -> None:
            for _ in range(share):
                request = next(requests)
                begun = time.perf_counter()
                answer = await client.post("/cds-services/case-prompts", **request)
                times.append((time.perf_counter() - begun) * 1e3)
                assert answer.status_code == 200, answer.text
                assert len(answer.json()["cards"]) == expected

        await asyncio.gather(*(caller(number // AT_ONCE) for _ in range(AT_ONCE)))
    return times


async def until_there(address: str) -> None:
    """Wait until a server listens; a machine with much else to do takes its time."""
    async with httpx.AsyncClient() as client:
        for _ in range(1_200):
            try:
                await client.get(address)
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return
    sys.exit("A server did not start.")


def described(name: str, times: list[float]) -> tuple[float, float]:
    """Print a set of times; gives p50 and p99."""
    cuts = statistics.quantiles(times, n=100)
    print(
        f"{name:22} p50 {cuts[49]:7.1f} ms   p99 {cuts[98]:7.1f} ms   longest {max(times):7.1f} ms   n {len(times)}"
    )
    return cuts[49], cuts[98]


async def compare(ports: tuple[int, int], requests: Callable[[int], Iterator[dict[str, Any]]]) -> None:
    """Ask both in turn, so that whatever else the machine does meets both."""
    ours, plain = (f"http://127.0.0.1:{port}" for port in ports)
    times: dict[str, list[float]] = {"call": [], "bare": []}
    asks: list[tuple[str, str, int]] = [("call", ours, 3), ("bare", plain, 0)]
    waits: list[Awaitable[None]] = [until_there(ours), until_there(plain)]
    await asyncio.gather(*waits)
    for name, address, cards in asks:
        await measured(address, requests(WARM), WARM, cards)
        print(f"{name} is warm")
    for _ in range(ROUNDS):
        for name, address, cards in asks:
            times[name] += await measured(address, requests(CALLS), CALLS, cards)
    (p50, p99), (bare50, bare99) = (described(name, times[name]) for name, _address, _cards in asks)
    ratios = {"p99_of_bare": p99 / bare99, "p50_of_bare": p50 / bare50, "p99_of_500ms": p99 / 500}
    print(json.dumps({name: round(value, 2) for name, value in ratios.items()}))


def main() -> None:
    """Serve both, ask both."""
    with tempfile.TemporaryDirectory() as there:
        url, folder = f"sqlite:///{there}/lif.db", Path(there) / "keys"
        client = fill(url, folder)
        ports = (free_port(), free_port())
        spawn = multiprocessing.get_context("spawn")
        servers = [
            spawn.Process(target=serve_ours, args=(ports[0], url, str(folder)), daemon=True),
            spawn.Process(target=serve_bare, args=(ports[1],), daemon=True),
        ]
        for server in servers:
            server.start()

        def requests(number: int) -> Iterator[dict[str, Any]]:
            # Signed before the clock runs: that is the client's work.
            made = [{"json": asked(f"E-{one % CASES}"), "headers": client.bearer()} for one in range(number)]
            return iter(made)

        try:
            asyncio.run(compare(ports, requests))
        finally:
            for server in servers:
                server.terminate()
                server.join()


if __name__ == "__main__":
    main()
