"""Which path is whose: the API's table of routes."""

import re
from collections.abc import Callable
from typing import Any, Final

from lif_adapter_primero.testing import cases, flags, history, listing, moves, setup
from lif_adapter_primero.testing.calls import Call, Request
from lif_adapter_primero.testing.refusal import Refusal, Reply
from lif_adapter_primero.testing.sign_in import SignIn
from lif_adapter_primero.testing.webhooks import Webhooks

_ID: Final = r"([^/.]+)"
_TABLE: Final[tuple[tuple[str, str, Callable[..., Reply]], ...]] = (
    ("GET", "cases", listing.list_cases),
    ("POST", "cases", cases.create),
    ("POST", "cases/flags", flags.create_many),
    ("GET", f"cases/{_ID}", cases.show),
    ("PATCH", f"cases/{_ID}", cases.change),
    ("PUT", f"cases/{_ID}", cases.change),
    ("DELETE", f"cases/{_ID}", cases.disable),
    ("POST", f"cases/{_ID}/sync", cases.sync),
    ("GET", f"cases/{_ID}/flags", flags.list_flags),
    ("POST", f"cases/{_ID}/flags", flags.create),
    ("PATCH", f"cases/{_ID}/flags/{_ID}", flags.change),
    ("GET", "flags", flags.list_all),
    ("GET", "alerts", history.count_alerts),
    ("GET", f"cases/{_ID}/alerts", history.list_alerts),
    ("DELETE", f"cases/{_ID}/alerts/{_ID}", history.delete_alert),
    ("GET", f"cases/{_ID}/record_history", history.change_log),
    ("PATCH", f"cases/{_ID}/approvals/{_ID}", moves.approve),
    ("POST", f"cases/{_ID}/assigns", moves.assign),
    ("POST", f"cases/{_ID}/referrals", moves.refer),
    ("GET", f"cases/{_ID}/transitions", moves.list_transitions),
    ("POST", f"cases/{_ID}/transfer_requests", setup.refuse("transfer_request")),
    ("GET", "forms", setup.forms),
    ("GET", f"forms/{_ID}", setup.form),
    ("GET", "contact_information", setup.version),
    ("GET", "users", setup.users),
    ("POST", "users", setup.create_user),
    ("GET", f"users/{_ID}", setup.user),
    ("POST", "roles", setup.create_role),
    ("GET", f"roles/{_ID}", setup.show_role),
    ("PATCH", f"roles/{_ID}", setup.change_role),
    ("GET", "agencies", setup.refuse("agency")),
    ("GET", "primero_modules", setup.refuse("metadata")),
    ("GET", "tracing_requests", setup.refuse("tracing_request")),
)


class Routes:
    """Answers one request after another."""

    def __init__(self, sign_in: SignIn, webhooks: Webhooks) -> None:
        self._sign_in = sign_in
        hooks: tuple[tuple[str, str, Callable[..., Reply]], ...] = (
            ("GET", "webhooks", webhooks.list_all),
            ("POST", "webhooks", webhooks.create),
            ("DELETE", f"webhooks/{_ID}", webhooks.delete),
        )
        self._routes = [
            (method, re.compile(f"/api/v2/{path}"), handler) for method, path, handler in (*_TABLE, *hooks)
        ]
        self._open: dict[tuple[str, str], Callable[[Request], Reply]] = {
            ("GET", "/health"): lambda _request: Reply(204),
            ("GET", "/health/database"): lambda _request: Reply(204),
            ("GET", "/api/v2/identity_providers"): sign_in.bootstrap,
            ("POST", "/api/v2/tokens"): sign_in.log_in,
            ("DELETE", "/api/v2/tokens"): sign_in.log_out,
        }

    def answer(self, request: Request) -> Reply:
        """Carry a request out, or refuse it as the server does."""
        try:
            return self._carry_out(request)
        except Refusal as refusal:
            return refusal.reply

    def _carry_out(self, request: Request) -> Reply:
        anybody = self._open.get((request.method, request.path))
        if anybody:
            return anybody(request)
        for method, path, handler in self._routes:
            found: Any = path.fullmatch(request.path)
            if found and method == request.method:
                call = Call(self._sign_in.world, request, self._sign_in.who(request))
                return handler(call, *found.groups())
        raise Refusal.unrouted()
