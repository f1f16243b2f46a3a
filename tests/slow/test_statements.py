"""Every path of the schema costs the same number of SQL statements for 10 rows as for 1,000.

What comes is held against `statements.txt`; `python -m tests.slow.test_statements` writes it anew.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import orjson
import pytest
from graphql import build_schema
from sqlalchemy import event
from strawberry.relay import to_base64

from lif_plugin.app import Parts
from lif_plugin.builtin import BUILTIN
from lif_plugin.domain.prompt import Lesson
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.hooks import build_plugins
from lif_plugin.schema import Api, Sources, connection, context
from lif_plugin.schema.allowed import Allowed
from lif_plugin.schema.api import printed
from lif_plugin.schema.types import change
from lif_plugin.store.engine import make_engine
from lif_plugin.store.migrate import migrate
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.work import Store
from tests.assets.filled import AGENCY, FRAMEWORK, PARTNERSHIP, SUBJECT, fill, made_id
from tests.assets.paths import Given, Paths, Way, found_at

FILE: Final = Path(__file__).with_name("statements.txt")
FEW, MANY = 10, 1_000
MOST: Final = Viewer(
    AGENCY, frozenset({Role.QUALITY, Role.ADMIN, Role.MANAGER, Role.IRO}), "learning", SUBJECT
)
HEAD: Final = f"""\
# SQL statements of every way from the root, with {FEW} and with {MANY:,} rows: how many things came and what they took, twice.
# A name after a colon is the type looked at.
"""
Line = tuple[int, int]
"""How many things came, and how many statements it took."""
Table = dict[str, tuple[Line, Line]]
"""Each path with few rows and with many."""
_OF: Final = f'partnership: "{PARTNERSHIP}"'
_BODY: Final = f'{_OF}, body: "board", day: "2024-02-01"'
GIVEN: dict[str, Given] = {
    **{
        f"Query.{name}": _OF
        for name in ("loopClosure", "youSaidWeDid", "themes", "missingOutcomes", "duties")
    },
    "Query.agenda": _BODY,
    "Query.exceptionPaper": _BODY,
    "Query.audit": f'number: "{made_id("audit")}"',
    "Query.auditStory": f'number: "{made_id("audit")}"',
    "Query.case": 'ref: "ref-0"',
    "Query.bodies": f'framework: "{FRAMEWORK}"',
    "Query.learningSources": f'framework: "{FRAMEWORK}"',
    "Query.frameworkFacts": f'framework: "{FRAMEWORK}"',
    "Query.auditPlan": 'from: "2024-01"',
    "Query.auditReport": "level: SERVICE",
    "Query.publishedCounts": 'month: "2024-01"',
    "Query.dutyYear": f'{_OF}, since: "2024-01-01", until: "2024-12-31"',
    "Query.indicatorSeries": f'{_OF}, indicator: "pmf_support"',
}
CHANGES: Final = {
    "Prompt": "PROMPT", "ReviewLink": "REVIEW_LINK", "LearningItem": "LEARNING", "Action": "ACTION", "ChildAction": "CHILD_ACTION",
}  # fmt: skip
"""The types of things that change, with the kind of their changes; of a case only that it has gone."""
NODES: Final = {
    "Case": "case_record", "Prompt": "result", "ReviewLink": "review_link", "ChildAction": "child_action", "Finding": "finding",
    "LearningItem": "learning_item", "Recommendation": "recommendation", "Action": "action", "Plan": "plan",
    "Briefing": "briefing", "Meeting": "meeting",
}  # fmt: skip
"""The types of things that are found by their ids, with their tables; what lies below is walked from their lists."""


def _changes(kind: str | None) -> Callable[[int], str]:
    return lambda many: f"first: {many}" + (f", kinds: [{kind}]" if kind else "")


def _ids(named: str) -> Callable[[int], str]:
    def made(many: int) -> str:
        return f"ids: {orjson.dumps([to_base64(named, made_id(NODES[named], number)) for number in range(many)]).decode()}"

    return made


GIVEN |= {
    "Query.changes": _changes(None),
    **{f"Query.changes:{named}": _changes(kind) for named, kind in CHANGES.items()},
    **{f"Query.nodes:{named}": _ids(named) for named in NODES},
    "Query.search": 'text: "text"',
    "Query.lineage": f'id: "{to_base64("LearningItem", made_id("learning_item"))}"',
}
LEADS: Final = {"Change.node": CHANGES.keys(), "Query.nodes": NODES.keys(), "Query.node": ()}
FREELY: Final = Allowed(cost=10**9, real=10**9, seconds=3_600)
LESSON: Final = Lesson("lesson", "Ask again.", "A review", frozenset({"VOC-07"}))
REASONS: Final[Mapping[str, str]] = {}
"""Paths that may cost more with more rows, each with its reason."""


@contextmanager
def world(home: Path, many: int) -> Iterator[tuple[Api, Store]]:
    """A schema over tables that hold as many rows for as many parents."""
    url = f"sqlite:///{home / f'{many}.db'}"
    migrate(url)
    store = Store(make_engine(url))
    fill(store, many)
    parts = Parts(build_plugins(BUILTIN))
    rules = {name: owned.rule for name, owned in parts.rules.items()}
    log = ReadLog(store, b"invented key", interval=3600)
    yield (
        Api(Sources(store, parts.plugins, rules, {AGENCY: [LESSON]}, log, parts.timers, allowed=FREELY)),
        store,
    )
    log.close()
    store.close()


@contextmanager
def without_limits() -> Iterator[None]:
    """Let a page have as many rows as there are, and an operation read as many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "MAX_SIZE", MANY)
        patch.setattr(change, "MAX_CHANGES", MANY)
        patch.setattr(context.Context, "spend", lambda *_: None)
        yield


