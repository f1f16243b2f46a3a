"""A real Tryton as the contract suite for adapters moves a platform: workers at its own interface, and a line that breaks."""

import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import httpx

from tests.assets.tryton_hint import KEY as HINT_KEY
from tests.assets.tryton_hint import hint
from tests.slow.tryton.world import Platform, Worker

NAME, NOTE = "Zo Nobodyatall", "Zo told me invented words of her own."


class RealTime:
    """The machine's own time."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class TrytonBench:
    """One database of a Tryton that is served, reached over a line that counts what goes through it."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.clock = RealTime()
        self.calls = 0
        self.breaks: bool | None = None
        self.admin = Worker(platform).sign_in("admin")
        self.worker = Worker(platform).sign_in()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._line())
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        address = f"http://127.0.0.1:{self._server.server_port}"
        self.settings: Mapping[str, Any] = {"address": address, "database": platform.database}
        self.secrets: Mapping[str, str] = {"key": platform.made["key"], "webhook_key": HINT_KEY}

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
        born = {"__class__": "date", "year": 2017, "month": 3, "day": 2}
        person = {"name": "Zo", "lastname": "Nobodyatall", "is_person": True, "is_patient": True, "create_target": True,
                  "fed_country": None, "dob": born, "gender": "f"}  # fmt: skip
        [party] = self.admin.call("party.party.create", [person])
        [patient] = self.admin.call("gnuhealth.patient.search", [["party", "=", party]])
        self.worker.assess(patient, notes=NOTE)
        return str(patient)

    def change(self, case_ref: str) -> None:
        self.worker.assess(int(case_ref), notes=NOTE)

    def touch(self, case_ref: str) -> None:
        found = self.worker.call("gnuhealth.ses.assessment.search", [["patient", "=", int(case_ref)]])
        self.worker.call("gnuhealth.ses.assessment.write", found, {"notes": f"{NOTE} {time.time_ns()}"})

    def rest(self) -> None:
        """Nobody needs to leave a record of Tryton alone: what is shown stands beside it."""

    def shown(self, case_ref: str) -> int:
        return sum(one["state"] != "ended" for one in self.worker.prompts(int(case_ref)))

    def answer(self, case_ref: str, text: str) -> None:
        """The button and the words: by the wizard that the form opens."""
        [prompt] = [one["id"] for one in self.worker.prompts(int(case_ref)) if one["state"] == "open"]
        self.worker.write_on(prompt, "lif.prompt.write", "words", text)

    def break_next_write(self, *, done: bool) -> None:
        self.breaks = done

    def requests(self) -> int:
        return self.calls

    def hint(self, case_ref: str) -> tuple[Mapping[str, str], bytes]:
        return hint(case_ref, at=self.clock.now() // 1000)

    def private(self) -> tuple[str, ...]:
        return (NAME, NOTE)

    def _line(self) -> type[BaseHTTPRequestHandler]:
        bench = self

        class Line(BaseHTTPRequestHandler):
            def _take(self) -> None:
                bench.calls += 1
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                breaks, bench.breaks = (
                    (bench.breaks, None) if self.command in {"PUT", "DELETE"} else (None, bench.breaks)
                )
                answer = None if breaks is False else self._pass_on(body)
                if breaks is not None or answer is None:
                    self.close_connection = True
                    return
                self.send_response(answer.status_code)
                self.send_header("Content-Type", answer.headers["content-type"])
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            do_GET = do_PUT = do_DELETE = _take  # noqa: N815  the library's own names

            def _pass_on(self, body: bytes) -> httpx.Response:
                headers = {"Authorization": self.headers["Authorization"], "Content-Type": "application/json"}
                address = f"{bench.platform.address}{self.path}"
                return httpx.request(self.command, address, content=body, headers=headers, timeout=60)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's own name
                """Say nothing."""

        return Line
