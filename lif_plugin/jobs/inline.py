"""The same port without DBOS: batches run in the caller, when it drains.

A drain cut off by a crash loses nothing: what waits is in the store, each batch is one transaction, and
draining again goes on where it stopped. So commands drain this way, and tests.
"""

from collections.abc import Callable, Iterable

from lif_plugin.jobs.port import Agencies, Progress, Work, attempt
from lif_plugin.jobs.timers import Timers


class InlineJobs:
    """Runs batches where and when somebody drains."""

    def __init__(self, work: Work, agencies: Agencies) -> None:
        self._work = work
        self._agencies = agencies
        self._timers = Timers()

    def start(self) -> None:
        """Begin to do what `every` asks for; batches wait for `drain`."""
        self._timers.start()

    def stop(self) -> None:
        """Stop what `every` asked for."""
        self._timers.stop()

    def wake(self, agency_id: str) -> None:
        """Nothing to do: what waits is found in the store by whoever drains."""

    def drain(self, agency_ids: Iterable[str] | None = None, progress: Progress | None = None) -> None:
        """Do the batches of these agencies, of all for which something waits when none are named."""
        for agency_id in self._agencies() if agency_ids is None else agency_ids:
            more = True
            while more:
                more = attempt(self._work, agency_id)
                if progress is not None:
                    progress(agency_id)

    def every(self, seconds: float, name: str, verb: Callable[[], object]) -> None:
        """Do something at the start and every so many seconds, while started."""
        self._timers.every(seconds, name, verb)
