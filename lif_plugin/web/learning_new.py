"""The page on which something learnt is recorded by hand, from any source of the framework."""

from collections.abc import Mapping
from http import HTTPStatus
from itertools import groupby
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.learning import NewItem, record_item
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.own_source import OWN_SOURCES, UNROUTED
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import LifError
from lif_plugin.web import learning_words as words
from lif_plugin.web.pages import page
from lif_plugin.web.review_form import Mistake, Typed
from lif_plugin.web.session import check_form, services_of, viewer_of
from lif_plugin.web.threads import in_thread

_NEEDED: Final[Mapping[str, tuple[str, int]]] = {
    "source": ("Choose where it was learnt", 64),
    "title": ("Give it a title", 400),
    "summary": ("Say what was seen", 4_000),
    "nature": ("Choose whether it is a strength or a concern", 12),
    "theme": ("Say what it is about", 64),
}
"""What is said where a field is empty, and how long it may be."""


class Unfinished(LifError):
    """Something is missing in the form."""

    code = "form_unfinished"
    hint = "Mend the field and send the form again."


async def show(request: Request) -> Response:
    """Show the empty form."""
    return await _shown(request, viewer_of(request))


async def record(request: Request) -> Response:
    """Record what the form says and show the item."""
    viewer = viewer_of(request)
    viewer.require(Right.RECORD_LEARNING)
    form = await request.form()
    check_form(request, form)
    typed, partnership = Typed.of(form), request.path_params["partnership"]
    desk = Desk.over(services_of(request).store)
    try:
        made = await in_thread(request, record_item, desk, viewer, _read(typed, partnership))
    except LifError as error:
        name = str(error.facts.get("field", "source"))
        target = f"{name}-day" if name == "day" else name
        said = f"{error.message.rstrip('.')}. {error.hint}"
        return await _shown(request, viewer, Mistake(name, said, target, typed.values))
    return RedirectResponse(f"/learning/{made}", HTTPStatus.SEE_OTHER)


def _read(typed: Typed, partnership: str) -> NewItem:
    for name, (what, at_most) in _NEEDED.items():
        if not typed[name]:
            raise Unfinished(what, field=name)
        if len(typed[name]) > at_most:
            raise Unfinished(f"At most {at_most} characters go here", field=name)
    if typed["nature"] not in set(Nature):
        raise Unfinished(_NEEDED["nature"][0], field="nature")
    day = typed.date_of("day")
    if day is None:
        raise Unfinished("Enter the day of it", hint="For example 27 3 2026.", field="day")
    return NewItem(
        partnership, typed["source"], typed["title"], typed["summary"], Nature(typed["nature"]), typed["theme"],
        day_number(day), typed["voice"] or None, shared=typed["shared"] == "yes",
    )  # fmt: skip


async def _shown(request: Request, viewer: Viewer, mistake: Mistake | None = None) -> Response:
    viewer.require(Right.RECORD_LEARNING)
    desk, partnership = Desk.over(services_of(request).store), request.path_params["partnership"]
    values = await in_thread(request, _choices, desk, viewer, partnership)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistake else HTTPStatus.OK
    return page(
        request, "learning_new.html", status, partnership=partnership, mistake=mistake, words=words, **values
    )


def _choices(desk: Desk, viewer: Viewer, partnership: str) -> dict[str, Any]:
    with desk.store.read(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
    sources = sorted(framework.sources_of_learning, key=lambda one: one.kind)
    return {
        "kinds": [
            *(
                (kind.replace("_", " "), list(group))
                for kind, group in groupby(sources, lambda one: one.kind)
            ),
            (UNROUTED, OWN_SOURCES),
        ],
        "voices": framework.voice_sources,
    }
