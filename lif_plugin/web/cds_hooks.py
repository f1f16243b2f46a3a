"""CDS Hooks 2.0: which services there are, their cards for a case, and what became of the cards."""

import asyncio
import json
import time
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lif_plugin.domain.rule import Channel
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import TokenRefused
from lif_plugin.flow.feedback import Answering, take_feedback
from lif_plugin.rules.registry import rules_as_set
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.reads.cases import awaits_evaluation, cases_named
from lif_plugin.store.reads.prompts import prompts_of_case
from lif_plugin.store.work import now_ms
from lif_plugin.web.cds_cards import cards_of, services
from lif_plugin.web.cds_clients import CdsClient, CdsClients
from lif_plugin.web.cds_tokens import read_token
from lif_plugin.web.cds_words import (
    SERVICE,
    Called,
    CdsRequestRefused,
    DataNotHad,
    read_call,
    read_feedback,
)
from lif_plugin.web.panel_view import Reader, panel_of
from lif_plugin.web.services import Services
from lif_plugin.web.session import header_token, services_of
from lif_plugin.web.threads import in_thread
from lif_plugin.web.words import called_in

PATH = "/cds-services"


async def discover(request: Request) -> Response:
    """List the services: nothing of any case, so no token is asked for."""
    return JSONResponse(services())


async def call(request: Request) -> Response:
    """Answer a call of the service with cards; an empty list where there is nothing to say."""
    client = await _client(request, f"{PATH}/{SERVICE}")
    called = read_call(await _json(request))
    answer = await in_thread(request, _cards, services_of(request), client, called)
    return JSONResponse(answer)


async def feedback(request: Request) -> Response:
    """Take what became of cards; each piece is kept, with what it made of its prompt."""
    client = await _client(request, f"{PATH}/{SERVICE}/feedback")
    told = read_feedback(await _json(request))
    effects = await in_thread(request, _feedback, services_of(request), client, told)
    said = [{"card": card, "effect": effect} for card, effect in effects]
    return JSONResponse({"extension": {"org.lif-plugin.feedback": said}})


async def _client(request: Request, path: str) -> CdsClient:
    """Whoever calls, proven by a token for this address that was never used. Raises `TokenRefused`."""
    held, token = services_of(request), header_token(request)
    if token is None:
        raise TokenRefused("This needs a token.")
    clients: CdsClients = request.app.state.cds_clients
    url = f"{held.address}{path}"
    client, use = await in_thread(request, read_token, clients, token, url, int(time.time()))
    if not await asyncio.wrap_future(held.use_token(client.agency, use)):
        raise TokenRefused("The token was used before.", hint="Sign one for each call.")
    return client


async def _json(request: Request) -> object:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise CdsRequestRefused("The request is JSON (Content-Type: application/json).")
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        raise CdsRequestRefused("The request is not JSON in UTF-8.") from None


def _cards(held: Services, client: CdsClient, called: Called) -> dict[str, Any]:
    """Read a case's panel as cards. Raises `DataNotHad` for a case that is not here, or not yet worked on."""
    viewer = _viewer(client, called.user, frozenset({called.case}))
    with held.store.read(viewer) as connection:
        cases = [case for case in cases_named(connection, viewer, called.case) if case["ref"] == called.case]
        if len(cases) != 1:
            raise DataNotHad
        # The case is found within the limit; its own points need no second one, nor a statement of their own.
        rows = prompts_of_case(connection, replace(viewer, case_refs=None), cases[0]["case_id"])
        if not rows and awaits_evaluation(connection, cases[0]["case_id"]):
            raise DataNotHad
        agency = load_agency(connection, viewer.agency)
    held.read_log.record(viewer, "cds_hooks", [cases[0]["public_id"]])
    lessons = held.lessons.get(viewer.agency, ())
    reader = Reader(viewer, agency.zone, rules_as_set(agency, held.rules), lessons, called_in(agency))
    panel = panel_of(cases[0], rows, reader)
    first = frozenset(row["id"] for row in rows if row["delivery"] == Channel.NOW)
    return cards_of(panel, held.address, first)


def _feedback(held: Services, client: CdsClient, told: list[Any]) -> list[tuple[str, str]]:
    parts = Answering(held.store, held.plugins, held.rules)
    effects: list[tuple[str, str]] = []
    for one in sorted(told, key=lambda one: one.at):
        effects += take_feedback(parts, _viewer(client, one.user), client.id, [one], now_ms())
    return effects


def _viewer(client: CdsClient, user: str | None, cases: frozenset[str] | None = None) -> Viewer:
    subject = f"cds:{client.id}:{user}" if user else f"cds:{client.id}"
    return Viewer(client.agency, frozenset(client.roles), "direct care", subject[:200], cases, client.source)
