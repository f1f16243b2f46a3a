"""One Tryton with GNU Health and one lif_plugin, each in processes of its own, connected as their READMEs say."""

import base64
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tests.slow.tryton.home import HERE, Home

AGENCY = "elmshire"
LIF = (str(Path(sys.executable).parent / "lif"),)
PATIENCE = 60.0
Found = TypeVar("Found")


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def until(found: Callable[[], Found], what: str, patience: float = PATIENCE) -> Found:
    """Wait for something, looking often; gives it."""
    end = time.monotonic() + patience
    while not (got := found()):
        assert time.monotonic() < end, f"waited {patience:g} s in vain for {what}"
        time.sleep(0.1)
    return got


@dataclass
class Process:
    """A program that runs beside the test, and what it says in a file."""

    command: list[str]
    log: Path
    environment: Mapping[str, str]
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, stdout=log, stderr=log, env={**os.environ, **self.environment}
            )

    def stop(self) -> None:
        if self.running is None:
            return
        self.running.send_signal(signal.SIGTERM)
        try:
            self.running.wait(15)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()
        self.running = None


@dataclass
class Platform:
    """Tryton on one database, with invented people in it; ``made`` says who."""

    home: Home
    folder: Path
    database: str
    environment: dict[str, str]
    uri: str
    port: int = field(default_factory=free_port)
    made: dict[str, Any] = field(default_factory=dict)
    secret: str = field(default_factory=lambda: f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def config(self) -> Path:
        return self.folder / "trytond.conf"

    def configure(self, hook: str = "", *, banner: bool = False) -> None:
        """Write trytond.conf."""
        key = self.folder / "hook.secret"
        key.write_text(self.secret)
        self.config.write_text(
            f"[database]\nuri = {self.uri}\npath = {self.folder}\n"
            f"[web]\nlisten = 127.0.0.1:{self.port}\nroot = {self.home.pages}\n"
            f"[bus]\nallow_subscribe = True\n"
            f"[lif_prompts]\nhook = {hook}\nsecret_file = {key}\nbanner = {banner}\n"
        )

    def activate(self) -> None:
        """Activate our module in a database that holds GNU Health, and make invented people."""
        self.home.admin(
            self.config, self.database, self.environment, "-u", "lif_prompts", "--activate-dependencies"
        )
        seed = [self.home.python, HERE / "seed.py", self.config, self.database]
        told = subprocess.run(
            [str(part) for part in seed],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=True,
        )
        self.made = json.loads(told.stdout.splitlines()[-1])

    def server(self) -> Process:
        script = self.home.folder / "venv" / "bin" / "trytond"
        command = [str(self.home.python), str(script), "-c", str(self.config), "-d", self.database]
        return Process(command, self.folder / "trytond.log", self.environment)

    def sender(self) -> Process:
        command = [
            str(self.home.python),
            "-m",
            "lif_adapter_tryton.sender",
            "-c",
            str(self.config),
            "-d",
            self.database,
        ]
        return Process([*command, "--every", "0.2"], self.folder / "sender.log", self.environment)

    def is_up(self) -> bool:
        """Whether it answers for this database."""
        try:
            about = httpx.get(
                f"{self.address}/{self.database}/lif/about",
                headers={"Authorization": f"Bearer {self.made['key']}"},
                timeout=30,
            )
        except httpx.HTTPError:
            return False
        return about.status_code == 200

    @contextmanager
    def served(self) -> Iterator[None]:
        """trytond, until the block ends."""
        server = self.server()
        server.start()
        try:
            until(self.is_up, "trytond")
            yield
        finally:
            server.stop()


@dataclass
class Worker:
    """The social worker at Tryton's own interface, as its clients speak with it."""

    platform: Platform
    session: str = ""
    context: dict[str, Any] = field(default_factory=dict)

    def sign_in(self, login: str | None = None, password: str = "admin") -> "Worker":
        """Sign in, as the social worker or as somebody else."""
        made = self.platform.made
        name, word = (made["login"], made["password"]) if login is None else (login, password)
        number, key, *_ = self._post("common.db.login", [name, {"password": word}, "en"])
        self.session = base64.b64encode(f"{name}:{number}:{key}".encode()).decode()
        self.context = self.call("res.user.get_preferences", True)
        return self

    def call(self, method: str, *parameters: Any) -> Any:
        """Call a method of a model."""
        return self._post(f"model.{method}", [*parameters, self.context])

    def wizard(self, method: str, context: dict[str, Any], *parameters: Any) -> Any:
        """Call a method of a wizard, as from a record."""
        return self._post(f"wizard.{method}", [*parameters, {**self.context, **context}])

    def _post(self, method: str, parameters: list[Any]) -> Any:
        headers = {"Authorization": f"Session {self.session}"} if self.session else {}
        answer = httpx.post(
            f"{self.platform.address}/{self.platform.database}/",
            json={"id": 1, "method": method, "params": parameters},
            headers=headers,
            timeout=60,
        ).json()
        # What it quotes is invented, as everything in it.
        assert not isinstance(answer, dict) or "error" not in answer, answer
        return answer["result"] if isinstance(answer, dict) else answer

    def assess(self, child: int, **more: Any) -> int:
        """Save a new assessment; gives its number."""
        values = self.call(
            "gnuhealth.ses.assessment.default_get",
            ["assessment_date", "state", "health_professional"],
        )
        values = {name: value for name, value in values.items() if "." not in name}
        [number] = self.call("gnuhealth.ses.assessment.create", [{**values, "patient": child, **more}])
        return int(number)

    def write_on(self, prompt: int, wizard: str, answer: str, words: str) -> None:
        """Press a button of a prompt that asks for words, write them and send them; ``wizard`` is what it opens."""
        model = {"active_model": "lif.prompt", "active_id": prompt, "active_ids": [prompt], "action_id": None}
        session, _start, _end = self.wizard(f"{wizard}.create", model)
        said = {"ask": {"answer": answer, "reason": None, "words": words}}
        self.wizard(f"{wizard}.execute", model, session, said, "send")

    def prompts(self, child: int) -> list[dict[str, Any]]:
        """What the worker sees asked about a child."""
        found = self.call(
            "lif.prompt.search_read",
            [["patient", "=", child]],
            0,
            None,
            None,
            ["kind", "state", "text", "became"],
        )
        return list(found)


@dataclass
class Plugin:
    """lif_plugin with one agency, connected with a platform."""

    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def lif(self, *arguments: str) -> str:
        """Run `lif`; gives what it prints."""
        done = subprocess.run(
            [*LIF, *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"lif {arguments[0]}: {done.stdout[-1000:]}{done.stderr[-3000:]}"
        return done.stdout

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """Run `lif … --json`; gives the rows."""
        return [json.loads(line) for line in self.lif(*arguments, "--json").splitlines()]

    def connect(self, platform: Platform, every: float = 5) -> None:
        """Make the agency, in whose zone it is about noon, and connect it."""
        self.lif(
            "init",
            "--agency",
            AGENCY,
            "--nation",
            "elsewhere",
            "--go-live",
            "2026-01-01",
            "--pushes-a-week",
            "100",
        )
        ahead = datetime.now(UTC).hour - 12
        shown = self.lif("config", "show", "--agency", AGENCY)
        zoned = "\n".join(
            f'zone = "{f"Etc/GMT{ahead:+d}" if ahead else "UTC"}"' if line.startswith("zone") else line
            for line in shown.splitlines()
        )
        (self.folder / "agency.toml").write_text(zoned)
        self.lif("config", "apply", str(self.folder / "agency.toml"), "--agency", AGENCY, "--why", "Noon")
        for name, secret in (("tryton.key", platform.made["key"]), ("hook.secret", platform.secret)):
            (self.folder / name).touch(0o600)
            (self.folder / name).write_text(secret)
        (self.folder / "tryton.toml").write_text(
            f'address = "{platform.address}"\ndatabase = "{platform.database}"\n[secrets]\n'
            'key = { file = "tryton.key" }\nwebhook_key = { file = "hook.secret" }\n'
        )
        self.lif(
            "connect",
            "tryton",
            "--agency",
            AGENCY,
            "--settings",
            str(self.folder / "tryton.toml"),
            "--every",
            str(every),
        )

    def server(self) -> Process:
        return Process([*LIF, "serve", "--port", str(self.port)], self.folder / "lif.log", self.environment)

    def is_up(self) -> bool:
        """Whether it is ready."""
        try:
            return httpx.get(f"{self.address}/ready", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    @contextmanager
    def served(self) -> Iterator[None]:
        """`lif serve`, until the block ends."""
        server = self.server()
        server.start()
        try:
            until(self.is_up, "lif serve")
            yield
        finally:
            server.stop()

    def states(self, child: int) -> list[str]:
        """What the adapter's own rule says of a child's assessments."""
        rows = self.rows("prompts", "--agency", AGENCY, "--rule", "TRY-01")
        return [row["state"] for row in rows if row["case_ref"] == str(child)]

    def case(self, child: int) -> dict[str, Any] | None:
        """A child's record as the quality team asks for it; None while there is none."""
        token = self.lif("token", "--agency", AGENCY, "--role", "quality").strip().splitlines()[-1]
        asked = "{ cases(first: 10) { edges { node { ref isOpen auditNotices { replies { text } } } } } }"
        answer = httpx.post(
            f"{self.address}/graphql",
            json={"query": asked},
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        ).json()
        cases = [edge["node"] for edge in answer["data"]["cases"]["edges"]]
        return next((case for case in cases if case["ref"] == str(child)), None)

    def late(self, child: int) -> list[tuple[str, str | None]]:
        """(state of the prompt, words) of the answers on a child's record for which nothing waited any more."""
        token = self.lif("token", "--agency", AGENCY, "--role", "quality").strip().splitlines()[-1]
        asked = "{ prompts(first: 50) { edges { node { state case { ref } lateAnswers { text } } } } }"
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.post(
            f"{self.address}/graphql", json={"query": asked}, headers=headers, timeout=30
        ).json()
        found = [edge["node"] for edge in answer["data"]["prompts"]["edges"]]
        return [
            (one["state"], late["text"])
            for one in found
            if one["case"]["ref"] == str(child)
            for late in one["lateAnswers"]
        ]

    def replies(self, child: int) -> list[str]:
        """What was written back about notices on a child's record."""
        case = self.case(child)
        return [reply["text"] for notice in (case or {})["auditNotices"] for reply in notice["replies"]]


@dataclass
class World:
    """Both, and everything that runs."""

    platform: Platform
    plugin: Plugin
    running: ExitStack

    def worker(self) -> Worker:
        return Worker(self.platform).sign_in()


def plugin_in(folder: Path, beside: Path) -> Plugin:
    """An lif_plugin with nothing in it yet, its adapter of Tryton installed beside it."""
    plugin = Plugin(folder, {})
    found = os.pathsep.join(filter(None, (str(beside), os.environ.get("PYTHONPATH"))))
    plugin.environment = {
        "PYTHONPATH": found,
        "LIF_HOME": str(folder),
        "LIF_URL": plugin.address,
        "LIF_DB": "",
    }
    return plugin
