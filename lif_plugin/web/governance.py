"""The page of a body: what is before it on a day, and what it has to look at first."""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.exceptions import exceptions_of
from lif_plugin.cycle.governance import agenda_of, year_before
from lif_plugin.domain.duty import DutyState
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.store.partnerships import partnerships_of
from lif_plugin.web import learning_words as words
from lif_plugin.web.learning import coloured
from lif_plugin.web.pages import page
from lif_plugin.web.services import Services
from lif_plugin.web.session import services_of, viewer_of
from lif_plugin.web.threads import in_thread


async def show(request: Request) -> Response:
    """Show the agenda and the page of exceptions of a body; `?day=` and `?next=` name other days, `?partnership=` whose."""
    viewer = viewer_of(request)
    asked = request.query_params
    values = await in_thread(
        request, _body, services_of(request), viewer, request.path_params["body"], asked.get("partnership"),
        _day(asked.get("day")), _day(asked.get("next")),
    )  # fmt: skip
    return page(request, "governance.html", words=words, **values)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadSetting("A day in the address is not one.", hint="Write it as 2027-03-31.") from error


def _body(
    services: Services,
    viewer: Viewer,
    body: str,
    partnership: str | None,
    day: date | None,
    next_meeting: date | None,
) -> dict[str, Any]:
    desk = Desk.over(services.store)
    on = day or desk.today()
    chosen, label = _partnership(desk, viewer, body, partnership)
    agenda = agenda_of(desk, viewer, chosen["id"], body, year_before(on), on)
    paper = exceptions_of(desk, viewer, chosen["id"], body, year_before(on), on, next_meeting)
    return {
        "label": label,
        "partnership": chosen,
        "agenda": agenda,
        "paper": paper,
        "coming": [due for due in agenda.dues if due.state is DutyState.COMING],
        "actions": [(row, coloured(row, on)) for row, _colour in agenda.actions],
    }


def _partnership(
    desk: Desk, viewer: Viewer, body: str, partnership: str | None
) -> tuple[dict[str, Any], str]:
    """The partnership whose body it is; the first of several that have one, where none is named."""
    with desk.store.read(viewer) as connection:
        mine = partnerships_of(connection, viewer.agency, desk.today())
    for one in mine:
        labels = {known.id: known.label for known in desk.framework(one["framework"]).governance_bodies}
        if body in labels and partnership in {None, one["id"]}:
            return one, labels[body]
    raise NotFound("Your agency's partnerships have no such body.")
