"""Builds the web application: which address leads where, and what every request passes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from lif_plugin.errors import LifError
from lif_plugin.schema import Api, Sources
from lif_plugin.web import (
    audit_reports,
    audit_steps,
    audits,
    cds_hooks,
    embed,
    events_in,
    evidence,
    export,
    governance,
    graphql,
    graphql_ws,
    health,
    launch,
    learning,
    learning_forms,
    learning_new,
    learning_route,
    note,
    note_hint,
    panel,
    reviews,
    sign_in,
    start,
    training,
    webhook,
)
from lif_plugin.web.arriving import Arriving
from lif_plugin.web.body_limit import BodyLimit
from lif_plugin.web.cds_clients import CdsClients
from lif_plugin.web.compress import Compress
from lif_plugin.web.feed import Feed
from lif_plugin.web.guard import Guard
from lif_plugin.web.origins import Origins
from lif_plugin.web.pace import Pace
from lif_plugin.web.pages import missing, refused
from lif_plugin.web.services import Services

READERS: Final = 2
"""How many notes are read at once: more threads would share one processor and only wait on each other."""

ROUTES: Final = (
    Route("/", start.show, methods=["GET"]),
    Route("/actions/{action}/evidence", evidence.attach, methods=["POST"]),
    Route("/audits", audits.show_list, methods=["GET"]),
    Route("/audits/report", audit_reports.show, methods=["GET"]),
    Route("/audits/report.xlsx", audit_reports.workbook, methods=["GET"]),
    Route("/audits/{audit}", audits.show, methods=["GET"]),
    Route("/audits/{audit}/step", audit_steps.take, methods=["POST"]),
    Route("/audits/{audit}", audits.answer, methods=["POST"]),
    Route("/audits/{audit}/workbook", audits.workbook, methods=["GET"]),
    Route("/audits/{audit}/workbook", audits.take_back, methods=["POST"]),
    Route("/case", start.open_case, methods=["POST"]),
    Route("/cds-services", cds_hooks.discover, methods=["GET"]),
    Route("/cds-services/case-prompts", cds_hooks.call, methods=["POST"]),
    Route("/cds-services/case-prompts/feedback", cds_hooks.feedback, methods=["POST"]),
    Route("/embed/launch/{agency}/{source}", embed.arrive, methods=["GET"]),
    Route("/embed/panel/{case}", embed.show, methods=["GET"]),
    Route("/embed/panel/{case}", embed.answer, methods=["POST"]),
    Route("/events", events_in.cloud_event, methods=["POST"]),
    Route("/evidence/{file}", evidence.fetch, methods=["GET"]),
    Route("/export/{list}", export.fetch, methods=["GET"]),
    Route("/governance/{body}", governance.show, methods=["GET"]),
    Route("/graphql", graphql.graphql, methods=["GET", "POST"]),
    WebSocketRoute("/graphql", graphql_ws.graphql_ws),
    Route("/hooks/{agency}/{connection}", webhook.take, methods=["POST"]),
    Route("/launch/{ticket}", launch.go_on, methods=["GET"]),
    Route("/launch/{agency}/{source}", launch.arrive, methods=["GET"]),
    Route("/learning", learning.show_list, methods=["GET"]),
    Route("/learning/forms/{partnership}", learning_forms.show, methods=["GET"]),
    Route("/learning/forms/{partnership}", learning_forms.take, methods=["POST"]),
    Route("/learning/forms/{partnership}/{kind}.xlsx", learning_forms.fetch, methods=["GET"]),
    Route("/learning/new/{partnership}", learning_new.show, methods=["GET"]),
    Route("/learning/new/{partnership}", learning_new.record, methods=["POST"]),
    Route("/learning/{item}", learning.show, methods=["GET"]),
    Route("/learning/{item}/route", learning_route.choose, methods=["POST"]),
    Route("/note", note.show, methods=["GET"]),
    Route("/note", note.read, methods=["POST"]),
    Route("/note/hint", note_hint.hint, methods=["POST"]),
    # A source's own reference may hold a slash.
    Route("/panel/{case:path}", panel.show, methods=["GET"]),
    Route("/panel/{case}", panel.answer, methods=["POST"]),
    Route("/reviews", reviews.show_list, methods=["GET"]),
    Route("/reviews/{link}", reviews.show, methods=["GET"]),
    Route("/reviews/{link}", reviews.decide, methods=["POST"]),
    Route("/reviews/{link}/days", reviews.state_day, methods=["POST"]),
    Route("/sign-in", sign_in.show, methods=["GET"]),
    Route("/sign-in", sign_in.enter, methods=["POST"]),
    Route("/sign-out", sign_in.leave, methods=["POST"]),
    Route("/training", training.show, methods=["GET"]),
    Route("/webhooks/{sender}", events_in.webhook, methods=["POST"]),
    Route("/health", health.health, methods=["GET"]),
    Route("/ready", health.ready, methods=["GET"]),
)


def create_app(services: Services) -> Starlette:
    """Build the application over its services."""
    app = Starlette(
        routes=[*ROUTES, Mount("/static", StaticFiles(directory=Path(__file__).with_name("static")))],
        middleware=[
            Middleware(Guard),
            Middleware(Compress),
            Middleware(BodyLimit),
            Middleware(Arriving),
            Middleware(Origins),
        ],
        exception_handlers={LifError: refused, HTTPException: missing},
        lifespan=_lifespan,
    )
    app.state.services = services
    app.state.limiter = anyio.CapacityLimiter(services.pool_size)
    app.state.readers = anyio.CapacityLimiter(READERS)
    app.state.pace = Pace()
    rate = services.rate
    app.state.graphql_pace = Pace(rate.per_second, rate.burst) if rate is not None else None
    app.state.cds_clients = CdsClients(services.keys)
    app.state.launch_pace = Pace(per_second=1, burst=60)
    app.state.api = Api(
        Sources(
            services.store,
            services.plugins,
            services.rules,
            services.lessons,
            services.read_log,
            services.timers,
            allowed=services.allowed,
            wake=services.wake,
        )
    )
    app.state.feed = Feed(services.store, app.state.api, app.state.limiter)
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    yield
    feed: Feed = app.state.feed
    await feed.close()
