"""Draining in the caller, gathered wakes, timers, and when a batch is tried again."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy.exc import OperationalError

from lif_plugin.errors import StaleCase
from lif_plugin.jobs.inline import InlineJobs
from lif_plugin.jobs.port import JobPort, attempt
from lif_plugin.jobs.timers import Timers
from lif_plugin.jobs.wakes import Wakes

LONG = 3600.0


def failing(times: int, fault: Exception) -> tuple[list[str], Callable[[str], bool]]:
    """Work that fails so often, then has nothing more to do; and whom it was called for."""
    calls: list[str] = []

    def work(agency_id: str) -> bool:
        calls.append(agency_id)
        if len(calls) <= times:
            raise fault
        return False

    return calls, work


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pauses between tries."""
    monkeypatch.setattr("lif_plugin.jobs.port._PAUSE", 0)


@pytest.mark.parametrize(
    "fault", [OperationalError("", None, Exception()), StaleCase()], ids=["busy", "stale"]
)
def test_what_may_go_well_next_time_is_tried_three_times(fault: Exception) -> None:
    calls, work = failing(2, fault)
    assert attempt(work, "aton") is False
    assert len(calls) == 3


def test_the_third_failure_is_raised() -> None:
    calls, work = failing(9, StaleCase())
    with pytest.raises(StaleCase):
        attempt(work, "aton")
    assert len(calls) == 3


def test_a_mistake_is_not_tried_again() -> None:
    calls, work = failing(1, ValueError())
    with pytest.raises(ValueError):
        attempt(work, "aton")
    assert len(calls) == 1


def test_draining_does_batches_until_there_are_no_more() -> None:
    left = {"aton": 3, "beton": 1}
    done: list[str] = []

    def work(agency_id: str) -> bool:
        left[agency_id] -= 1
        return left[agency_id] > 0

    jobs: JobPort = InlineJobs(work, lambda: ["aton", "beton"])
    jobs.drain(["aton"], done.append)
    assert (left, done) == ({"aton": 0, "beton": 1}, ["aton", "aton", "aton"])


def test_draining_all_asks_what_waits() -> None:
    calls, work = failing(0, ValueError())
    InlineJobs(work, lambda: ["beton", "aton"]).drain()
    assert calls == ["beton", "aton"]


def test_draining_raises_what_a_batch_raised() -> None:
    _, work = failing(1, ValueError("what"))
    with pytest.raises(ValueError, match="what"):
        InlineJobs(work, list).drain(["aton"])


def test_a_timer_runs_at_the_start_and_again() -> None:
    turns = threading.Semaphore(0)
    timers = Timers()
    timers.every(0.001, "tick", turns.release)
    timers.start()
    assert all(turns.acquire(timeout=30) for _ in range(3))
    timers.stop()


def test_a_timer_added_later_runs_too() -> None:
    early, late = threading.Event(), threading.Event()
    timers = Timers()
    timers.every(LONG, "early", early.set)
    timers.start()
    timers.every(LONG, "late", late.set)
    assert early.wait(30)
    assert late.wait(30)
    timers.stop()


def test_a_timers_failure_names_its_kind_only_and_its_next_turn_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    turns = threading.Semaphore(0)

    def verb() -> None:
        turns.release()
        raise ValueError("CHILD-17")

    timers = Timers()
    timers.every(0.001, "seal", verb)
    timers.start()
    assert all(turns.acquire(timeout=30) for _ in range(2))
    timers.stop()
    assert "seal failed with ValueError" in caplog.text
    assert "CHILD-17" not in caplog.text


def test_stopping_waits_for_the_verb_in_hand() -> None:
    begun, finish, ended = threading.Event(), threading.Event(), threading.Event()

    def verb() -> None:
        begun.set()
        finish.wait(30)
        ended.set()

    timers = Timers()
    timers.every(LONG, "slow", verb)
    timers.start()
    assert begun.wait(30)
    threading.Timer(0.05, finish.set).start()
    timers.stop()
    assert ended.is_set()


def test_wakes_before_the_next_look_are_one() -> None:
    handed = threading.Event()
    calls: list[str] = []

    def enqueue(agency_id: str) -> None:
        calls.append(agency_id)
        if agency_id == "beton":
            handed.set()

    wakes = Wakes(enqueue)
    for _ in range(100):
        wakes.wake("aton")
    wakes.wake("beton")
    wakes.start()
    assert handed.wait(30)
    wakes.stop()
    assert calls == ["aton", "beton"]


def test_a_wake_the_database_did_not_take_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lif_plugin.jobs.wakes._AGAIN", 0.001)
    taken = threading.Event()
    faults = [ConnectionError("down")]

    def enqueue(agency_id: str) -> None:
        if faults:
            raise faults.pop()
        taken.set()

    wakes = Wakes(enqueue)
    wakes.start()
    wakes.wake("aton")
    assert taken.wait(30)
    wakes.stop()
