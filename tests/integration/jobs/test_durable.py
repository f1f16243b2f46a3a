"""Batches on DBOS, on SQLite and PostgreSQL: done until nothing waits, one at a time, by whoever lives."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from dbos import DBOS
from sqlalchemy import Engine, inspect, text

from lif_plugin.errors import DatabaseBusy, SchemaBehind, StaleCase
from lif_plugin.jobs import BatchFailed, JobPort, current_problems, migrate
from lif_plugin.jobs.durable import Jobs
from lif_plugin.jobs.workflows import QUEUE, prune, running_on
from lif_plugin.store.seat import take_seat

MakeJobs = Callable[..., Jobs]


class Counted:
    """Work that counts down what is left for each agency."""

    def __init__(self, **left: int) -> None:
        self.left = left
        self.done = threading.Event()

    def __call__(self, agency_id: str) -> bool:
        self.left[agency_id] -= 1
        if not any(count > 0 for count in self.left.values()):
            self.done.set()
        return self.left[agency_id] > 0

    def waiting(self) -> list[str]:
        return [name for name, count in self.left.items() if count > 0]


@pytest.fixture
def make(jobs_url: str) -> Iterator[MakeJobs]:
    """Makes jobs that are started, and stopped when the test ends."""
    started: list[Jobs] = []

    def made(work: Callable[[str], bool], agencies: Callable[[], list[str]] = list) -> Jobs:
        jobs = Jobs(jobs_url, work, agencies, poll=0.02, takeover=0.1)
        jobs.start()
        started.append(jobs)
        return jobs

    yield made
    for jobs in started:
        jobs.stop()


def test_draining_does_batches_until_nothing_waits(make: MakeJobs) -> None:
    work = Counted(aton=3, beton=2)
    told: list[str] = []
    jobs: JobPort = make(work)
    jobs.drain(["aton", "beton"], told.append)
    assert work.left == {"aton": 0, "beton": 0}
    assert sorted(told) == ["aton", "aton", "aton", "beton", "beton"]


def test_waking_begins_a_batch(make: MakeJobs) -> None:
    work = Counted(aton=2)
    make(work).wake("aton")
    assert work.done.wait(60)


def test_what_waits_at_the_start_is_found(make: MakeJobs) -> None:
    work = Counted(aton=2, beton=0, gamma=1)
    make(work, work.waiting)
    assert work.done.wait(60)
    assert work.left == {"aton": 0, "beton": 0, "gamma": 0}


def test_an_agency_has_one_batch_at_a_time(make: MakeJobs) -> None:
    running, most = [0], [0]
    left = [6]

    def work(agency_id: str) -> bool:
        running[0] += 1
        most[0] = max(most[0], running[0])
        left[0] -= 1
        threading.Event().wait(0.02)
        running[0] -= 1
        return left[0] > 0

    jobs = make(work)
    for _ in range(3):
        jobs._queue("aton", f"aton:{_}.1")
    jobs.drain(["aton"])
    assert most == [1]


def test_a_batch_that_fails_is_raised_and_others_go_on(make: MakeJobs) -> None:
    def work(agency_id: str) -> bool:
        if agency_id == "aton":
            raise ValueError("CHILD-17")
        return False

    jobs = make(work)
    with pytest.raises(ValueError, match="CHILD-17"):
        jobs.drain(["aton"])
    jobs.drain(["beton"])


def test_an_agency_whose_batch_failed_can_be_drained_again(make: MakeJobs) -> None:
    faults: list[Exception] = [ValueError()]
    done: list[str] = []

    def work(agency_id: str) -> bool:
        if faults:
            raise faults.pop()
        done.append(agency_id)
        return False

    jobs = make(work)
    with pytest.raises(ValueError):
        jobs.drain(["aton"])
    jobs.drain(["aton"])
    assert done == ["aton"]


def test_a_stale_case_is_tried_again(make: MakeJobs) -> None:
    faults: list[Exception] = [StaleCase(), StaleCase()]

    def work(agency_id: str) -> bool:
        if faults:
            raise faults.pop()
        return False

    make(work).drain(["aton"])
    assert faults == []


def every_text(engine: Engine, schema: str | None) -> str:
    """All that is stored in a schema, as one text."""
    with engine.connect() as connection:
        names = inspect(connection).get_table_names(schema=schema)
        prefix = f"{schema}." if schema else ""
        return "\n".join(
            str(row) for name in names for row in connection.execute(text(f"SELECT * FROM {prefix}{name}"))
        )


def test_nothing_but_the_agency_reaches_the_job_tables(make: MakeJobs, tamperer: Engine) -> None:
    def work(agency_id: str) -> bool:
        raise ValueError("CHILD-17")

    jobs = make(work)
    with pytest.raises(ValueError):
        jobs.drain(["aton"])
    stored = every_text(tamperer, None if tamperer.dialect.name == "sqlite" else "dbos")
    (workflow,) = DBOS.list_workflows(queue_name=QUEUE)
    assert workflow.input == {"args": ("aton",), "kwargs": {}}
    assert isinstance(workflow.error, BatchFailed)
    assert "aton:" in stored
    assert "CHILD-17" not in stored


def test_stopping_waits_for_the_batch_in_hand(make: MakeJobs, jobs_url: str) -> None:
    begun, finish = threading.Event(), threading.Event()
    ended: list[str] = []

    def work(agency_id: str) -> bool:
        begun.set()
        finish.wait(60)
        ended.append(agency_id)
        return False

    jobs = Jobs(jobs_url, work, list, poll=0.02)
    jobs.start()
    jobs.wake("aton")
    assert begun.wait(60)
    threading.Timer(0.1, finish.set).start()
    jobs.stop()
    assert ended == ["aton"]


@pytest.mark.parametrize(("moment", "workflows"), [(0.0, 3), (60.0, 1)])
def test_a_workflow_does_batches_for_a_moment_and_hands_on_the_rest(
    make: MakeJobs, monkeypatch: pytest.MonkeyPatch, moment: float, workflows: int
) -> None:
    monkeypatch.setattr("lif_plugin.jobs.durable._AT_ONE_GO", moment)
    make(Counted(aton=3)).drain(["aton"])
    assert len(DBOS.list_workflows(queue_name=QUEUE)) == workflows


def test_batches_long_past_are_forgotten(make: MakeJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    make(Counted(aton=1, beton=1, ceton=1)).drain(["aton", "beton", "ceton"])
    assert prune() == 0
    monkeypatch.setattr("lif_plugin.jobs.workflows._KEPT", timedelta(seconds=-60))
    assert prune() == 3
    assert DBOS.list_workflows(queue_name=QUEUE) == []


def test_a_second_process_on_a_file_is_refused(sqlite_url: str, request: pytest.FixtureRequest) -> None:
    migrate(sqlite_url)
    seat = take_seat(sqlite_url, "another process")
    assert seat is not None
    with pytest.raises(DatabaseBusy, match="PostgreSQL"):
        Jobs(sqlite_url, Counted(), list).start()
    seat.release()


@pytest.mark.parametrize("database", ["postgres"])
def test_a_second_process_on_a_server_has_a_name_of_its_own(jobs_url: str) -> None:
    first = take_seat(jobs_url, "host-0")
    assert first is not None
    jobs = Jobs(jobs_url, Counted(), list, executor="host")
    jobs.start()
    assert jobs.executor == "host-1"
    jobs.stop()
    first.release()


def test_without_the_job_tables_nothing_starts(store_url: str) -> None:
    assert current_problems(store_url)
    with pytest.raises(SchemaBehind, match="job tables"):
        Jobs(store_url, Counted(), list).start()


DYING = """
import sys, threading
from lif_plugin.jobs.durable import Jobs

