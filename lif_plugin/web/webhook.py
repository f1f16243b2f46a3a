"""Takes a platform's webhook as a hint to look at a case: answered at once and with nothing, looked at later."""

from starlette.requests import Request
from starlette.responses import Response

from lif_plugin.web.session import services_of
from lif_plugin.web.threads import in_thread


async def take(request: Request) -> Response:
    """Keep the hint; 403 for a connection that is not expected or a key that is not the agreed one."""
    names = request.path_params
    body = await request.body()
    headers = {name.lower(): value for name, value in request.headers.items()}
    take_hint = services_of(request).take_hint
    await in_thread(request, take_hint, names["agency"], names["connection"], headers, body)
    return Response(status_code=204)
