"""The start page: who you are, what is where, and a case to open."""

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.reads.cases import CaseFilter, cases_page
from lif_plugin.store.reads.page import Window
from lif_plugin.web.pages import page
from lif_plugin.web.services import Services
from lif_plugin.web.session import check_form, services_of, viewer_of
from lif_plugin.web.threads import in_thread
from lif_plugin.web.words import called_in, people_in_words

SHOWN: Final = 20


async def show(request: Request) -> Response:
    """Show the start page."""
    viewer = viewer_of(request)
    values = await in_thread(request, _values, services_of(request), viewer)
    return page(request, "start.html", error=None, **values)


async def open_case(request: Request) -> Response:
    """Go to the panel of the case somebody typed; by a form, so that the reference is in no history."""
    viewer = viewer_of(request)
    form = await request.form()
    check_form(request, form)
    given = form.get("case")
    name = given.strip() if isinstance(given, str) else ""
    if name:
        return RedirectResponse(f"/panel/{quote(name, safe='')}", HTTPStatus.SEE_OTHER)
    values = await in_thread(request, _values, services_of(request), viewer)
    return page(
        request, "start.html", HTTPStatus.UNPROCESSABLE_ENTITY, error="Enter a case reference", **values
    )


def _values(services: Services, viewer: Viewer) -> dict[str, Any]:
    with services.store.read(viewer) as connection:
        agency = load_agency(connection, viewer.agency)
        reads = viewer.may(Right.READ_CASES)
        waiting = cases_page(connection, viewer, CaseFilter(to_answer=True), Window(SHOWN)) if reads else None
    cases = waiting.rows if waiting else ()
    if cases:
        services.read_log.record(viewer, "start", [case["public_id"] for case in cases])
    return {
        "agency": agency.name,
        "people": people_in_words(sorted(viewer.roles), called_in(agency).people),
        "reads_cases": reads,
        "reads_audits": viewer.may(Right.READ_AUDITS) or viewer.may(Right.AUDIT),
        "reads_reviews": viewer.may(Right.READ_REVIEWS),
        "cases": cases,
        "more": waiting.has_next if waiting else False,
    }
