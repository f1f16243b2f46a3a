"""FakePrimero: a real HTTP server on this machine that behaves as Primero 2.14.5.1 was recorded to behave."""

import hashlib
import json
import socket
import struct
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from lif_adapter_primero.clock import Clock, SystemClock
from lif_adapter_primero.testing import screen
from lif_adapter_primero.testing.calls import Request
from lif_adapter_primero.testing.faults import Break, Fault, Faults, reply_of
from lif_adapter_primero.testing.people import CP_GROUP, Role, User
from lif_adapter_primero.testing.refusal import Reply
from lif_adapter_primero.testing.routes import Routes
from lif_adapter_primero.testing.sign_in import SignIn, is_locked
from lif_adapter_primero.testing.webhooks import Webhooks
from lif_adapter_primero.testing.world import World

PASSWORD = "an invented password"  # noqa: S105 - of the fake
SERVICE = "svc_prompts"


class FakePrimero:
    """A Primero with seed users, listening on loopback while used as a context.

    ``write_ms`` is the span in which a save's time between reading and writing lies (recorded: writes less
    than 0.1 s apart always lost one of the two, more than 0.4 s apart none). ``requests`` counts what came
    in, by method and path; ``faults`` breaks what is asked.
    """

    def __init__(
        self, clock: Clock | None = None, *, seed: int = 1, write_ms: tuple[int, int] = (100, 300),
        behind_proxy: bool = True,
    ) -> None:  # fmt: skip
        self.clock = clock or SystemClock()
        self.world = World(self.clock, seed, write_ms, PASSWORD)
        self.faults = Faults()
        self.webhooks = Webhooks(self.world)
        self.sign_in = SignIn(self.world, behind_proxy)
        self.routes = Routes(self.sign_in, self.webhooks)
        self.requests: list[tuple[str, str]] = []
        self.gone = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.fake = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.gone.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it listens, without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, request: Request) -> Reply:
        """Answer one request, without the network between."""
        return self.routes.answer(request)

    def add_service(
        self, forms: tuple[str, ...] = (), scope: str = "group", **permissions: list[str]
    ) -> User:
        """Make the account an integration should have (by default read, flag, add_note, change_log)."""
        held = permissions or {
            "case": ["read", "flag", "add_note", "change_log"],
            "dashboard": ["dash_flags"],
        }
        granted = dict.fromkeys(forms or self.world.forms.forms, "r")
        role = self.world.people.add_role(Role("role-prompt-service", scope, dict(held), granted))
        return self.world.people.add_user(User(SERVICE, PASSWORD, role, (CP_GROUP,), "Prompt Service"))

    def add_case(self, fields: dict[str, Any], owner: str = "primero_cp", at: int | None = None) -> str:
        """Put a case there as if its owner had entered it, at ``at`` or now; gives its id."""
        return screen.add_case(self.world, owner, fields, at)

    def case(self, case_id: str) -> dict[str, Any]:
        """A case's record as stored."""
        with self.world.lock:
            return dict(self.world.cases[case_id].data)

    def flags(self, case_id: str) -> list[dict[str, Any]]:
        """A case's flags as stored, resolved ones too."""
        with self.world.lock:
            return [dict(flag) for flag in self.world.flags_of(self.world.cases[case_id])]

    def locked(self, user_name: str) -> bool:
        """Says whether an account is locked for too many wrong passwords."""
        return is_locked(self.world, user_name)

    def save(self, case_id: str, data: dict[str, Any], user: str = "primero_cp") -> None:
        """Let somebody save a case at their screen, now and at once."""
        screen.save(self.world, case_id, data, user)

    def save_at(self, at: int, case_id: str, data: dict[str, Any], user: str = "primero_cp") -> None:
        """Let somebody save a case at a time to come, with the time that a save takes (simulated clock)."""
        screen.save_at(self.world, at, case_id, data, user)

    def resolve(self, case_id: str, flag_id: int, text: str, user: str = "primero_cp") -> None:
        """Let somebody resolve a flag with a text."""
        screen.resolve(self.world, case_id, flag_id, text, user)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    fake: FakePrimero

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who has gone is no error of ours; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        fake = self.server.fake
        fake.requests.append((request.method, request.path))
        fault = fake.faults.take(request)
        if fault is None:
            self._send(fake.answer(request), request)
        elif isinstance(fault.happens, Break):
            self._break(fault.happens, lambda: fake.answer(request), request)
        else:
            self._fail(fault, request)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815 - the library's names

    def _fail(self, fault: Fault, request: Request) -> None:
        if fault.done:
            self.server.fake.answer(request)
        self._send(reply_of(fault, request), request)

    def _send(self, reply: Reply, request: Request) -> None:
        content = _content(reply)
        headers = dict(reply.headers)
        if reply.body is not None:
            headers.setdefault("Content-Type", "application/json; charset=utf-8")
            tag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
            headers.setdefault("ETag", tag)
            if (
                request.method == "GET"
                and reply.status == 200
                and request.headers.get("if-none-match") == tag
            ):
                reply, content = Reply(304), b""
        self.send_response(reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        for name, value in reply.headers:
            if name == "Set-Cookie" and headers[name] != value:
                self.send_header(name, value)
        if reply.status not in {204, 304}:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _break(self, how: Break, carry_out: Callable[[], Reply], request: Request) -> None:
        self.close_connection = True
        reply = carry_out() if how is not Break.BEFORE else None
        if how is Break.SILENT:
            self.server.fake.gone.wait(30)
            return
        if how is Break.MIDWAY and reply is not None:
            content = _content(reply)
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content) + 1))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2])
            self.wfile.flush()
        # Closing with unsent data thrown away is what the caller sees as "connection reset".
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing: what came in stands in ``requests``."""


def _content(reply: Reply) -> bytes:
    if reply.body is not None:
        return json.dumps(reply.body, ensure_ascii=False).encode()
    return (reply.text or "").encode()
