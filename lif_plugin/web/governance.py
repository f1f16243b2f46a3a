"""The page of a body: what is before it on a day, and what it has to look at first."""

from datetime import date
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.exceptions import exceptions_of
from lif_plugin.cycle.governance import Standing, agenda_of, is_board, standing_duties, year_before
from lif_plugin.domain.duty import DutyState
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.store.partnerships import partnerships_of
from lif_plugin.store.reads.learning import rows_page, rows_with
from lif_plugin.store.reads.page import Row, Window
from lif_plugin.store.tables import meeting, meeting_decision
from lif_plugin.web import learning_words as words
from lif_plugin.web.learning import coloured
from lif_plugin.web.pages import page
from lif_plugin.web.services import Services
from lif_plugin.web.session import services_of, viewer_of
from lif_plugin.web.threads import in_thread

MEETINGS: Final = 6
"""Meetings on the page: the last that were written down."""


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
    framework = desk.framework(chosen["framework"])
    agenda = agenda_of(desk, viewer, chosen["id"], body, year_before(on), on)
    paper = exceptions_of(desk, viewer, chosen["id"], body, year_before(on), on, next_meeting)
    return {
        "label": label,
        "partnership": chosen,
        "agenda": agenda,
        "paper": paper,
        "duties": [
            one for one in standing_duties(desk, viewer, chosen["id"], on) if _is_task(framework, body, one)
        ],
        "meetings": _meetings(desk, viewer, chosen["id"], body),
        "coming": [due for due in agenda.dues if due.state is DutyState.COMING],
        "actions": [(row, coloured(row, on)) for row, _colour in agenda.actions],
    }


def _is_task(framework: Framework, body: str, one: Standing) -> bool:
    """Whether a role's task is seen in a body; what is seen in none stands before the board."""
    to = one.duty.to
    return one.duty.kind == "role_task" and (body in to or (not to and is_board(framework, body)))


def _meetings(desk: Desk, viewer: Viewer, partnership: str, body: str) -> list[tuple[Row, list[Row]]]:
    """The last meetings of a body with what each decided."""
    with desk.store.read(viewer) as connection:
        window = Window(MEETINGS)
        held = rows_page(
            connection, viewer, meeting, desk.today(), window, partnership_id=partnership, body=body
        ).rows
        ids = [one["id"] for one in held]
        decided = rows_with(connection, viewer, meeting_decision, "meeting_id", ids, desk.today())
    return [(one, [said for said in decided if said["meeting_id"] == one["id"]]) for one in held]


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
