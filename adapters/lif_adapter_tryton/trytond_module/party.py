"""The person: a day of birth or a death that is entered changes what may be asked, so it is told as well."""

from collections.abc import Iterable
from typing import Any

from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .saved import keep


class Party(metaclass=PoolMeta):
    """Party."""

    __name__ = "party.party"

    @classmethod
    def write(cls, *args: Any) -> None:
        """Write, and keep that it is to be told."""
        super().write(*args)
        keep("person.saved", lambda: _patients(one.id for few in args[::2] for one in few))


def _patients(parties: Iterable[int]) -> list[int]:
    patient = Pool().get("gnuhealth.patient").__table__()
    cursor = Transaction().connection.cursor()
    ids = list(parties)
    if not ids:
        return []
    cursor.execute(*patient.select(patient.id, where=patient.party.in_(ids)))
    return [row[0] for row in cursor.fetchall()]
