"""Pausing on both databases: nothing is delivered at all, and resuming does not flood."""

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from lif_plugin.domain.digest import Recipient
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import BadSetting, NotAllowed
from lif_plugin.flow.digest import add_recipient, send_digests
from lif_plugin.flow.pausing import is_paused, listed, pause, resume
from lif_plugin.flow.post import Fate
from lif_plugin.store.tables import push
from lif_plugin.store.work import Store
from tests.assets.told_rules import KINDS, LIVE, PLUGINS, silent
from tests.assets.world import NOW, World

ADA = Viewer("elmshire", frozenset({Role.ADMIN}), "setting up", "ada.example")
HOUR = 3_600_000
WEEK = 7 * 24 * HOUR
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
"""For what no database makes a difference to."""


@pytest.fixture
def live(store: Store) -> Iterator[World]:
    with World(store, LIVE, PLUGINS) as made:
        yield made


def bring(world: World, first: int, last: int, scope: str = "2017") -> None:
    """Children of one worker who were missing, one for each number."""
    facts = [fact for number in range(first, last) for fact in silent(f"C{number}", 20180320 + number)]
    world.bring(*facts, kinds=KINDS, until=20180408, scope=scope)


def pushed(world: World) -> int:
    """How many prompts may interrupt."""
    return len([row for row in world.rows(select(push.c.push_from)) if row["push_from"] is not None])


@ON_SQLITE
def test_while_paused_nobody_is_interrupted_and_prompts_are_there(live: World) -> None:
    assert pause(live.store, ADA, "A wrong extract", NOW)
    bring(live, 0, 5)
    assert pushed(live) == 0
    assert len([row for row in live.results("TST-01") if row["delivery"] == "now"]) == 5


def test_what_waited_goes_through_the_budget_and_the_rest_to_the_digest(live: World) -> None:
    pause(live.store, ADA, "A wrong extract", NOW)
    bring(live, 0, 5)
    assert resume(live.store, ADA, NOW + HOUR) == 0
    live.drain()
    assert pushed(live) == 2
    assert Counter(row["delivery"] for row in live.results("TST-01")) == {"now": 2, "digest": 3}


def test_what_was_let_through_for_later_is_decided_anew(live: World) -> None:
    live.now = NOW + 9 * HOUR
    bring(live, 0, 2)
    assert pushed(live) == 2
    pause(live.store, ADA, "A wrong extract", NOW + 9 * HOUR)
    live.now = NOW + WEEK
    bring(live, 2, 5, "later")
    assert resume(live.store, ADA, live.now) == 2
    live.drain()
    assert pushed(live) == 2
    assert Counter(row["delivery"] for row in live.results("TST-01")) == {"now": 2, "digest": 3}


def test_who_was_interrupted_before_the_pause_is_not_interrupted_again(live: World) -> None:
    bring(live, 0, 2)
    before = live.rows(select(push))
    pause(live.store, ADA, "A wrong extract", NOW + HOUR)
    assert resume(live.store, ADA, NOW + 2 * HOUR) == 0
    live.drain()
    assert live.rows(select(push)) == before


def test_no_digest_is_sent_while_paused(live: World) -> None:
    bring(live, 0, 5)
    add_recipient(live.store, "elmshire", Recipient("kim@example.org", Role.WORKER, "W1"))
    sent = []

    def send(message: object) -> tuple[Fate, int | None]:
        sent.append(message)
        return Fate.SENT, 250

    pause(live.store, ADA, "A wrong extract", NOW)
    args = (live.store, "elmshire", send, "lif@example.org", "http://lif.example", lambda: NOW)
    assert send_digests(*args) == {"paused": 1}
    assert sent == []
    resume(live.store, ADA, NOW)
    assert send_digests(*args) == {"sent": 1}
    assert len(sent) == 1


@ON_SQLITE
def test_a_pause_is_kept_with_who_and_why_and_begun_once(live: World) -> None:
    assert pause(live.store, ADA, "A wrong extract", NOW)
    assert not pause(live.store, ADA, "Again", NOW + 1)
    assert is_paused(live.store, "elmshire")
    assert resume(live.store, ADA, NOW + 2) == 0
    assert resume(live.store, ADA, NOW + 3) is None
    with live.store.read(ADA) as connection:
        [row] = listed(connection, ADA)
    assert (row["paused_by"], row["why"], row["paused_at"], row["resumed_at"]) == (
        "ada.example", "A wrong extract", NOW, NOW + 2,
    )  # fmt: skip


@ON_SQLITE
def test_only_an_admin_stops_delivery_and_says_why(live: World) -> None:
    with pytest.raises(BadSetting, match="reason"):
        pause(live.store, ADA, " ", NOW)
    for role in set(Role) - {Role.ADMIN}:
        viewer = Viewer("elmshire", frozenset({role}), "casework", "sam.example")
        with pytest.raises(NotAllowed):
            pause(live.store, viewer, "A wrong extract", NOW)
        with pytest.raises(NotAllowed):
            resume(live.store, viewer, NOW)
    assert not is_paused(live.store, "elmshire")


@ON_SQLITE
def test_another_agency_goes_on(live: World) -> None:
    pause(live.store, ADA, "A wrong extract", NOW)
    assert not is_paused(live.store, "oakshire")
