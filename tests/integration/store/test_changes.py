"""Changes read from a cursor: none is missed and none comes twice, however commits and reads fall."""

import threading
from contextlib import ExitStack
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, text

from lif_plugin.domain.change import ChangeKind, Place
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.changes import Wanted, changes_after, heads
from lif_plugin.store.tables import learning_item
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, PARTNER, Partners

NUMBERS = count(1)
OWN, THEIRS, KEPT = ("elmshire", True), ("oakhealth", True), ("oakhealth", False)
SLOTS = st.integers(0, 2)
LATE = [("write", 0, OWN), ("write", 1, OWN), ("commit", 1), ("read", 3), ("commit", 0)]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), SLOTS, st.sampled_from([OWN, THEIRS, KEPT])),
        st.tuples(st.just("commit"), SLOTS),
        st.tuples(st.just("roll back"), SLOTS),
        st.tuples(st.just("read"), st.integers(1, 3)),
    ),
    max_size=25,
)


@pytest.fixture
def elm(store: Store) -> Partners:
    return Partners(store, "hartlepool_hscb")


def record(connection: Connection, agency: str, shared: bool) -> str:
    made = f"{next(NUMBERS):036d}"
    connection.execute(
        insert(learning_item).values(
            id=made, agency_id=agency, partnership_id="elm", shared=shared, by="test", at=1, title="Learnt", summary="",
            source_of_learning="multi_agency_audits", nature="concern", theme="voice", day=20260301, learning_route="[]",
            evaluation_route="[]", optional_steps="[]", route_basis="chosen",
        )
    )  # fmt: skip
    return made


class Reader:
    """Somebody of Elmshire who follows changes by pages."""

    def __init__(self, elm: Partners) -> None:
        self.elm = elm
        self.seen: list[str] = []
        with elm.store.read(BOARD) as connection:
            self.cursor = Place(heads(connection, BOARD, elm.day)).cursor()

    def read(self, limit: int) -> bool:
        wanted = Wanted(frozenset({ChangeKind.LEARNING}), limit=limit)
        with self.elm.store.read(BOARD) as connection:
            found = changes_after(connection, BOARD, Place.of(self.cursor), wanted, self.elm.day)
        self.seen += [row["node"] for row in found.rows]
        self.cursor = found.place.cursor()
        return found.more

    def read_all(self) -> None:
        while self.read(2):
            pass


class Writers:
    """Transactions that are open at the same time; SQLite has one."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.open: dict[int, tuple[ExitStack, Connection, str, list[str]]] = {}
        self.committed: list[str] = []

    def write(self, slot: int, of: tuple[str, bool]) -> None:
        agency, shared = of
        if slot not in self.open:
            if self.store.is_sqlite and self.open:
                return
            stack = ExitStack()
            connection = stack.enter_context(self.store.write(Viewer.system("test", agency)))
            self.open[slot] = stack, connection, agency, []
        _, connection, agency_of, made = self.open[slot]
        number = record(connection, agency_of, shared)
        if agency_of == "elmshire" or shared:
            made.append(number)

    def commit(self, slot: int) -> None:
        if slot in self.open:
            stack, _, _, made = self.open.pop(slot)
            stack.close()
            self.committed += made

    def roll_back(self, slot: int) -> None:
        if slot in self.open:
            stack, *_ = self.open.pop(slot)
            error = RuntimeError("given up")
            with pytest.raises(RuntimeError, match="given up"), stack:
                raise error


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(steps=LATE)
@given(steps=STEPS)
def test_no_interleaving_of_commits_and_reads_loses_or_doubles_a_change(
    elm: Partners, steps: list[tuple[str, int, tuple[str, bool]]]
) -> None:
    reader, writers = Reader(elm), Writers(elm.store)
    for what, number, *of in steps:
        if what == "write":
            writers.write(number, *of)
        elif what == "commit":
            writers.commit(number)
        elif what == "roll back":
            writers.roll_back(number)
        else:
            reader.read(number)
    for slot in list(writers.open):
        writers.commit(slot)
    reader.read_all()
    assert sorted(reader.seen) == sorted(writers.committed)


def test_who_has_a_place_in_the_order_is_waited_for(postgres_store: Store) -> None:
    elm = Partners(postgres_store, "hartlepool_hscb")
    reader, committed = Reader(elm), []

    def commit_another() -> None:
        with postgres_store.write(BOARD) as connection:
            committed.append(record(connection, "elmshire", shared=True))

    other = threading.Thread(target=commit_another)
    with postgres_store.write(BOARD) as connection:
        committed.append(record(connection, "elmshire", shared=True))
        # What a commit does first: its changes get their ids, and it is not over yet.
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        other.start()
        other.join(0.3)
        reader.read_all()
    other.join()
    reader.read_all()
    assert reader.seen == committed


def write_many(elm: Partners, agency: str, made: list[str]) -> None:
    for number in range(40):
        with elm.store.write(Viewer.system("test", agency)) as connection:
            items = [record(connection, agency, shared=True) for _ in range(1 + number % 3)]
        made += items


def test_writers_at_the_same_time_lose_and_double_nothing(elm: Partners) -> None:
    reader = Reader(elm)
    made: list[list[str]] = [[] for _ in range(4)]
    threads = [
        threading.Thread(target=write_many, args=(elm, ("elmshire", "oakhealth")[at % 2], mine))
        for at, mine in enumerate(made)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        reader.read(7)
    for thread in threads:
        thread.join()
    reader.read_all()
    assert sorted(reader.seen) == sorted(item for mine in made for item in mine)


def test_a_change_of_a_partner_that_is_not_shared_is_not_told(elm: Partners) -> None:
    reader = Reader(elm)
    with elm.store.write(PARTNER) as connection:
        record(connection, "oakhealth", shared=False)
    reader.read_all()
    assert reader.seen == []
