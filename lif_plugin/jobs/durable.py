"""Jobs on DBOS: one workflow for each batch, one batch at a time for each agency, taken over when a process dies."""

import logging
import socket
import time
import uuid
from collections.abc import Callable, Iterable
from threading import Event
from typing import Final

from dbos import DBOS, DBOSClient, DBOSConfig, SetEnqueueOptions, SetWorkflowID
from sqlalchemy import Engine

from lif_plugin.errors import DatabaseBusy, LifError, SchemaBehind
from lif_plugin.jobs.port import Agencies, BatchFailed, Progress, Work, attempt
from lif_plugin.jobs.tables import SCHEMA, current_problems
from lif_plugin.jobs.timers import Timers
from lif_plugin.jobs.wakes import Wakes
from lif_plugin.jobs.workflows import (
    QUEUE,
    is_active,
    is_queued,
    last_failed,
    prune,
    running_executors,
    running_on,
)
from lif_plugin.store.engine import make_engine
from lif_plugin.store.seat import Seat, take_seat

NAME: Final = "lif"
# DBOS gives a workflow only to the version that made it. Ours is the version of the batch workflow's shape, not
# of the product, so that an upgrade takes over what the old one left; a new shape gets a new number.
VERSION: Final = "lif-batch-1"
_POOL: Final = 8
_AT_ONE_GO: Final = 0.5
"""Seconds after which a workflow that still finds work hands the rest to another, so that other agencies get a turn."""
_SEATS: Final = 64
_log = logging.getLogger(__name__)