def counted(api: Api, store: Store, many: int) -> dict[Way, Line]:
    """Ask for each path; gives what came and what it took."""
    paths, sent = Paths(build_schema(printed(build_plugins(BUILTIN))), GIVEN, LEADS), list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not any(word in statement for word in ("INTO read_log", "BEGIN", "PRAGMA")):
            sent.append(statement)

    found: dict[Way, Line] = {}
    event.listen(store.engine, "before_cursor_execute", note)
    for way in paths.all():
        sent.clear()
        reply = api.run(MOST, paths.document(way, many))
        assert not reply.errors, (way, reply.errors)
        found[way] = (found_at(reply.data, way), len(sent))
    event.remove(store.engine, "before_cursor_execute", note)
    return found


def table(home: Path) -> Table:
    """Every path with what came and what it took, for few rows and for many."""
    halves = []
    for many in (FEW, MANY):
        with world(home, many) as (api, store), without_limits():
            halves.append(counted(api, store, many))
    return {_named(way): (halves[0][way], halves[1][way]) for way in halves[0]}


def _named(way: Way) -> str:
    return ".".join(f"{name}:{to}" if name in {"node", "nodes"} else name for name, to in way)


def written(found: Table) -> str:
    """The file: each path with what came and what it took, few and many."""
    lines = [
        f"{path:<76} {few[0]:>6} {few[1]:>3} {many[0]:>8,} {many[1]:>3}"
        for path, (few, many) in found.items()
    ]
    return "\n".join([HEAD, *lines]) + "\n"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """The table as it is."""
    return table(tmp_path_factory.mktemp("home"))


def test_every_path_costs_the_same_for_many_rows_as_for_few(
    found: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        sys.stdout.write(
            f" statements: {len(found)} paths, {sum(many[0] for _few, many in found.values()):,} rows "
        )
    assert {path for path, (few, many) in found.items() if few[1] != many[1]} == REASONS.keys()


def test_what_each_path_costs_is_what_is_written_down(found: Table) -> None:
    lines = [
        line.replace(",", "").split() for line in FILE.read_text().splitlines() if line[:1] not in {"#", ""}
    ]
    assert {path: (few[1], many[1]) for path, (few, many) in found.items()} == {
        path: (int(few), int(many)) for path, _things, few, _more, many in lines
    }


def test_where_many_rows_stand_many_come(found: Table) -> None:
    # A path that shows few of many would cost the same whatever it does.
    assert sum(many[0] >= MANY for _few, many in found.values()) * 3 > len(found)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        text = written(table(Path(folder)))
    FILE.write_text(text)
