"""Signing in with a token, and out again."""

from http import HTTPStatus
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lif_plugin.errors import TokenRefused
from lif_plugin.web.arriving import fetch_key
from lif_plugin.web.pages import WAY, page
from lif_plugin.web.session import check_form, local_path, services_of, sign_in, sign_out, token_of


async def show(request: Request) -> Response:
    """Show the form."""
    return page(request, "sign_in.html", error=None)


async def enter(request: Request) -> Response:
    """Check the token, keep it and go on to where the reader was going."""
    form = await request.form()
    check_form(request, form)
    given = form.get("token")
    token = "".join(given.split()) if isinstance(given, str) else ""
    await fetch_key(services_of(request).verifier, token)
    try:
        services_of(request).verifier.viewer(token)
    except TokenRefused as error:
        said = error.message if token else "Paste your token"
        return page(request, "sign_in.html", HTTPStatus.UNPROCESSABLE_ENTITY, error=said)
    response = RedirectResponse(local_path(unquote(request.cookies.get(WAY, "/"))), HTTPStatus.SEE_OTHER)
    sign_in(request, response, token)
    response.delete_cookie(WAY, path="/sign-in")
    return response


async def leave(request: Request) -> Response:
    """Forget the token; only by a form of ours, so that no link can sign somebody out."""
    if token_of(request) is not None:
        check_form(request, await request.form())
    response = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    sign_out(response)
    return response
