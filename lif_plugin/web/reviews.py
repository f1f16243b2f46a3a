"""The pages of reviews: the list, one link with its criteria and clocks, and the forms to decide and to state days.

No child's name is known to them: a case is shown by its source's own reference.
"""

from http import HTTPStatus
from itertools import groupby
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.reviews import reviews_under_way
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import DecisionRefused, NotFound
from lif_plugin.flow.review import NAME_AT_MOST, TEXT_AT_MOST, decide_review, state_review_day
from lif_plugin.flow.review_view import ReviewSeen, see_reviews
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.reads.page import Window
from lif_plugin.store.reads.reviews import ReviewFilter, reviews_page, reviews_where
from lif_plugin.store.work import now_ms
from lif_plugin.web import review_words as words
from lif_plugin.web.pages import page
from lif_plugin.web.review_form import Mistake, Typed, judgement_of, milestone_of
from lif_plugin.web.services import Services
from lif_plugin.web.session import check_form, services_of, viewer_of
from lif_plugin.web.threads import in_thread
from lif_plugin.web.words import called_in, moment_in_words

SHOWN: Final = 100
"""Links to a list of the page."""
_SAVED: Final = {"decision": "The decision is kept", "day": "The day is kept"}


async def show_list(request: Request) -> Response:
    """Show what waits for a decision, what is from before the agency's first day, and what was decided."""
    viewer = viewer_of(request)
    values = await in_thread(request, _lists, services_of(request), viewer)
    return page(request, "reviews.html", words=words, **values)


def _lists(services: Services, viewer: Viewer) -> dict[str, Any]:
    with services.store.read(viewer) as connection:
        parts = [
            reviews_page(connection, viewer, ReviewFilter(decided=decided), Window(SHOWN))
            for decided in (False, True)
        ]
        called = called_in(load_agency(connection, viewer.agency)).words
        waiting, decided = (see_reviews(connection, viewer, part.rows, now_ms()) for part in parts)
    _note(services, viewer, "reviews", [*waiting, *decided])
    under_way = reviews_under_way(Desk.over(services.store), viewer)
    cases = [one.row["public_id"] for one in under_way if one.row["public_id"]]
    if cases:
        services.read_log.record(viewer, "reviews.work", cases)
    return {
        "to_decide": [one for one in waiting if not one.is_old],
        "old": [one for one in waiting if one.is_old],
        "decided": decided,
        "under_way": under_way,
        "called": called,
        "more": any(part.has_next for part in parts),
        "shown": SHOWN,
    }


async def show(request: Request) -> Response:
    """Show one review link."""
    return await _shown(request, viewer_of(request))


async def _shown(request: Request, viewer: Viewer, mistake: Mistake | None = None) -> Response:
    seen, zone = await in_thread(request, _one, services_of(request), viewer, request.path_params["link"])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistake else HTTPStatus.OK
    return page(
        request,
        "review.html",
        status,
        review=seen,
        parts=[
            (part, list(group))
            for part, group in groupby(enumerate(seen.criteria, 1), lambda one: one[1].part)
        ],
        may_decide=viewer.may(Right.DECIDE_REVIEW),
        reads_cases=viewer.may(Right.READ_CASES),
        mistake=mistake,
        saved=_SAVED.get(request.query_params.get("saved", "")),
        moment=lambda at: moment_in_words(at, zone),
        words=words,
        name_at_most=NAME_AT_MOST,
        text_at_most=TEXT_AT_MOST,
    )


def _one(services: Services, viewer: Viewer, link: str) -> tuple[ReviewSeen, str]:
    with services.store.read(viewer) as connection:
        rows = reviews_where(connection, viewer, ReviewFilter(ids=(link,)))
        found = see_reviews(connection, viewer, rows, now_ms())
        zone = load_agency(connection, viewer.agency).zone
    if not found:
        raise NotFound("There is no such review link, or it is not yours to see.")
    _note(services, viewer, "review", found)
    return found[0], zone


def _note(services: Services, viewer: Viewer, what: str, seen: list[ReviewSeen]) -> None:
    """Log whose case-level data is shown, the household's too."""
    shown = dict.fromkeys(one.public_id for one in seen)
    shown |= dict.fromkeys(relative.public_id for one in seen for relative in one.household)
    if shown:
        services.read_log.record(viewer, what, shown)


async def decide(request: Request) -> Response:
    """Keep a decision and show the link again, so that reloading it sends nothing twice."""
    viewer = viewer_of(request)
    form = await request.form()
    check_form(request, form)
    typed, link, services = Typed.of(form), request.path_params["link"], services_of(request)
    viewer.require(Right.DECIDE_REVIEW)
    seen, _zone = await in_thread(request, _one, services, viewer, link)
    try:
        judged = judgement_of(typed, seen)
        await in_thread(request, decide_review, services.store, viewer, link, judged, now_ms())
    except DecisionRefused as error:
        return await _shown(request, viewer, typed.mistake(error))
    return RedirectResponse(f"/reviews/{link}?saved=decision", HTTPStatus.SEE_OTHER)


async def state_day(request: Request) -> Response:
    """Keep a stated day, or take it back when its fields are empty, and show the link again."""
    viewer = viewer_of(request)
    form = await request.form()
    check_form(request, form)
    typed, link, services = Typed.of(form), request.path_params["link"], services_of(request)
    viewer.require(Right.DECIDE_REVIEW)
    try:
        milestone = milestone_of(typed)
        day = typed.date_of(milestone.value)
        await in_thread(request, state_review_day, services.store, viewer, link, milestone, day, now_ms())
    except DecisionRefused as error:
        return await _shown(request, viewer, typed.mistake(error))
    return RedirectResponse(f"/reviews/{link}?saved=day", HTTPStatus.SEE_OTHER)
