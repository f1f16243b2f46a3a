"""Builds the web application over a store for tests, with tokens for invented people, and serves it."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette

from lif_plugin.builtin import voice_of_child
from lif_plugin.domain.prompt import Lesson
from lif_plugin.domain.rule import Rule
from lif_plugin.domain.viewer import Role
from lif_plugin.hooks import build_plugins
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.work import Store
from lif_plugin.web import Services, create_app
from lif_plugin.web.tokens import Verifier, load_key, make_keys, mint
from lif_plugin.web.trusted import Trusted
from tests.assets.builders import RULES

PLUGINS = (("voice_of_child", voice_of_child),)
LESSONS = {"elmshire": (Lesson("l1", "Ask the child first.", "Our review 2024", frozenset({"VOC-08"})),)}


@dataclass
class Site:
    """The application, and who may come in."""

    app: Starlette
    keys: Path
    log: ReadLog
    problems: list[str] = field(default_factory=list)

    def token(self, *roles: Role, agency: str = "elmshire", **more: Any) -> str:
        """A token for somebody."""
        who = {"purpose": "casework", "subject": "sam.example"} | more
        return mint(load_key(self.keys), agency=agency, roles=roles or (Role.IRO,), **who)

    def bearer(self, *roles: Role, **more: Any) -> dict[str, str]:
        """The header that carries a token."""
        return {"Authorization": f"Bearer {self.token(*roles, **more)}"}


@contextmanager
def site_over(
    store: Store,
    folder: Path,
    rules: Mapping[str, Rule] = RULES,
    pool_size: int = 4,
    plugins: Any = PLUGINS,
    trusted: Trusted | None = None,
    **more: Any,
) -> Iterator[Site]:
    """An application over a store, its keys in a folder."""
    make_keys(folder)
    log = ReadLog(store, b"invented key")
    problems: list[str] = []
    services = Services(
        store=store,
        plugins=build_plugins(plugins),
        rules=rules,
        lessons=LESSONS,
        read_log=log,
        verifier=Verifier.of(folder, trusted=trusted),
        pool_size=pool_size,
        keys=folder,
        ready=lambda: problems,
        **more,
    )
    try:
        yield Site(create_app(services), folder, log, problems)
    finally:
        log.close()


@contextmanager
def served(app: Starlette) -> Iterator[int]:
    """Serve an application over HTTP on a port of this machine that is free, and give the port."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
