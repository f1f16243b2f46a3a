"""Runs blocking work in threads: what touches the database, no more at once than connections; and reading."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import anyio
from starlette.requests import Request

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(request: Request, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work for a request and return what it returns."""
    limiter: anyio.CapacityLimiter = request.app.state.limiter
    return await anyio.to_thread.run_sync(lambda: work(*args, **kwargs), limiter=limiter)


async def in_reader(request: Request, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run the reading of a note: it needs the processor and no connection, so it takes none from others."""
    readers: anyio.CapacityLimiter = request.app.state.readers
    return await anyio.to_thread.run_sync(lambda: work(*args, **kwargs), limiter=readers)
