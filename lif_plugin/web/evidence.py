"""Evidence files: attached to an action by its owner, and handed out as they came, never shown in the page."""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from lif_plugin.cycle.actions import attach_evidence
from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.evidence import CSV, read_evidence
from lif_plugin.domain.viewer import Right
from lif_plugin.store.reads.learning import rows_with
from lif_plugin.store.tables import action
from lif_plugin.web.pages import wants_page
from lif_plugin.web.session import services_of, viewer_of
from lif_plugin.web.threads import in_thread
from lif_plugin.web.uploads import upload_of

_CLOSED: Final = "default-src 'none'; sandbox"
"""What a browser may do with a file that it opens all the same: nothing."""


async def attach(request: Request) -> Response:
    """Take a file for an action of the own agency; a program gets its id, a reader the item again."""
    viewer = viewer_of(request)
    viewer.require(Right.OWN_ACTION)
    name, content = await upload_of(request)
    desk, action_id = Desk.over(services_of(request).store), request.path_params["action"]
    # Text alone cannot say whether it is a table; for all else the content decides.
    media = CSV if name.lower().endswith(".csv") else None
    made = await in_thread(request, attach_evidence, desk, viewer, action_id, name, media, content)
    if not wants_page(request):
        return JSONResponse({"id": made}, HTTPStatus.CREATED)

    def item_of() -> str:
        with desk.store.read(viewer) as connection:
            [row] = rows_with(connection, viewer, action, "id", [action_id], desk.today())
        return str(row["learning_item_id"])

    item = await in_thread(request, item_of)
    return RedirectResponse(f"/learning/{item}", HTTPStatus.SEE_OTHER)


async def fetch(request: Request) -> Response:
    """Hand out a file; that it was read is logged."""
    viewer, services = viewer_of(request), services_of(request)
    desk = Desk.over(services.store)
    found = await in_thread(request, read_evidence, desk, viewer, request.path_params["file"])
    services.read_log.record(viewer, "evidence", [found.file])
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "Content-Security-Policy": _CLOSED,
    }
    return Response(found.content, media_type=found.media, headers=headers)
