"""Embedding: the panel of one case in a frame of the case system's own page, launched by a token for that frame.

The token names user, case, agency and the page's origin; it is good for five minutes and once. What it opens is shown
in frames of that origin only, and its session is a cookie that exists within that page alone.
"""

import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import NotFound, TokenRefused
from lif_plugin.web import panel
from lif_plugin.web.launch import keep, opened, token_for
from lif_plugin.web.launch_keys import LaunchKey
from lif_plugin.web.launch_links import LaunchRefused, Link, read_frame_link
from lif_plugin.web.session import FRAME, services_of, sign_in, token_of, viewer_of
from lif_plugin.web.threads import in_thread

_FRAMES: Final = frozenset({"iframe", "frame"})


async def arrive(request: Request) -> Response:
    """Take a frame's token, once, and go on to an address without it."""
    if request.method == "HEAD":
        # Whatever looks at addresses before people follow them uses none up.
        return Response(status_code=HTTPStatus.NO_CONTENT)
    services, agency, source = (
        services_of(request),
        request.path_params["agency"],
        request.path_params["source"],
    )
    try:
        link, key = _asked(request, agency, source)
        public_id = await in_thread(request, opened, services, link, key)
    except LaunchRefused as refused:
        await keep(request, agency, source, refused)
        raise
    response = RedirectResponse(f"{FRAME}/panel/{public_id}", HTTPStatus.SEE_OTHER)
    sign_in(request, response, token_for(services, link, key))
    return response


def _asked(request: Request, agency: str, source: str) -> tuple[Link, LaunchKey]:
    """Give the link, if who loads it does so in a frame of the page it names, as far as the browser says."""
    tokens = request.query_params.getlist("token")
    if len(tokens) != 1 or len(request.query_params) != 1:
        raise LaunchRefused("forged")
    link = read_frame_link(services_of(request).launch_keys(), agency, source, tokens[0], int(time.time()))
    if link.key is None:
        raise LaunchRefused("forged")
    if request.headers.get("sec-fetch-dest", "iframe") not in _FRAMES:
        raise LaunchRefused("no_frame", link.key.id, link.user)
    referrer = urlsplit(request.headers.get("referer", ""))
    if referrer.netloc and f"{referrer.scheme}://{referrer.netloc}" != link.origin:
        raise LaunchRefused("other_origin", link.key.id, link.user)
    return link, link.key


async def show(request: Request) -> Response:
    """Show the panel in its frame."""
    return await _of_its_case(request, panel.show)


async def answer(request: Request) -> Response:
    """Save an answer, and show the panel again in its frame."""
    return await _of_its_case(request, panel.answer)


async def _of_its_case(request: Request, do: Callable[[Request], Awaitable[Response]]) -> Response:
    """Do something on the one case that the frame was launched for; whoever tries another one is kept."""
    viewer = await _allowed(request)
    try:
        return await do(request)
    except NotFound:
        await keep(request, viewer.agency, viewer.source or "", LaunchRefused("other_case"), viewer.subject)
        raise


async def _allowed(request: Request) -> Viewer:
    """Whose frame it is; only a page that the agency still knows may hold it. Raises `TokenRefused`, `LaunchRefused`."""
    viewer, services = viewer_of(request), services_of(request)
    origin = services.verifier.origin(token_of(request) or "")
    if origin is None:
        raise TokenRefused("The token is for no frame.")
    if origin not in services.launch_keys().origins(viewer.agency, int(time.time())):
        refused = LaunchRefused("other_origin")
        await keep(request, viewer.agency, viewer.source or "", refused, viewer.subject)
        raise refused
    request.state.frame_origin = origin
    return viewer
