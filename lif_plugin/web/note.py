"""The page on which somebody pastes a note and sees what it records of the child.

Nothing of the note is stored or logged, and no case is looked at: the note comes from the person who
reads the answer. So the read log, which says who saw what of a case, has nothing to record.
"""

import time
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.web.note_asked import TEXT_AT_MOST, NoteAsked, Typed
from lif_plugin.web.note_view import NoteView, view_of
from lif_plugin.web.pace import Pace
from lif_plugin.web.pages import page
from lif_plugin.web.session import check_form, viewer_of
from lif_plugin.web.threads import in_reader


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
    return _page(request, typed, await in_reader(request, _view, typed.asked()))


def keep_pace(request: Request, viewer: Viewer) -> None:
    """Count a reading for somebody. Raises `TooMany`."""
    pace: Pace = request.app.state.pace
    pace.take((viewer.agency, viewer.subject), time.monotonic())


def _view(asked: NoteAsked) -> NoteView:
    return view_of(asked, asked.reading())


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
