"""The demonstration's loop with a live platform: a made-up Primero in a process of its own, and a worker who uses it."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from lif_plugin.app import App
from lif_plugin.cli.options import operator
from lif_plugin.cli.output import say, table
from lif_plugin.cli.setup import ready_made
from lif_plugin.config import Settings
from lif_plugin.domain.agency import Agency
from lif_plugin.errors import LifError
from lif_plugin.flow.connecting import connect, stop_by_hand
from lif_plugin.flow.live import Live
from lif_plugin.store.reads.page import Window
from lif_plugin.store.reads.prompts import PromptFilter, prompts_page

ADAPTER: Final = "primero"
PLATFORM: Final = (sys.executable, "-m", "lif_adapter_primero.testing")
AGENCY: Final = "demo_field"
SETTLE: Final = 1.0
"""Seconds; in earnest ten minutes, so that nobody's unfinished work is written over."""
PATIENCE: Final = 60.0
LOOK_ON: Final = 4.0
TEXT: Final = "Done - saw her at school on Friday, she wants to stay with her aunt"
Row = dict[str, Any]


class DemoStuck(LifError):
    """The demonstration's loop did not come to its next step."""

    code = "demo_stuck"
    hint = "Run `lif doctor`; it says what keeps a prompt from its platform."


def _agency() -> Agency:
    """Its zone is one in which it is about noon: in the evening nobody is interrupted, and this may run at any hour."""
    ahead = datetime.now(UTC).hour - 12
    zone = f"Etc/GMT{ahead:+d}" if ahead else "UTC"
    return Agency(
        AGENCY,
        "Demonstration field office",
        nation="elsewhere",
        zone=zone,
        go_live=20240101,
        pushes_a_week=100,
    )


def make_office(settings: Settings) -> None:
    """Make the agency whose record is in Primero."""
    ready_made(settings, _agency())


@contextmanager
def _platform() -> Iterator[Row]:
    """A made-up Primero, with what it says of itself; it ends with the block."""
    with subprocess.Popen(PLATFORM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603 - our own program
        if running.stdin is None or running.stdout is None:
            raise DemoStuck
        try:
            yield json.loads(running.stdout.readline() or "{}")
        finally:
            running.stdin.close()


def show_loop(app: App) -> None:
    """Play the loop once against a made-up Primero, and show what happened when."""
    with _platform() as told:
        if not told:
            raise DemoStuck
        secret = app.settings.home / "primero.secret"
        secret.touch(0o600)
        secret.write_text(told["password"], encoding="utf-8")
        settings = {name: told[name] for name in ("address", "user_name", "user_id")}
        read = ({**settings, "settle": SETTLE, "apart": 0.0}, {"password": {"file": str(secret)}})
        connect(app.live, app.live_adapter(ADAPTER), AGENCY, ADAPTER, read, 1, "demo")
        try:
            rows = _Loop(app, told).play()
        finally:
            secret.unlink()
            stop_by_hand(app.live, AGENCY, ADAPTER)
    say(
        f"\nA case in Primero (a made-up one, answering as recorded), polled each second; written to once it has been left "
        f"alone for {SETTLE:g} s, which is 10 minutes in earnest"
    )
    table("The loop", ("what happened", "seconds since the change", "seen as"), rows)


class _Loop:
    """One case from the change to the answer, with the seconds of each step."""

    def __init__(self, app: App, told: Row) -> None:
        self._app = app
        self._live = Live(app.live, lambda: [AGENCY])
        self._case = str(told["cases"][0])
        self._address = f"{told['address']}/api/v2/cases/{self._case}"
        self._worker = httpx.Client(auth=(told["worker"], told["worker_password"]))
        self._began = 0.0
        self._rows: list[tuple[str, float, str]] = []

    def play(self) -> list[tuple[str, float, str]]:
        """Play it; gives (what happened, seconds since the change, how it was seen)."""
        try:
            self._round()
            self._change()
            prompt = self._until("the prompt is on the panel and in the API", self._prompt)
            self._say(prompt["message"])
            flag = self._until("the prompt is a flag in Primero", lambda: self._flags()[-1:])
            self._say(flag[0]["message"])
            self._write("PATCH", f"/flags/{flag[0]['id']}", {"unflag_message": TEXT})
            self._happened("the worker resolves the flag with a text", TEXT)
            answered = self._until("the prompt is answered with that text", self._answered)
            self._say(f"{answered['answer_kind']}: {answered['answer_text']}")
            self._wait(LOOK_ON)
            self._happened("no echo, no second flag", f"{len(self._flags())} flag, {self._count()} prompt")
        finally:
            self._worker.close()
            self._live.close()
        return self._rows

    def _change(self) -> None:
        due = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
        self._began = time.monotonic()
        self._write("PATCH", "", {"followup_subform_section": [{"followup_needed_by_date": due}]})
        self._happened("the worker enters a follow-up whose day has passed", f"due {due}, no day of doing")

    def _write(self, method: str, path: str, data: Row) -> None:
        self._worker.request(method, self._address + path, json={"data": data}).raise_for_status()

    def _flags(self) -> list[Row]:
        found: list[Row] = self._worker.get(f"{self._address}/flags").raise_for_status().json()["data"]
        return found

    def _prompts(self) -> list[Row]:
        viewer = operator(AGENCY)
        with self._app.store.read(viewer) as connection:
            found = prompts_page(connection, viewer, PromptFilter(case_ref=self._case), Window(10)).rows
        self._app.read_log.record(viewer, "cli.demo", sorted({row["public_id"] for row in found}))
        return [dict(row) for row in found]

    def _count(self) -> int:
        return sum(row["delivery"] == "now" for row in self._prompts())

    def _prompt(self) -> Row | None:
        return next((row for row in self._prompts() if row["delivery"] == "now"), None)

    def _answered(self) -> Row | None:
        return next((row for row in self._prompts() if row["answer_kind"]), None)

    def _round(self) -> None:
        self._live.once(AGENCY, self._drain)

    def _drain(self, agency: str) -> None:
        while self._app.dispatcher.batch(agency):
            pass

    def _until(self, what: str, found: Callable[[], Any]) -> Any:
        until = time.monotonic() + PATIENCE
        while not (seen := found()):
            if time.monotonic() > until:
                raise DemoStuck(f"It did not come to this: {what}.")
            self._round()
        self._happened(what, "")
        return seen

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._round()
            time.sleep(0.5)

    def _happened(self, what: str, seen: str) -> None:
        self._rows.append((what, round(time.monotonic() - self._began, 1), seen))

    def _say(self, seen: str) -> None:
        what, seconds, _ = self._rows[-1]
        self._rows[-1] = (what, seconds, seen)
