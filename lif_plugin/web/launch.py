"""Launch: a link in the case system opens the panel of its case; no child's reference stays in the address.

A signed link brings its user in, for that one case and an hour, or only says which case. A plain link says
which case and proves nothing: who follows it signs in as always. Rights are the panel's, as always.
"""

import logging
import re
import time
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store import launches
from lif_plugin.web.launch_keys import LaunchKey, LaunchKeys
from lif_plugin.web.launch_links import LaunchRefused, Link, read_link
from lif_plugin.web.pace import TooMany
from lif_plugin.web.services import Services
from lif_plugin.web.session import services_of, sign_in, viewer_of
from lif_plugin.web.threads import in_thread
from lif_plugin.web.tokens import load_key, mint

HOURS: Final = 1
"""How long somebody is signed in by a link."""
TICKET_SECONDS: Final = 900
"""How long somebody who has to sign in first has time for it."""
_SOURCE: Final = re.compile(r"[a-z0-9_]{1,64}")
_log = logging.getLogger(__name__)


async def arrive(request: Request) -> Response:
    """Take a link as the case system wrote it, and go on to an address without the child's reference."""
    if request.method == "HEAD":
        # Whatever looks at links before people follow them uses none up.
        return Response(status_code=HTTPStatus.NO_CONTENT)
    services, agency, source = (
        services_of(request),
        request.path_params["agency"],
        request.path_params["source"],
    )
    keys = services.launch_keys()
    try:
        link = read_link(keys, agency, source, _single(request), int(time.time()))
        if link.key is None:
            return _to_ticket(keys, link)
        public_id = await in_thread(request, opened, services, link, link.key)
    except LaunchRefused as refused:
        await keep(request, agency, source, refused)
        raise
    if not link.key.roles:
        return _to_ticket(keys, link)
    response = RedirectResponse(f"/panel/{public_id}", HTTPStatus.SEE_OTHER)
    sign_in(request, response, token_for(services, link, link.key))
    return response


def _single(request: Request) -> dict[str, str]:
    """The link's parts; one that comes twice could be read in two ways."""
    parts = request.query_params.multi_items()
    if len({name for name, _value in parts}) != len(parts):
        raise LaunchRefused("forged")
    return dict(parts)


def opened(services: Services, link: Link, key: LaunchKey) -> str:
    """Keep that a signed link opens, once, and give the public id of its case. Raises `LaunchRefused`."""
    if key.roles and not link.user:
        raise LaunchRefused("no_user", key.id)
    outcome, public_id = launches.open_case(
        services.store, Viewer.system("launch", link.agency), link.source, link.case,
        subject=link.user or None, key=key.id, once=link.once,
    )  # fmt: skip
    if public_id is None:
        raise LaunchRefused(outcome, key.id, link.user)
    return public_id


def token_for(services: Services, link: Link, key: LaunchKey) -> str:
    """Sign the user of a link in, for its one case and an hour."""
    return mint(
        load_key(services.keys),
        agency=link.agency,
        roles=key.roles,
        purpose="direct care",
        subject=link.user,
        cases=[link.case],
        source=link.source,
        origin=link.origin,
        hours=HOURS,
        issuer=services.verifier.issuer,
        audience=services.verifier.audience,
    )


def _to_ticket(keys: LaunchKeys, link: Link) -> Response:
    ticket = keys.seal({"agency": link.agency, "source": link.source, "case": link.case})
    return RedirectResponse(f"/launch/{ticket}", HTTPStatus.SEE_OTHER)


async def go_on(request: Request) -> Response:
    """Open the case of a ticket for somebody who is signed in, if it is theirs to see."""
    viewer = viewer_of(request)
    services = services_of(request)
    said = services.launch_keys().unseal(request.path_params["ticket"], TICKET_SECONDS)
    try:
        public_id = await in_thread(request, _shown, services, viewer, said)
    except LaunchRefused as refused:
        await keep(request, viewer.agency, (said or {}).get("source", ""), refused, viewer.subject)
        raise
    return RedirectResponse(f"/panel/{public_id}", HTTPStatus.SEE_OTHER)


def _shown(services: Services, viewer: Viewer, said: dict[str, str] | None) -> str:
    if said is None:
        raise LaunchRefused("expired")
    if said["agency"] != viewer.agency:
        raise LaunchRefused("other_agency")
    if not viewer.may(Right.READ_CASES):
        raise LaunchRefused("not_allowed")
    outcome, public_id = launches.open_case(
        services.store, viewer, said["source"], said["case"], subject=viewer.subject
    )
    if public_id is None:
        raise LaunchRefused(outcome)
    return public_id


async def keep(
    request: Request, agency: str, source: str, refused: LaunchRefused, subject: str | None = None
) -> None:
    """Keep that a launch was refused; of very many at once only that there were, so that nobody fills the log."""
    known = source if _SOURCE.fullmatch(source) else ""
    # Nothing that somebody sent stands in the line: whoever refuses a forged link would log what its author wrote.
    _log.warning("A launch was refused: %s", refused.outcome)
    try:
        request.app.state.launch_pace.take(("launch", agency), time.monotonic())
    except TooMany:
        return
    who = subject or refused.user or None
    store = services_of(request).store
    await in_thread(request, launches.keep_refused, store, agency, known, refused.outcome, who, refused.key)
