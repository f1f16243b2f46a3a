"""Who is asking: HTTP Basic or a session with its CSRF token; wrong passwords are counted, accounts locked."""

import base64
import binascii
import hmac
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from lif_adapter_primero.testing.calls import Request
from lif_adapter_primero.testing.people import User
from lif_adapter_primero.testing.refusal import Refusal, Reply
from lif_adapter_primero.testing.world import World

WRONG = "Invalid User name or password."
NOBODY = "You need to sign in or sign up before continuing."
_LOCKED_AFTER = 6
_LOCKED_MS = 30 * 60_000
_SESSION_MS = 60 * 60_000
_ATTEMPTS = 6
_WINDOW_MS = 60_000


@dataclass(slots=True)
class SignIn:
    """The server's sessions and its memory of attempts.

    ``behind_proxy``: a front proxy says that the caller came by https, without which there are no cookies.
    """

    world: World
    behind_proxy: bool = True
    sessions: dict[str, tuple[str, int]] = field(default_factory=dict)
    attempts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def who(self, request: Request) -> User:
        """The user a request comes from; 401 with the server's sentence if that is nobody."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme == "Basic":
            return self._by_password(*_decoded(given))
        session = self.sessions.get(_cookies(request).get("_app_session", ""))
        if scheme or session is None or session[1] <= self.world.clock.now():
            raise Refusal.unauthorized(NOBODY)
        if request.method != "GET":
            self._check_token(request)
        return self.world.people.users[session[0]]

    def log_in(self, request: Request) -> Reply:
        """``POST /tokens``: throttled first, then the CSRF token, then the password; one session a user."""
        given = request.sent.get("user")
        asked = given if isinstance(given, dict) else {}
        name, password = str(asked.get("user_name", "")), str(asked.get("password", ""))
        self._throttle(name)
        self._check_token(request)
        user = self._by_password(name, password)
        for key in [key for key, (owner, _) in self.sessions.items() if owner == name]:
            del self.sessions[key]
        key = self.world.new_id()
        self.sessions[key] = (name, self.world.clock.now() + _SESSION_MS)
        body: dict[str, Any] = {"id": user.id, "user_name": name, "group_permission": user.role.scope}
        cookies = (("_app_session", key), ("CSRF-TOKEN", quote(self.world.new_id() + "==", safe="")))
        return Reply(200, body, headers=tuple(_set(*cookie) for cookie in cookies))

    def log_out(self, request: Request) -> Reply:
        """``DELETE /tokens``: also without a session."""
        self.sessions.pop(_cookies(request).get("_app_session", ""), None)
        return Reply(200, {})

    def bootstrap(self, request: Request) -> Reply:
        """``GET /identity_providers``: open to all, and where the CSRF token comes from."""
        body = {"data": [], "metadata": {"use_identity_provider": False}}
        secure = self.behind_proxy or request.headers.get("x-forwarded-proto") == "https"
        token = (_set("CSRF-TOKEN", quote(self.world.new_id() + "==", safe="")),)
        return Reply(200, body, headers=token if secure else ())

    def _throttle(self, name: str) -> None:
        now = self.world.clock.now()
        recent = [at for at in self.attempts[name] if now - at < _WINDOW_MS]
        self.attempts[name] = [*recent, now]
        if len(recent) >= _ATTEMPTS:
            raise Refusal.throttled()

    def _check_token(self, request: Request) -> None:
        token, sent = _cookies(request).get("CSRF-TOKEN"), request.headers.get("x-csrf-token")
        if not token or not sent or not hmac.compare_digest(unquote(token), sent):
            raise Refusal.listed(request.path, 403, "ActionController::InvalidAuthenticityToken")

    def _by_password(self, name: str, password: str) -> User:
        user, now = self.world.people.users.get(name), self.world.clock.now()
        if user is None:
            raise Refusal.unauthorized(WRONG)
        with self.world.lock:
            wrong = [at for at in user.wrong_passwords if now - at < _LOCKED_MS]
            right = hmac.compare_digest(user.password.encode(), password.encode())
            if right and len(wrong) < _LOCKED_AFTER:
                user.wrong_passwords = []
                return user
            user.wrong_passwords = wrong if right else [*wrong, now]
        raise Refusal.unauthorized(WRONG)


def is_locked(world: World, user_name: str) -> bool:
    """Says whether so many wrong passwords came that the right one is refused, too."""
    user, now = world.people.users[user_name], world.clock.now()
    return sum(now - at < _LOCKED_MS for at in user.wrong_passwords) >= _LOCKED_AFTER


def _decoded(given: str) -> tuple[str, str]:
    try:
        name, _, password = base64.b64decode(given).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refusal.unauthorized(WRONG) from None
    return name, password


def _cookies(request: Request) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in request.headers.get("cookie", "").split(";"))
    return {name: value for name, _, value in pairs if name}


def _set(name: str, value: str) -> tuple[str, str]:
    return ("Set-Cookie", f"{name}={value}; path=/; secure; SameSite=Lax")
