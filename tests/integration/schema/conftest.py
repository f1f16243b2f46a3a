"""A schema over a fresh store, with a record to fill and a way to ask."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event, select

from lif_plugin.builtin import voice_of_child
from lif_plugin.domain.viewer import Viewer
from lif_plugin.hooks import Plugins, build_plugins
from lif_plugin.schema import Api, Reply, Sources
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.tables import read_log
from lif_plugin.store.work import Store
from tests.assets.builders import RULES, Record, viewer

Ask = Callable[..., Any]


@pytest.fixture
def record(store: Store) -> Record:
    return Record.of(store)


@pytest.fixture
def plugins() -> Plugins:
    return build_plugins([("voice_of_child", voice_of_child)])


@pytest.fixture
def log(store: Store) -> Iterator[ReadLog]:
    made = ReadLog(store, b"invented key")
    yield made
    made.close()


@pytest.fixture
def api(store: Store, plugins: Plugins, log: ReadLog) -> Api:
    return Api(Sources(store, plugins, RULES, {}, log))


@pytest.fixture
def reply(api: Api) -> Callable[..., Reply]:
    """Run an operation and return all that came of it."""

    def run(document: str, by: Viewer | None = None, **variables: Any) -> Reply:
        return api.run(by or viewer(), document, variables)

    return run


@pytest.fixture
def ask(reply: Callable[..., Reply]) -> Ask:
    """Run an operation that succeeds and return its data."""

    def run(document: str, by: Viewer | None = None, **variables: Any) -> Any:
        answer = reply(document, by, **variables)
        assert answer.errors == []
        return answer.data

    return run


@pytest.fixture
def code(reply: Callable[..., Reply]) -> Ask:
    """Run an operation that is refused and return the codes of the refusal."""

    def run(document: str, by: Viewer | None = None, **variables: Any) -> list[str]:
        return [error["extensions"]["code"] for error in reply(document, by, **variables).errors]

    return run


@pytest.fixture
def statements(store: Store) -> Iterator[list[str]]:
    """The statements that the reader sent to the database, without those that begin and end transactions."""
    sent: list[str] = []
    reader = threading.get_ident()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        # The read log is written by a thread of its own, whenever it comes to it.
        if threading.get_ident() != reader:
            return
        if not any(word in statement for word in ("read_log", "set_config", "BEGIN")):
            sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield sent
    event.remove(store.engine, "before_cursor_execute", note)


@pytest.fixture
def logged(store: Store, log: ReadLog) -> Callable[[], list[tuple[str, str]]]:
    """What the read log holds: (action, public ids) of each entry, in order."""

    def read() -> list[tuple[str, str]]:
        log.flush()
        with store.read(viewer()) as connection:
            query = select(read_log.c.action, read_log.c.cases).order_by(read_log.c.id)
            return [(row.action, row.cases) for row in connection.execute(query)]

    return read
