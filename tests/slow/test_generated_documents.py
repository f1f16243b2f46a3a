"""Documents that nobody thought of, over HTTP against a server: none fails inside, none leaks, none costs more than estimated.

`make slow` sends them for a minute. `make bench NAME=documents OPTIONS=600` sends them for as many seconds as it is
told. Half are drawn by schemathesis, which also tries what does not fit the schema's meaning; half follow what answers gave.
"""

import io
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from random import Random
from typing import Any

import httpx
import orjson
import pytest
import schemathesis
from graphql import build_schema
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies
from schemathesis.core.result import Ok
from schemathesis.graphql import nodes
from sqlalchemy import insert

from lif_plugin.app import App
from lif_plugin.cycle.learning import NewItem, record_item
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.schema.api import printed
from lif_plugin.store import partnerships
from lif_plugin.store.tables import rejected_row
from lif_plugin.web import create_app
from lif_plugin.web.tokens import load_key, mint
from tests.assets.builders import Record
from tests.assets.documents import Documents
from tests.assets.serving import served
from tests.slow.test_permissions import OWN, PARTNER, ROLES, STRANGER, world
from tests.slow.test_permissions import given as known_arguments

SECONDS = 60
SEED = 20261122
OWN_SCALARS = ("JSON", "Upload")
"""Those that schemathesis does not know by itself."""
CANARY = "zqcanary"
"""A word that stands in everything a third agency holds, and nowhere else."""


def plant(app: App) -> None:
    """Give the stranger a record and learning, each with the word."""
    record = Record(app.store, STRANGER, count(10**9))
    for number in range(3):
        case = record.case(f"{CANARY}-{number}", source=CANARY)
        review = record.review(case, 20180305, outcome=CANARY, reason=CANARY, code_raw=CANARY)
        record.result(case, review, message=f"{CANARY} is not yet shown", remedy=CANARY)
        record.link(case)
    run = record.delivery(rejected=1)
    with app.store.write(Viewer.system("test", STRANGER)) as connection:
        connection.execute(
            insert(rejected_row).values(
                agency_id=STRANGER, import_id=run, file=f"{CANARY}.csv", row=2, field=CANARY, reason="bad_day",
                message=CANARY, raw=CANARY,
            )
        )  # fmt: skip
        partnerships.make_partnership(connection, CANARY, CANARY, "hartlepool_hscb")
        partnerships.join_partnership(connection, CANARY, STRANGER, 20170401)
    quality = Viewer(STRANGER, frozenset({Role.QUALITY}), "learning", "stranger.example")
    source = app.desk.framework("hartlepool_hscb").voice_sources[0].id
    record_item(
        app.desk, quality, NewItem(CANARY, source, CANARY, CANARY, Nature.CONCERN, CANARY, 20180301)
    )  # fmt: skip


@dataclass
class Found:
    """What came of the documents."""

    documents: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    highest: float = 0.0

    def take(self, document: str, answer: httpx.Response) -> Any:
        """Look at an answer; gives its data."""
        self.documents += 1
        said = orjson.loads(answer.content)
        codes = {error["extensions"]["code"] for error in said.get("errors", ())}
        self.codes.update(codes or {"none"})
        cost = said.get("extensions", {}).get("cost")
        if cost and cost["estimated"]:
            self.highest = max(self.highest, cost["real"] / cost["estimated"])
        faults = {
            "status": answer.status_code >= 500,
            "internal": "internal" in codes,
            "traceback": b"Traceback" in answer.content,
            "leak": CANARY in answer.text.replace(CANARY, "", document.count(CANARY)),
            "cost": bool(cost) and cost["real"] > cost["estimated"],
        }
        self.wrong += [
            f"{name} {answer.status_code} {cost}: {document}" for name, found in faults.items() if found
        ]
        return said.get("data")


class Faults(logging.Handler):
    """Keeps what the server logged as a fault."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@dataclass
class Sender:
    """Sends documents as people of two agencies in turn."""

    client: httpx.Client
    tokens: Iterator[str]
    found: Found = field(default_factory=Found)

    def send(self, document: str) -> Any:
        """Send one; gives its data."""
        headers = {
            "Authorization": f"Bearer {next(self.tokens)}",
            "Accept": "application/graphql-response+json",
        }
        return self.found.take(
            document, self.client.post("/graphql", json={"query": document}, headers=headers)
        )


@contextmanager
def sending(home: Path) -> Iterator[tuple[App, Sender]]:
    """A server over the demonstration's story, with a stranger's record beside it."""
    with world(home) as app:
        plant(app)
        tokens = cycle(
            [
                mint(load_key(app.settings.keys), agency=agency, roles=[role], purpose="learning",
                     subject=f"{role}.example")
                for role in ROLES
                for agency in (OWN, PARTNER)
            ]
        )  # fmt: skip
        with (
            served(create_app(app.services())) as port,
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
        ):
            yield app, Sender(client, tokens)


def drawn_by_schemathesis(text: str, start: int) -> Iterator[Callable[[Callable[[str], Any]], None]]:
    """Rounds of documents, one for each query and mutation in turn, each round with its own seed."""
    for scalar in OWN_SCALARS:
        schemathesis.graphql.scalar(scalar, strategies.text(max_size=20).map(nodes.String))
    found = schemathesis.graphql.from_file(text).get_all_operations()
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    for number in count(start):
        for operation in operations:
            if operation.label.startswith("Subscription"):
                continue

            def send(take: Callable[[str], Any], operation: Any = operation, number: int = number) -> None:
                @seed(number)
                @settings(
                    max_examples=5, database=None, deadline=None, phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )  # fmt: skip
                @given(operation.as_strategy())
                def each(case: Any) -> None:
                    take(case.body if isinstance(case.body, str) else case.body["query"])

                each()

            yield send


def campaign(home: Path, seconds: float, start: int) -> tuple[Found, list[str]]:
    """Send documents for so long; gives what came of them and what the server logged as faults."""
    faults = Faults()
    logging.getLogger("lif_plugin").addHandler(faults)
    try:
        with sending(home) as (app, sender):
            text = printed(app.plugins)
            rounds = drawn_by_schemathesis(text, start)
            own = Documents(build_schema(text), Random(start), known_arguments(app))
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                next(rounds)(sender.send)
                for _ in range(5):
                    own.learn(sender.send(own.query()))
            return sender.found, faults.said
    finally:
        logging.getLogger("lif_plugin").removeHandler(faults)


def told(found: Found) -> str:
    """The figures in a few words."""
    codes = ", ".join(f"{code} {number:,}" for code, number in found.codes.most_common())
    return f" documents: {found.documents:,}; highest share of an estimate: {found.highest:.2f}; by code: {codes} "


@pytest.mark.filterwarnings("default")
def test_no_document_fails_leaks_or_costs_more_than_estimated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LIF_HOME", str(tmp_path))
    with redirect_stdout(io.StringIO()):
        found, faults = campaign(tmp_path, SECONDS, SEED)
    with capsys.disabled():
        sys.stdout.write(told(found))
    assert (found.wrong, faults) == ([], [])
    # Both kinds of documents were answered, and not only refused.
    assert found.codes["none"] > 10
