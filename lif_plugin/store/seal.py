"""Chains the committed rows of the read log, so that one changed, removed or put in later is found.

Each agency has a chain of its own. A row is protected from the moment it is sealed, and by its own mac before.
What is cut off the chain's end together with its seals can only be seen from outside: keep the `Head`
that `seal` returns where the database's administrator cannot write, and hand it to `verify`.
"""

import hmac
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, and_, func, insert, select, text

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.readlog import FIELDS, mac
from lif_plugin.store.tables import read_log, read_seal
from lif_plugin.store.work import Store

_log = logging.getLogger(__name__)
_CHUNK: Final = 500
# How many ids behind the last sealed row a slow transaction may still commit one: far more than ever happens,
# far less than the whole log, which the sealer must not read each time.
_LATE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Head:
    """The end of an agency's chain: how many seals there are, and what the last one says."""

    agency: str
    count: int
    chain: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the log: ``what`` is changed, removed, inserted or cut."""

    what: str
    log_id: int | None
    message: str


def _chain(key: bytes, before: str, seal_no: int, log_id: int, row_mac: str) -> str:
    return hmac.digest(key, f"{before}:{seal_no}:{log_id}:{row_mac}".encode(), "sha256").hex()


def seal(store: Store, agency: str, key: bytes) -> Head:
    """Seal every committed row that has no seal yet, in the order of ids, and return the chain's end.

    A row with an id below sealed ones is no fault: a slower transaction may commit it later. A row whose
    mac is wrong or was there before is left unsealed, for `verify` to report. One sealer works at a time,
    and never for long: each transaction seals some hundred rows.
    """
    after: int | None = None
    while True:
        head, after, more = _seal_some(store, agency, key, after)
        if not more:
            return head


def verify(store: Store, agency: str, key: bytes, anchor: Head | None = None) -> list[Problem]:
    """Go over the agency's whole log and chain; return what is wrong, nothing when all is well.

    ``anchor`` is an earlier `Head` kept outside the database: the chain must still contain it.
    """
    with store.read(Viewer.system("seal", agency)) as connection:
        problems = list(_sealed_problems(connection, agency, key))
        problems += _unsealed_problems(connection, agency, key)
        if anchor is not None and anchor.count:
            problems += _anchor_problems(connection, anchor)
        return problems


def _seal_some(store: Store, agency: str, key: bytes, after: int | None) -> tuple[Head, int, bool]:
    """Seal one chunk of rows with ids above ``after``; say where it ended and whether there may be more."""
    with store.write(Viewer.system("seal", agency)) as connection:
        _alone(connection, agency)
        head, last = _head(connection, agency)
        start = last - _LATE if after is None else after
        found = _unsealed(agency).where(read_log.c.id > start).limit(_CHUNK)
        rows = connection.execute(found).mappings().all()
        doubtful = _doubtful(connection, agency, key, rows)
        seals = []
        for row in rows:
            if row["id"] not in doubtful:
                count = head.count + 1
                head = Head(agency, count, _chain(key, head.chain, count, row["id"], row["mac"]))
                seals.append(
                    {"agency_id": agency, "seal_no": count, "log_id": row["id"], "chain": head.chain}
                )
        if seals:
            connection.execute(insert(read_seal), seals)
    if doubtful:
        _log.error("Agency %s: %d rows of the read log were not written by us", agency, len(doubtful))
    return head, rows[-1]["id"] if rows else start, len(rows) == _CHUNK


def _alone(connection: Connection, agency: str) -> None:
    """SQLite's write lock is held already; on PostgreSQL wait for any other sealer of this agency."""
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtext('lif seal'), hashtext(:agency))")
        connection.execute(lock, {"agency": agency})


def _head(connection: Connection, agency: str) -> tuple[Head, int]:
    """The chain's end, and the row it seals."""
    last = connection.execute(
        select(read_seal.c.seal_no, read_seal.c.chain, read_seal.c.log_id)
        .where(read_seal.c.agency_id == agency)
        .order_by(read_seal.c.seal_no.desc())
        .limit(1)
    ).first()
    return (Head(agency, last.seal_no, last.chain), last.log_id) if last else (Head(agency, 0, ""), 0)


def _unsealed(agency: str) -> Select[Any]:
    return (
        select(read_log)
        .outerjoin(read_seal, and_(read_seal.c.log_id == read_log.c.id, read_seal.c.agency_id == agency))
        .where(read_log.c.agency_id == agency, read_seal.c.log_id.is_(None))
        .order_by(read_log.c.id)
    )


def _doubtful(connection: Connection, agency: str, key: bytes, rows: Sequence[RowMapping]) -> set[int]:
    """The ids of rows that do not bear a mac of ours, or bear one that another row has too."""
    counted = (
        select(read_log.c.mac)
        .where(read_log.c.agency_id == agency, read_log.c.mac.in_([row["mac"] for row in rows]))
        .group_by(read_log.c.mac)
        .having(func.count() > 1)
    )
    copied = set(connection.scalars(counted)) if rows else set()
    return {row["id"] for row in rows if row["mac"] in copied or mac(key, dict(row)) != row["mac"]}


def _sealed_problems(connection: Connection, agency: str, key: bytes) -> Iterator[Problem]:
    """Walk the chain. Each seal is checked on the one stored before it, so that one fault is told once."""
    walk = (
        select(read_seal.c.seal_no, read_seal.c.log_id, read_seal.c.chain, read_log)
        .outerjoin(read_log, read_log.c.id == read_seal.c.log_id)
        .where(read_seal.c.agency_id == agency)
        .order_by(read_seal.c.seal_no)
        .execution_options(yield_per=_CHUNK)
    )
    before, expected = "", 1
    for row in connection.execute(walk).mappings():
        log_id = row["log_id"]
        if row["seal_no"] != expected:
            yield Problem("removed", None, f"Seals {expected} to {row['seal_no'] - 1} are missing.")
        elif row["mac"] is None:
            yield Problem("removed", log_id, f"Row {log_id} was sealed and is gone.")
        elif mac(key, {field: row[field] for field in FIELDS}) != row["mac"]:
            yield Problem("changed", log_id, f"Row {log_id} is not what was written.")
        elif _chain(key, before, row["seal_no"], log_id, row["mac"]) != row["chain"]:
            yield Problem("changed", log_id, f"Row {log_id} is not the one that was sealed.")
        before, expected = row["chain"], row["seal_no"] + 1


def _unsealed_problems(connection: Connection, agency: str, key: bytes) -> Iterator[Problem]:
    """Rows waiting for their seal bear a mac that only the application can make, and only once."""
    rows = connection.execute(_unsealed(agency)).mappings().all()
    for at in range(0, len(rows), _CHUNK):
        for log_id in sorted(_doubtful(connection, agency, key, rows[at : at + _CHUNK])):
            yield Problem("inserted", log_id, f"Row {log_id} was not written by the application.")


def _anchor_problems(connection: Connection, anchor: Head) -> Iterator[Problem]:
    kept = connection.scalar(
        select(read_seal.c.chain).where(
            read_seal.c.agency_id == anchor.agency, read_seal.c.seal_no == anchor.count
        )
    )
    if kept is None:
        yield Problem("cut", None, f"The chain once had {anchor.count} seals; its end is gone.")
    elif kept != anchor.chain:
        yield Problem("cut", None, f"Seal {anchor.count} is not the one that was kept.")
