"""The page of training: courses, who lacks them in each agency and role, and what changed for those who came."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.training import Course, courses_of
from lif_plugin.domain.training import Stage
from lif_plugin.web import learning_words as words
from lif_plugin.web.pages import page
from lif_plugin.web.session import services_of, viewer_of
from lif_plugin.web.threads import in_thread

STAGES: Final = {
    Stage.BEFORE: "Before",
    Stage.AFTER: "Directly after",
    Stage.LATER: "Later, at work",
}


async def show(request: Request) -> Response:
    """Show the courses of the agency and its partners, those to be asked about now first."""
    viewer = viewer_of(request)
    found: list[Course] = await in_thread(request, courses_of, Desk.over(services_of(request).store), viewer)
    values: dict[str, Any] = {"courses": sorted(found, key=lambda one: not one.later_due), "stages": STAGES}
    return page(request, "training.html", words=words, **values)
