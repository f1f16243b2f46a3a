"""Says whether the server lives and whether it can work; without a token, and without saying more."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lif_plugin.web.session import services_of
from lif_plugin.web.threads import in_thread


async def health(request: Request) -> Response:
    """Say that the process answers."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """Say whether the server can do its work, and what is missing if not."""
    problems = await in_thread(request, services_of(request).ready)
    if problems:
        return JSONResponse({"status": "not ready", "problems": problems}, 503)
    return JSONResponse({"status": "ready"})
