"""Keeps, with a worker's save and in its transaction, that it is to be told; whatever goes wrong here, the save stands.

What goes wrong is undone up to a savepoint, and on PostgreSQL our part is stopped after a second. A change that could
not be kept is found by the next poll, which asks Tryton itself what moved.
"""

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from trytond import backend
from trytond.pool import Pool
from trytond.transaction import Transaction

PATIENCE_MS: Final = 1000
"""How long one statement of ours may hold up a worker's save."""
_log = logging.getLogger(__name__)


def keep(about: str, patients: Callable[[], Iterable[int]]) -> None:
    """Note that something was saved (``about``, e.g. ``assessment.saved``) of these patients. Raises nothing."""
    cursor = Transaction().connection.cursor()
    try:
        with _apart(cursor):
            for patient in sorted(set(patients())):
                _insert(cursor, about, patient)
    except Exception as fault:  # noqa: BLE001 - whatever it was, the worker's save goes on
        # The type alone: a database's message may quote a row.
        _log.error("a change was not kept for lif_plugin (%s); its next poll finds it", type(fault).__name__)


@contextmanager
def _apart(cursor: Any) -> Iterator[None]:
    """A part of the transaction that can be undone by itself."""
    cursor.execute("SAVEPOINT lif_prompts")
    try:
        with _in_time(cursor):
            yield
    except BaseException:
        cursor.execute("ROLLBACK TO SAVEPOINT lif_prompts")
        raise
    finally:
        cursor.execute("RELEASE SAVEPOINT lif_prompts")


@contextmanager
def _in_time(cursor: Any) -> Iterator[None]:
    """Stop a statement that takes long, a lock that is waited for too; undone with the savepoint, or put back."""
    if backend.name != "postgresql":
        yield
        return
    cursor.execute("SELECT current_setting('statement_timeout')")
    (before,) = cursor.fetchone()
    cursor.execute("SELECT set_config('statement_timeout', %s, true)", (str(PATIENCE_MS),))
    yield
    cursor.execute("SELECT set_config('statement_timeout', %s, true)", (before,))


def _insert(cursor: Any, about: str, patient: int) -> None:
    """Straight into the table: no trigger, no default and no cache of Tryton's takes part."""
    message = Pool().get("lif.message").__table__()
    now = datetime.now()  # noqa: DTZ005 - Tryton keeps times in UTC without saying so
    columns = [message.create_date, message.create_uid, message.key, message.about, message.patient,
               message.state, message.tries, message.due_at]  # fmt: skip
    values = [now, Transaction().user, str(uuid.uuid4()), about, patient, "waiting", 0, now]
    cursor.execute(*message.insert(columns, [values]))
