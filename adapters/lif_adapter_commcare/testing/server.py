"""FakeCommCare: an HTTP server on this machine that answers as CommCare HQ's documentation says it does.

It was made from the documentation alone: nothing in it was recorded from a live server.
"""

import json
import socket
import struct
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from lif_adapter_commcare.testing.api import Api, Refused
from lif_adapter_commcare.testing.faults import Break, Fault
from lif_adapter_commcare.testing.forwarder import Forwarder
from lif_adapter_commcare.testing.world import World
from lif_plugin.hooks.live import LiveClock

DOMAIN: Final = "cp-demo"
SERVICE: Final = "prompts@example.org"
SERVICE_ID: Final = "0123456789abcdef0123456789abcdef"
KEY: Final = "an invented api key"
WORKER_ID: Final = "20cc9ddab90a4af3aa3dfc67184e73ef"
PROMPT: Final = "practice_prompt"


class FakeCommCare:
    """One project space, listening on loopback while used as a context; workers are moved by hand."""

    def __init__(self, clock: LiveClock, lag_ms: int = 0) -> None:
        self.world = World(DOMAIN, clock, lag_ms)
        self.forwarder = Forwarder(self.world)
        self.key = KEY
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, str]] = []
        self.gone = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gone.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def add_case(
        self, case_type: str, properties: Mapping[str, str], parent: str | None = None, **more: Any
    ) -> str:
        """Let a worker make a case, below another one if that is named; gives its id."""
        case_id = self.world.new_id()
        given = {
            "case_type": case_type,
            "case_name": "C-0142",
            "owner_id": WORKER_ID,
            "properties": properties,
            **more,
        }
        if parent is not None:
            above = {"case_id": parent, "case_type": "child", "relationship": "child"}
            given["indices"] = {"parent": above}
        self.world.save(case_id, WORKER_ID, given)
        return case_id

    def save(self, case_id: str, properties: Mapping[str, str], *, close: bool = False) -> None:
        """Let a worker's form change a case."""
        self.world.save(case_id, WORKER_ID, {"properties": properties, "close": close})

    def prompts(self, case_id: str) -> list[dict[str, Any]]:
        """The prompts' cases on a case, whatever reads show, in the order they were made."""
        newest = [states[-1] for states in self.world.states.values()]
        return [
            one for one in newest
            if one["case_type"] == PROMPT and one["indices"].get("host", {}).get("case_id") == case_id
        ]  # fmt: skip

    def answer(self, prompt_id: str, code: str = "", text: str = "") -> None:
        """Let a worker answer a prompt in the app's form, which closes its case."""
        said = {"answer": code, "answer_text": text, "answered_by": "amina.w"}
        self.save(prompt_id, {name: value for name, value in said.items() if value}, close=True)

    def reply(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Any]:
        """(status, body) of a request."""
        parts = urlsplit(path)
        if not self._knows(headers.get("Authorization") or ""):
            return 401, {"error": "Authorization required"}
        base = f"/a/{DOMAIN}/api/case/v2/"
        if not parts.path.startswith(base):
            return 403, {"error": "forbidden"}
        try:
            given = json.loads(body) if body else None
            with self.world.lock:
                api = Api(self.world, SERVICE_ID)
                return api.answer(
                    method, unquote(parts.path[len(base) :]), dict(parse_qsl(parts.query)), given
                )
        except Refused as refused:
            return refused.status, {"error": refused.error}

    def _knows(self, header: str) -> bool:
        scheme, _, rest = header.partition(" ")
        return scheme.lower() == "apikey" and rest == f"{SERVICE}:{self.key}"

    def fault(self, method: str) -> Fault | None:
        """What goes wrong with a request, if anything."""
        return next((one for one in self.faults if one.meets(method)), None)


def _handler(fake: FakeCommCare) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fake.requests.append((self.command, self.path))
            fault = fake.fault(self.command)
            if fault is None:
                self._send(*fake.reply(self.command, self.path, dict(self.headers.items()), body))
                return
            if fault.done or fault.happens in {Break.AFTER, Break.SILENT}:
                fake.reply(self.command, self.path, dict(self.headers.items()), body)
            if isinstance(fault.happens, Break):
                self._break(fault.happens)
            else:
                self._send(int(fault.happens), {"error": "C-0142 could not be saved"}, fault.headers)

        do_GET = do_POST = do_PUT = _take  # noqa: N815  the library's own names

        def _send(self, status: int, content: Any, headers: tuple[tuple[str, str], ...] = ()) -> None:
            told = json.dumps(content).encode()
            self.send_response(status)
            for name, value in (
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(told))),
                *headers,
            ):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told)

        def _break(self, how: Break) -> None:
            self.close_connection = True
            if how is Break.SILENT:
                fake.gone.wait(5)
                return
            # Closing with unsent data thrown away is what the caller sees as "connection reset".
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
            """Say nothing: what came in stands in ``requests``."""

    return Handler
