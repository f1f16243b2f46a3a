"""The page of the Excel forms of learning: one for each kind of source to take away, and filled-in ones to send back."""

from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.forms import ANY, Taken, kinds_of, learning_form, take_form
from lif_plugin.domain.own_source import every_source
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import UnreadableInput
from lif_plugin.web.pages import page
from lif_plugin.web.session import services_of, viewer_of
from lif_plugin.web.threads import in_thread
from lif_plugin.web.uploads import upload_of
from lif_plugin.workbooks import CellFault

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def show(request: Request) -> Response:
    """Show the forms of a partnership."""
    return await _shown(request, viewer_of(request), None)


async def fetch(request: Request) -> Response:
    """Hand out the empty form of a kind of source."""
    viewer = viewer_of(request)
    partnership, kind = request.path_params["partnership"], request.path_params["kind"]
    desk = Desk.over(services_of(request).store)
    content = await in_thread(request, learning_form, desk, viewer, partnership, kind)
    headers = {"Content-Disposition": f'attachment; filename="learning-{kind}.xlsx"'}
    return Response(content, media_type=WORKBOOK, headers=headers)


async def take(request: Request) -> Response:
    """Take a filled-in form, whole or not at all, and say what came of it."""
    viewer = viewer_of(request)
    viewer.require(Right.RECORD_LEARNING)
    name, content = await upload_of(request)
    desk, partnership = Desk.over(services_of(request).store), request.path_params["partnership"]
    try:
        taken = await in_thread(request, take_form, desk, viewer, partnership, name, content)
    except UnreadableInput as refused:
        taken = Taken(0, (), (CellFault(name, "", "", refused.message, refused.hint),), ())
    return await _shown(request, viewer, taken)


async def _shown(request: Request, viewer: Viewer, taken: Taken | None) -> Response:
    viewer.require(Right.RECORD_LEARNING)
    desk, partnership = Desk.over(services_of(request).store), request.path_params["partnership"]
    kinds = await in_thread(request, _kinds, desk, viewer, partnership)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if taken and taken.faults else HTTPStatus.OK
    return page(
        request, "learning_forms.html", status, partnership=partnership, kinds=kinds, any=ANY, taken=taken
    )


def _kinds(desk: Desk, viewer: Viewer, partnership: str) -> list[dict[str, Any]]:
    with desk.store.read(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
    return [
        {"id": kind, "sources": [one.label for one in every_source(framework) if one.kind == kind]}
        for kind in kinds_of(framework)
    ]
