"""The receiver groups what senders hand over, answers each of them, and loses nothing."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import DBAPIError

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.viewer import Viewer
from lif_plugin.flow.receive import GROUP, Receiver, ReceiverClosed
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.inbox import LIVE_FEED, InboxRow, inbox_row
from lif_plugin.store.tables import inbox
from lif_plugin.store.work import Store
from tests.assets.world import review


@pytest.fixture
def receiver(store: Store) -> Iterator[Receiver]:
    for name in ("aton", "beton"):
        with store.write(Viewer.system("test", name)) as connection:
            save_agency(connection, Agency(name, name.title()), "test")
    made = Receiver(store)
    yield made
    made.close()


def row(number: int, agency: str = "aton") -> InboxRow:
    fact = review(f"E-{number}", 20170501)
    return inbox_row(fact, agency=agency, source="made", scope="feed", import_id=LIVE_FEED, origin="", now=1)


def received(store: Store, agency: str = "aton") -> int:
    with store.read(Viewer.system("test", agency)) as connection:
        count = connection.scalar(select(func.count()).select_from(inbox).where(inbox.c.agency_id == agency))
    return int(count or 0)


def commits(store: Store) -> list[Any]:
    """What is appended to with every commit."""
    seen: list[Any] = []
    event.listen(store.engine, "commit", seen.append)
    return seen


def held(receiver: Receiver, store: Store, hand_over: Any) -> list[Future[bool]]:
    """Hand over while the writer is kept from its first commit, so that everything waits together."""
    go = threading.Event()
    event.listen(store.engine, "begin", lambda _connection: go.wait(), once=True)
    first = receiver.submit("aton", [row(0)])
    while not receiver._queue.empty():
        pass
    futures = [first, *hand_over()]
    go.set()
    return futures


def test_a_sender_is_answered_after_the_commit(receiver: Receiver, store: Store) -> None:
    assert receiver.submit("aton", [row(1), row(2)]).result() is True
    assert received(store) == 2


def test_senders_who_wait_share_a_commit(receiver: Receiver, store: Store) -> None:
    seen = commits(store)
    futures = held(receiver, store, lambda: [receiver.submit("aton", [row(n)]) for n in range(1, 21)])
    assert [future.result() for future in futures] == [True] * 21
    assert received(store) == 21
    assert len(seen) <= 3


def test_a_group_is_full_at_some_point(receiver: Receiver, store: Store) -> None:
    seen = commits(store)
    half = [row(n) for n in range(GROUP // 2)]
    futures = held(receiver, store, lambda: [receiver.submit("aton", half) for _ in range(6)])
    assert [future.result() for future in futures] == [True] * 7
    assert len(seen) >= 3


def test_agencies_do_not_share_a_commit(receiver: Receiver, store: Store) -> None:
    def hand_over() -> list[Future[bool]]:
        return [receiver.submit(name, [row(n, name)]) for n in range(4) for name in ("aton", "beton")]

    assert [future.result() for future in held(receiver, store, hand_over)] == [True] * 9
    assert (received(store), received(store, "beton")) == (5, 4)


def test_a_failure_is_told_to_every_sender_of_the_group(receiver: Receiver, store: Store) -> None:
    broken = row(9)._replace(payload=None)  # type: ignore[arg-type]
    futures = held(
        receiver, store, lambda: [receiver.submit("aton", [row(1)]), receiver.submit("aton", [broken])]
    )
    assert [isinstance(future.exception(), DBAPIError) for future in futures[1:]] == [True, True]
    receiver.submit("aton", [row(2)]).result()
    assert received(store) == 1 + (futures[0].exception() is None)


def test_a_sender_cannot_take_back_what_was_handed_over(receiver: Receiver, store: Store) -> None:
    future = receiver.submit("aton", [row(1)])
    assert not future.cancel()
    receiver.submit("aton", [row(2)]).result()
    assert received(store) == 2


def test_nothing_handed_over_is_nothing_to_do(receiver: Receiver, store: Store) -> None:
    assert receiver.submit("aton", []).result() is True
    assert received(store) == 0


def test_closing_loses_nothing(receiver: Receiver, store: Store) -> None:
    futures = [receiver.submit("aton", [row(n)]) for n in range(50)]
    receiver.close()
    assert all(future.done() for future in futures)
    assert received(store) == 50


def test_a_closed_receiver_refuses(receiver: Receiver, store: Store) -> None:
    receiver.close()
    receiver.close()
    with pytest.raises(ReceiverClosed):
        receiver.submit("aton", [row(1)])
    assert received(store) == 0
