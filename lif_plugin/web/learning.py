"""The pages of learning: the list of a partnership's items, and one item with its routes, findings and actions."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from lif_plugin.cycle.desk import Desk, Item
from lif_plugin.cycle.impact import missing_outcomes, without_outcome
from lif_plugin.domain.learning import ActionState, ItemState, brag
from lif_plugin.domain.own_source import every_source
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.store.partnerships import partnerships_of
from lif_plugin.store.reads.learning import rows_page, rows_with
from lif_plugin.store.reads.page import Window
from lif_plugin.store.tables import board_response, evidence_file, finding, learning_item, recommendation
from lif_plugin.web import learning_words as words
from lif_plugin.web.learning_route import offered
from lif_plugin.web.pages import page
from lif_plugin.web.services import Services
from lif_plugin.web.session import services_of, viewer_of
from lif_plugin.web.threads import in_thread

SHOWN: Final = 100
"""Items on the page: the newest."""


async def show_list(request: Request) -> Response:
    """Show what was learnt, open first; `?theme=` shows what counts as one theme."""
    viewer = viewer_of(request)
    theme = request.query_params.get("theme") or None
    values = await in_thread(request, _list, services_of(request), viewer, theme)
    return page(request, "learning.html", words=words, **values)


def _list(services: Services, viewer: Viewer, theme: str | None) -> dict[str, Any]:
    desk = Desk.over(services.store)
    with services.store.read(viewer) as connection:
        part = rows_page(connection, viewer, learning_item, desk.today(), Window(SHOWN), theme=theme)
        items = desk.items(connection, viewer, part.rows)
        found: list[dict[str, Any]] = [
            {"partnership": one, "bodies": desk.framework(one["framework"]).governance_bodies}
            for one in partnerships_of(connection, viewer.agency, desk.today())
        ]
        names = _names(items)
    return {
        "names": names,
        "theme": theme,
        "unproven": [
            (one, missing_outcomes(desk, viewer, one["partnership"]["id"])) for one in found if theme is None
        ],
        "open_items": [one for one in items if one.state is not ItemState.CLOSED],
        "closed": [one for one in items if one.state is ItemState.CLOSED],
        "partnerships": found,
        "more": part.has_next,
        "shown": SHOWN,
        "may_record": viewer.may(Right.RECORD_LEARNING),
    }


async def show(request: Request) -> Response:
    """Show one item."""
    viewer = viewer_of(request)
    values = await in_thread(request, _one, services_of(request), viewer, request.path_params["item"])
    return page(request, "learning_item.html", words=words, **values)


def _one(services: Services, viewer: Viewer, item_id: str) -> dict[str, Any]:
    desk = Desk.over(services.store)
    today = desk.today()
    with services.store.read(viewer) as connection:
        item = desk.item(connection, viewer, item_id)
        findings = rows_with(connection, viewer, finding, "learning_item_id", [item_id], today)
        ids = [one["id"] for one in findings]
        asked = rows_with(connection, viewer, recommendation, "finding_id", ids, today)
        ids = [one["id"] for one in asked]
        answers = rows_with(connection, viewer, board_response, "recommendation_id", ids, today)
        files = rows_with(
            connection, viewer, evidence_file, "action_id", [one["id"] for one in item.actions], today
        )
        names = _names([item])
        unproven = without_outcome(desk, connection, viewer, item.framework, item.actions)
    return {
        "unproven": {one.action for one in unproven},
        "names": names,
        "item": item,
        "like": offered(viewer, item),
        "findings": findings,
        "asked": [
            one | {"answers": [said for said in answers if said["recommendation_id"] == one["id"]]}
            for one in asked
        ],
        "actions": [(one, coloured(one, today)) for one in item.actions],
        "files": files,
        "attaches": {one["id"] for one in item.actions if _takes_files(viewer, one)},
    }


def _takes_files(viewer: Viewer, row: dict[str, Any]) -> bool:
    own = viewer.may(Right.OWN_ACTION) and row["owner_agency"] == viewer.agency
    return own and row["state"] in {ActionState.PROPOSED, ActionState.ACCEPTED}


def _names(items: Iterable[Item]) -> Callable[[Item, str], str]:
    """How the framework that an item began on calls a body or a source; else an id stands for itself."""
    found: dict[tuple[str, str], str] = {}
    for framework in {item.framework.id: item.framework for item in items}.values():
        for one in (*every_source(framework), *framework.governance_bodies):
            found[framework.id, one.id] = one.label
    return lambda item, name: found.get((item.framework.id, name), name)


def coloured(row: dict[str, Any], today: Any) -> str:
    """The colour of an action in words; empty where it has none."""
    progressed = numbered_day(row["progressed"]) if row["progressed"] else None
    colour = brag(ActionState(row["state"]), numbered_day(row["due"]), progressed, today)
    return words.COLOURS[colour] if colour else ""
