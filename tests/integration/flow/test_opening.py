"""A case outside one's own: opened with a reason and in the log first, for a limited time, and people are told."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from lif_plugin.domain.digest import Recipient
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import LifError, NotAllowed, NotFound
from lif_plugin.flow.digest import add_recipient
from lif_plugin.flow.opening import AT_ONCE, MINUTE, OpeningRefused, open_case, tell_watchers, with_opened
from lif_plugin.flow.post import Fate
from lif_plugin.store import opened
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.reads.cases import cases_named
from lif_plugin.store.tables import read_log
from lif_plugin.store.work import Store, now_ms
from tests.assets.builders import Record

ROLES = frozenset({Role.IRO})
REASON = "The out-of-hours team called about this child"
ADMIN = Viewer("elmshire", frozenset({Role.ADMIN}), "watch", "admin.example")


@pytest.fixture
def record(store: Store) -> Record:
    made = Record.of(store)
    for ref in ("E-1", "E-2", "E-3", "E-4", "E-5"):
        made.case(ref)
    return made


@pytest.fixture
def log(store: Store) -> Iterator[ReadLog]:
    made = ReadLog(store, b"invented key", interval=60)
    yield made
    made.close()


@pytest.fixture
def sam(record: Record) -> Viewer:
    """Somebody whose own case is E-1."""
    return Viewer("elmshire", ROLES, "casework", "sam.example", frozenset({"E-1"}))


def sees(store: Store, viewer: Viewer, at: int) -> list[str]:
    """The references of the five that the viewer sees at a time."""
    asks = with_opened(store, viewer, at)
    with store.read(asks) as connection:
        return [f"E-{number}" for number in range(1, 6) if cases_named(connection, asks, f"E-{number}")]


def logged(store: Store) -> list[str]:
    with store.read(ADMIN) as connection:
        return list(connection.scalars(select(read_log.c.action).order_by(read_log.c.id)))


def test_one_case_is_open_to_one_person_for_its_time_and_no_longer(
    store: Store, log: ReadLog, sam: Viewer
) -> None:
    made = open_case(store, log.record_now, sam, "E-2", REASON, 60, 1000)
    assert sees(store, sam, 1000) == ["E-1", "E-2"]
    assert sees(store, sam, made.until) == ["E-1"]
    assert sees(store, replace(sam, subject="kim.example"), 1000) == ["E-1"]
    assert logged(store) == ["open_case"]


def test_what_is_read_of_it_is_in_the_log_before_it_is_shown(store: Store, log: ReadLog, sam: Viewer) -> None:
    made = open_case(store, log.record_now, sam, "E-2", REASON, 60, 1000)
    asks = with_opened(store, sam, 1000)
    log.record(asks, "panel", ["its own"])
    assert logged(store) == ["open_case"]
    log.record(asks, "panel", [made.case])
    assert logged(store)[-1] == "panel"


def test_nothing_is_opened_in_another_agency_or_by_another_role(
    store: Store, log: ReadLog, sam: Viewer
) -> None:
    Record.of(store, "oakshire")
    with pytest.raises(NotFound):
        open_case(store, log.record_now, replace(sam, agency="oakshire"), "E-2", REASON, 60, 1000)
    with pytest.raises(NotAllowed):
        open_case(
            store, log.record_now, replace(sam, roles=frozenset({Role.QUALITY})), "E-2", REASON, 60, 1000
        )
    assert sees(store, replace(sam, agency="oakshire"), 1000) == []


@pytest.mark.parametrize(
    ("name", "reason", "minutes"),
    [
        ("E-9", REASON, 60),
        ("E-2", "because", 60),
        ("E-2", REASON, 0),
        ("E-2", REASON, 481),
        ("E-1", REASON, 60),
    ],
    ids=["no such case", "no reason", "no time", "too long", "own case"],
)
def test_nothing_is_opened_without_a_case_a_reason_and_a_time(
    sqlite_store: Store, name: str, reason: str, minutes: int
) -> None:
    made = Record.of(sqlite_store)
    for ref in ("E-1", "E-2"):
        made.case(ref)
    sam = Viewer("elmshire", ROLES, "casework", "sam.example", frozenset({"E-1"}))
    with pytest.raises(LifError):
        open_case(sqlite_store, lambda *_: None, sam, name, reason, minutes, 1000)
    with sqlite_store.read(ADMIN) as connection:
        assert opened.count_opened(connection, ADMIN) == 0


def test_nobody_opens_one_after_the_other(store: Store, log: ReadLog, sam: Viewer) -> None:
    for number in range(2, 2 + AT_ONCE):
        open_case(store, log.record_now, sam, f"E-{number}", REASON, 60, 1000)
    with pytest.raises(OpeningRefused, match="open already"):
        open_case(store, log.record_now, sam, "E-5", REASON, 60, 1000)
    open_case(store, log.record_now, sam, "E-5", REASON, 60, 1000 + 60 * MINUTE)


def test_managers_and_administrators_are_told_once_without_the_case_or_the_reason(
    store: Store, log: ReadLog, sam: Viewer
) -> None:
    for name, role in (("boss", Role.MANAGER), ("admin", Role.ADMIN), ("board", Role.BOARD)):
        add_recipient(store, "elmshire", Recipient(f"{name}@elmshire.example", role))
    made = open_case(store, log.record_now, sam, "E-2", REASON, 60, now_ms())
    sent: list[EmailMessage] = []

    def send(message: EmailMessage) -> tuple[Fate, int | None]:
        sent.append(message)
        return Fate.SENT, None

    for _ in range(2):
        tell_watchers(store, "elmshire", send, "lif@elmshire.example", now_ms())
    assert sorted(one["To"] for one in sent) == ["admin@elmshire.example", "boss@elmshire.example"]
    assert "sam.example" in sent[0].get_content()
    assert not any(word in sent[0].as_string() for word in ("E-2", made.case, "out-of-hours"))