class Jobs:
    """The durable `JobPort`. DBOS allows one in a process at a time, SQLite one process to a file.

    ``poll`` is how often the queue is looked at, ``sweep`` how often ``agencies`` is asked what waits,
    ``takeover`` how often dead executors are looked for; all in seconds. ``workers`` is how many agencies
    are worked on at once.
    """

    def __init__(
        self, url: str, work: Work, agencies: Agencies, *,
        workers: int = 4, poll: float = 0.1, sweep: float = 30.0, takeover: float = 10.0,
        executor: str | None = None,
    ) -> None:  # fmt: skip
        self._url = url
        self._sqlite = url.startswith("sqlite")
        self._work = work
        self._agencies = agencies
        self._poll = poll
        self._workers = 1 if self._sqlite else workers
        self._host = executor or socket.gethostname()
        self._seat: Seat | None = None
        self._engine: Engine | None = None
        self._wakes = Wakes(self._enqueue)
        self._timers = Timers()
        self._stopping = Event()
        self._faults: dict[str, Exception] = {}
        self._progress: Progress | None = None
        self.executor = ""
        self._timers.every(sweep, "pending", self._wake_pending)
        self._timers.every(3600, "prune", prune)
        if not self._sqlite:
            self._timers.every(takeover, "takeover", self._take_over)

    def every(self, seconds: float, name: str, verb: Callable[[], object]) -> None:
        """Do something at the start and every so many seconds, while started; several processes may."""
        self._timers.every(seconds, name, verb)

    def wake(self, agency_id: str) -> None:
        """Say that something waits for this agency; returns at once, and many calls make one batch."""
        self._wakes.wake(agency_id)

    def start(self) -> None:
        """Begin: first with what a process of this name left, then with all that waits. Once in a life.

        Raises `SchemaBehind`, and on SQLite `DatabaseBusy` while another process works on the file.
        """
        problems = current_problems(self._url)
        if problems:
            raise SchemaBehind(" ".join(problems))
        self._sit()
        try:
            self._launch()
        except BaseException:
            self._leave()
            raise
        self._wakes.start()
        self._timers.start()

    def stop(self) -> None:
        """Finish the batches in hand and stop; what is queued is done by whoever starts next."""
        self._stopping.set()
        self._timers.stop()
        self._wakes.stop()
        busy = running_on(self.executor)
        # DBOS looks once a second whether they have ended, so it is only asked to when there are any.
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=60 if busy else 0)
        self._leave()

    def drain(self, agency_ids: Iterable[str], progress: Progress | None = None) -> None:
        """Return when nothing waits for these agencies; raise what a batch raised after its tries."""
        left = {agency_id: last_failed(agency_id) for agency_id in agency_ids}
        self._progress = progress
        try:
            for agency_id in left:
                self._enqueue(agency_id)
            while left:
                for agency_id in [name for name in left if not is_active(name)]:
                    if last_failed(agency_id) != left.pop(agency_id):
                        raise self._faults.get(agency_id) or BatchFailed(agency=agency_id)
                time.sleep(self._poll)
        finally:
            self._progress = None

    def _sit(self) -> None:
        """Take the first free name of this host, the same again after a restart, so that nothing is left lying."""
        for number in range(1 if self._sqlite else _SEATS):
            self.executor = f"{self._host}-{number}"
            self._seat = take_seat(self._url, self.executor)
            if self._seat is not None:
                return
        raise DatabaseBusy

    def _leave(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
        if self._seat is not None:
            self._seat.release()
            self._seat = None

    def _launch(self) -> None:
        config: DBOSConfig = {
            "name": NAME,
            "system_database_url": self._url,
            "dbos_system_schema": SCHEMA,
            "application_version": VERSION,
            "executor_id": self.executor,
            "log_level": "ERROR",
            "run_migrations": False,
            "sys_db_pool_size": _POOL,
            # Nobody listens to notifications; the thread that would only delays the stop.
            "notification_listener_polling_interval_sec": 0.1,
        }
        if not self._sqlite:
            # A pool of its own, acting as `lif_app` like ours. On SQLite DBOS makes its engine itself: it sets
            # the driver's isolation level, and our engine's `begin` hook would stop its launch.
            self._engine = make_engine(self._url, pool_size=_POOL)
            config["system_database_engine"] = self._engine
        DBOS(config=config)

        @DBOS.workflow(name="lif_batch")
        def batch(agency_id: str) -> bool:
            return self._batch(agency_id)

        self._workflow = batch
        try:
            self._register()
            DBOS.launch()
        except BaseException:
            DBOS.destroy(destroy_registry=True)
            raise

    def _register(self) -> None:
        """Make the queue known before the launch: a queue made after it is noticed only a second later."""
        client = DBOSClient(
            system_database_url=self._url,
            system_database_engine=self._engine,
            dbos_system_schema=SCHEMA,
            application_name=NAME,
            system_database_pool_size=1,
        )
        try:
            client.register_queue(
                QUEUE,
                worker_concurrency=self._workers,
                partition_concurrency=1,
                polling_interval_sec=self._poll,
            )
        finally:
            client.destroy()

    def _batch(self, agency_id: str) -> bool:
        """The workflow: batches for a moment, and the next one queued while there is more. Its only input is the agency."""
        if self._stopping.is_set():
            return False
        try:
            more = self._for_a_moment(agency_id)
        except Exception as fault:  # noqa: BLE001 - whatever it was, it is kept for who drains
            # DBOS keeps what a workflow raises, and a database's message may quote a row: only its type goes there.
            self._faults[agency_id] = fault
            said = str(fault) if isinstance(fault, LifError) else type(fault).__name__
            raise BatchFailed(f"A batch of agency {agency_id} failed: {said}", agency=agency_id) from None
        self._faults.pop(agency_id, None)
        if more:
            # Named after this one: should the process die right here, the repeated batch queues the same next.
            chain, number = str(DBOS.workflow_id).rsplit(".", 1)
            self._queue(agency_id, f"{chain}.{int(number) + 1}")
        return more

    def _for_a_moment(self, agency_id: str) -> bool:
        """Do batches until nothing waits or the moment is over; says whether there is more.

        Each is committed by itself: a workflow that is begun anew goes on where the last one ended.
        """
        until = time.monotonic() + _AT_ONE_GO
        while True:
            more = attempt(self._work, agency_id)
            if self._progress is not None:
                self._progress(agency_id)
            if not more or time.monotonic() > until or self._stopping.is_set():
                return more

    def _enqueue(self, agency_id: str) -> None:
        """Queue a batch unless one is queued that has not begun: that one will see all that is committed now."""
        if not is_queued(agency_id):
            self._queue(agency_id, f"{agency_id}:{uuid.uuid4()}.1")

    def _queue(self, agency_id: str, name: str) -> None:
        with SetWorkflowID(name), SetEnqueueOptions(queue_partition_key=agency_id):
            DBOS.enqueue_workflow(QUEUE, self._workflow, agency_id)

    def _wake_pending(self) -> None:
        for agency_id in self._agencies():
            self.wake(agency_id)

    def _take_over(self) -> None:
        """Queue again what executors left that no longer live: their seat can be taken."""
        if self._seat is not None and not self._seat.keep():
            _log.error("Another process has taken over as %s; batches may be done twice", self.executor)
        for executor in running_executors() - {self.executor}:
            seat = take_seat(self._url, executor)
            if seat is None:
                continue
            try:
                # Asked anew now that nobody else can: another may have taken over meanwhile and be at it.
                left = running_on(executor)
                DBOS.resume_workflows(left, queue_name=QUEUE)
                _log.warning("Took over %d batches of %s", len(left), executor)
            finally:
                seat.release()
