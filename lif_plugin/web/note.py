"""The page on which somebody pastes a note and sees what it records of the child.

Nothing of the note is stored or logged, and no case is looked at: the note comes from the person who
reads the answer. So the read log, which says who saw what of a case, has nothing to record.
"""

import time
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from lif_plugin.domain.local_words import LocalWords
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.agencies import load_agency
from lif_plugin.web.note_asked import TEXT_AT_MOST, NoteAsked, Typed
from lif_plugin.web.note_view import NoteView, view_of
from lif_plugin.web.pace import Pace
from lif_plugin.web.pages import page
from lif_plugin.web.services import Services
from lif_plugin.web.session import check_form, services_of, viewer_of
from lif_plugin.web.threads import in_reader, in_thread


async def show(request: Request) -> Response:
    """Show the empty form."""
    viewer_of(request).require(Right.READ_CASES)
    return _page(request, Typed())


async def read(request: Request) -> Response:
    """Read the note and show it marked; the answer to the form itself, since nothing is kept to show later."""
    viewer = viewer_of(request)
    viewer.require(Right.READ_CASES)
    form = await request.form()
    check_form(request, form)
    keep_pace(request, viewer)
    typed = Typed.of(form)
    mistakes = typed.mistakes()
    if mistakes:
        return _page(request, typed, mistakes=mistakes)
    local = await in_thread(request, _local_words, services_of(request), viewer)
    return _page(request, typed, await in_reader(request, _view, typed.asked(), local))


def keep_pace(request: Request, viewer: Viewer) -> None:
    """Count a reading for somebody. Raises `TooMany`."""
    pace: Pace = request.app.state.pace
    pace.take((viewer.agency, viewer.subject), time.monotonic())


def _local_words(services: Services, viewer: Viewer) -> LocalWords:
    with services.store.read(viewer) as connection:
        return load_agency(connection, viewer.agency).note_words


def _view(asked: NoteAsked, local: LocalWords) -> NoteView:
    return view_of(asked, asked.reading(local))


def _page(
    request: Request, typed: Typed, view: NoteView | None = None, mistakes: dict[str, str] | None = None
) -> Response:
    return page(
        request,
        "note.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if mistakes else HTTPStatus.OK,
        typed=typed,
        view=view,
        mistakes=mistakes or {},
        text_at_most=TEXT_AT_MOST,
    )
