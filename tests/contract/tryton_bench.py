"""A made-up Tryton that answers as the module lif_prompts does, moved by hand for the contract suite for adapters.

The slow tests hold the module itself, in a Tryton of its own, to the same suite.
"""

import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.assets.tryton_hint import KEY as HINT_KEY
from tests.assets.tryton_hint import hint

KEY = "an invented key of an application"
NAME, NOTE = "Ada Inventedname", "Ada told me invented words of her own."


class Time:
    """Time that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 1_795_000_000_000

    def now(self) -> int:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += round(seconds * 1000)


class TrytonBench:
    """Patients with assessments, what is shown on them, and a server on loopback that tells of it."""

    def __init__(self) -> None:
        self.clock = Time()
        self.patients: dict[str, dict[str, Any]] = {}
        self.prompts: dict[tuple[str, str], dict[str, Any]] = {}
        self.breaks: bool | None = None
        self.calls = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        address = f"http://127.0.0.1:{self._server.server_port}"
        self.settings: Mapping[str, Any] = {"address": address, "database": "health"}
        self.secrets: Mapping[str, str] = {"key": KEY, "webhook_key": HINT_KEY}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def add(self) -> str:
        ref = str(len(self.patients) + 1)
        self.clock.sleep(60)
        assessment = {
            "id": int(ref),
            "at": "2026-11-18T10:00:00Z",
            "state": "in_progress",
            "view": None,
            "professional": "7",
        }
        self.patients[ref] = {
            "ref": ref, "moved_at": self.clock.now(), "born_on": "2017-03-02", "sex": "f", "died": False, "active": True,
            "assessments": [assessment],
        }  # fmt: skip
        self.rest()
        return ref

    def change(self, case_ref: str) -> None:
        assessments = self.patients[case_ref]["assessments"]
        assessments.append({**assessments[0], "id": 1000 + len(assessments)})
        self.touch(case_ref)

    def touch(self, case_ref: str) -> None:
        self.clock.sleep(5)
        self.patients[case_ref]["moved_at"] = self.clock.now()

    def rest(self) -> None:
        self.clock.sleep(3600)

    def shown(self, case_ref: str) -> int:
        return sum(ref == case_ref and one["state"] != "ended" for (_, ref), one in self.prompts.items())

    def answer(self, case_ref: str, text: str) -> None:
        [one] = [one for (_, ref), one in self.prompts.items() if ref == case_ref and one["state"] == "open"]
        one.update(state="answered", text=text, at=self.clock.now())

    def break_next_write(self, *, done: bool) -> None:
        self.breaks = done

    def requests(self) -> int:
        return self.calls

    def hint(self, case_ref: str) -> tuple[Mapping[str, str], bytes]:
        return hint(case_ref, at=self.clock.now() // 1000)

    def private(self) -> tuple[str, ...]:
        return (NAME, NOTE)

    def reply(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """(status, content) of a request."""
        parts = urlsplit(path)
        match [method, *parts.path.removeprefix("/health/lif/").split("/")]:
            case ["GET", "about"]:
                return 200, {"version": 1, "waiting": 0, "open": len(self.prompts)}
            case ["GET", "cases"]:
                return 200, self._page(
                    {name: int(values[0]) for name, values in parse_qs(parts.query).items()}
                )
            case ["GET", "cases", ref] if ref in self.patients:
                return 200, self.patients[ref]
            case ["GET", "cases", ref, "answers"]:
                return 200, {"answers": self._answers(ref)}
            case ["PUT", "prompts", identity] if body["case"] in self.patients:
                return 200, self._show(identity, body["case"])
            case ["DELETE", "prompts", identity]:
                return 200, self._withdraw(identity, body["case"])
        return 404, {}

    def _page(self, query: Mapping[str, int]) -> dict[str, Any]:
        mine = [
            one
            for ref, one in self.patients.items()
            if int(ref) > query["after"] and one["moved_at"] >= query.get("since", 0)
        ]
        return {"cases": mine[:2], "more": len(mine) > 2, "now": self.clock.now()}

    def _answers(self, ref: str) -> list[dict[str, Any]]:
        return [
            {
                "identity": identity,
                "ref": ref,
                "receipt": "1",
                "by": "7",
                "at": one["at"],
                "text": one["text"],
            }
            for (identity, case), one in self.prompts.items()
            if case == ref and one["state"] == "answered"
        ]

    def _show(self, identity: str, ref: str) -> dict[str, Any]:
        found = self.prompts.get((identity, ref), {"state": "ended"})
        if found["state"] != "ended":
            return {"outcome": "answered" if found["state"] == "answered" else "there", "receipt": "1"}
        self.prompts[identity, ref] = {"state": "open"}
        return {"outcome": "written", "receipt": "1"}

    def _withdraw(self, identity: str, ref: str) -> dict[str, Any]:
        found = self.prompts.get((identity, ref), {"state": "ended"})
        if found["state"] == "open":
            found["state"] = "ended"
            return {"outcome": "written", "receipt": "1"}
        return {"outcome": "absent" if found["state"] == "ended" else "answered", "receipt": None}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        bench = self

        class Handler(BaseHTTPRequestHandler):
            def _take(self) -> None:
                bench.calls += 1
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
                if self.headers["Authorization"] != f"Bearer {KEY}":
                    self._send(403, {})
                    return
                breaks = bench.breaks if self.command in {"PUT", "DELETE"} else None
                if breaks is not None:
                    bench.breaks = None
                if breaks is not False:
                    status, content = bench.reply(self.command, self.path, body)
                if breaks is not None:
                    self.close_connection = True
                    return
                self._send(status, content)

            do_GET = do_PUT = do_DELETE = _take  # noqa: N815  the library's own names

            def _send(self, status: int, content: dict[str, Any]) -> None:
                sent = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's own name
                """Say nothing."""

        return Handler
