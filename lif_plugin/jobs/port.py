"""What the rest of the house knows of jobs: wake an agency, drain agencies, do something now and then."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Final, Protocol

from sqlalchemy.exc import OperationalError

from lif_plugin.errors import LifError, StaleCase

Work = Callable[[str], bool]
"""One batch of an agency's work, in transactions of its own; true: there is more. Done twice it changes nothing."""

Agencies = Callable[[], Iterable[str]]
"""The agencies for which something waits: asked at the start and now and then, so that nothing is forgotten."""

Progress = Callable[[str], None]
"""Told the agency's id after each of its batches."""

_TRIES: Final = 3
_PAUSE: Final = 0.1
_log = logging.getLogger(__name__)


class BatchFailed(LifError):
    """A batch of an agency's work failed; nothing of it was written, and it is tried again later."""

    code = "batch_failed"
    hint = "See the log for the cause, and `lif doctor`."


class JobPort(Protocol):
    """The work of agencies, one batch at a time each."""

    def start(self) -> None:
        """Begin to work off what waits, and to do what `every` asks for."""

    def stop(self) -> None:
        """Finish the batches in hand and stop."""

    def wake(self, agency_id: str) -> None:
        """Say that something waits for this agency; returns at once."""

    def drain(self, agency_ids: Iterable[str], progress: Progress | None = None) -> None:
        """Return when nothing waits for these agencies; raise what a batch raised after its tries."""

    def every(self, seconds: float, name: str, verb: Callable[[], object]) -> None:
        """Do something at the start and every so many seconds, while started; several processes may."""


def attempt(work: Work, agency_id: str) -> bool:
    """Do one batch, up to three times when the database was busy or a case changed under it."""
    for again in range(1, _TRIES):
        try:
            return work(agency_id)
        except (OperationalError, StaleCase) as fault:
            _log.warning("Agency %s: a batch is tried again after %s", agency_id, type(fault).__name__)
            time.sleep(_PAUSE * again)
    return work(agency_id)