def work(agency):
    print("begun", flush=True)
    threading.Event().wait(600)

jobs = Jobs(sys.argv[1], work, list, poll=0.02, executor=sys.argv[2])
jobs.start()
jobs.wake("aton")
threading.Event().wait(600)
"""


@contextmanager
def dying(url: str, executor: str) -> Iterator[None]:
    """Another process is in the middle of a batch of Aton's; at the end it is killed."""
    program = [sys.executable, "-c", DYING, url, executor]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield
        process.send_signal(signal.SIGKILL)


def test_a_batch_cut_off_is_done_again_after_the_restart(jobs_url: str) -> None:
    with dying(jobs_url, "host"):
        pass
    work = Counted(aton=1)
    jobs = Jobs(jobs_url, work, list, poll=0.02, executor="host")
    jobs.start()
    assert work.done.wait(60)
    jobs.stop()


@pytest.mark.parametrize("database", ["postgres"])
def test_a_dead_executors_batch_is_taken_over_by_another(make: MakeJobs, jobs_url: str) -> None:
    work = Counted(aton=1)
    with dying(jobs_url, "elsewhere"):
        jobs = make(work)
        jobs._take_over()
        assert running_on("elsewhere-0")
    assert work.done.wait(60)
    assert work.left == {"aton": 0}
