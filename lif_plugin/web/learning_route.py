"""A route is chosen on the page of an item whose framework gives its source none: as for another source, with why."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lif_plugin.cycle.desk import CycleRefused, Desk, Item
from lif_plugin.cycle.learning import choose_route
from lif_plugin.domain.framework_entry import SourceOfLearning
from lif_plugin.domain.learning import ItemState
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.web.session import check_form, services_of, viewer_of
from lif_plugin.web.threads import in_thread


def offered(viewer: Viewer, item: Item) -> list[SourceOfLearning]:
    """The sources whose routes an item may take over; none where it has its own, or is not the viewer's to route."""
    if item.state is not ItemState.UNROUTED or not viewer.may(Right.SPEAK_FOR_BODY):
        return []
    return [one for one in item.framework.sources_of_learning if one.is_routed]


async def choose(request: Request) -> Response:
    """Take the routes of the source that the form names, and show the item again."""
    viewer = viewer_of(request)
    viewer.require(Right.SPEAK_FOR_BODY)
    form = await request.form()
    check_form(request, form)
    item, like, why = request.path_params["item"], str(form.get("like", "")), str(form.get("why", ""))
    await in_thread(request, _choose, Desk.over(services_of(request).store), viewer, item, like, why)
    return RedirectResponse(f"/learning/{item}", HTTPStatus.SEE_OTHER)


def _choose(desk: Desk, viewer: Viewer, item_id: str, like: str, why: str) -> None:
    with desk.store.read(viewer) as connection:
        item = desk.item(connection, viewer, item_id)
    source = next((one for one in offered(viewer, item) if one.id == like), None)
    if source is None:
        raise CycleRefused(
            "Choose a source whose route it takes.", hint="Its page lists them while it has no route."
        )
    choose_route(desk, viewer, item_id, source.learning_route, source.evaluation_route, why)
