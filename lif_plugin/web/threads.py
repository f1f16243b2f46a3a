"""Runs what touches the database in threads, no more at once than there are connections."""

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
