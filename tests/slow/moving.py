"""A program to kill: receives rows once each, then moves them in batches; nothing in it forgives a lost or doubled step.

Run as: python -m tests.slow.moving ADDRESS durable|inline ROWS
"""

import sys

from sqlalchemy import delete, insert, select

from lif_plugin.domain.viewer import Viewer
from lif_plugin.jobs import InlineJobs, JobPort
from lif_plugin.store.engine import make_engine
from lif_plugin.store.tables import agency, inbox, plugin_fault
from lif_plugin.store.work import Store

AGENCIES = ("aton", "beton")
GROUP = 8
ORIGIN = {"import_id": 0, "source": "s", "scope": "", "kind": "note", "case_ref": "c", "digest": "d", "payload": "{}",
          "origin": "", "received_at": 0}  # fmt: skip


def system(agency_id: str) -> Viewer:
    return Viewer.system("test", agency_id)


def moved(store: Store, agency_id: str) -> list[str]:
    """The keys that have been moved, each as often as it was."""
    with store.read(system(agency_id)) as connection:
        mine = select(plugin_fault.c.message).where(plugin_fault.c.agency_id == agency_id)
        return list(connection.scalars(mine.order_by(plugin_fault.c.message)))


def waiting(store: Store, agency_id: str) -> list[str]:
    """The keys that wait."""
    with store.read(system(agency_id)) as connection:
        return list(connection.scalars(select(inbox.c.key).where(inbox.c.agency_id == agency_id)))


def receive(store: Store, agency_id: str, rows: int) -> None:
    """Take what has not been taken yet, some rows to a transaction."""
    known = {*moved(store, agency_id), *waiting(store, agency_id)}
    new = [f"{number:04}" for number in range(rows) if f"{number:04}" not in known]
    for at in range(0, len(new), GROUP):
        with store.write(system(agency_id)) as connection:
            group = [{"agency_id": agency_id, "key": key, **ORIGIN} for key in new[at : at + GROUP]]
            connection.execute(insert(inbox), group)


def move(store: Store, agency_id: str) -> bool:
    """Move some rows in one transaction; true when there were any."""
    with store.write(system(agency_id)) as connection:
        first = select(inbox.c.id, inbox.c.key).where(inbox.c.agency_id == agency_id)
        rows = connection.execute(first.order_by(inbox.c.id).limit(GROUP).with_for_update()).all()
        if not rows:
            return False
        connection.execute(
            insert(plugin_fault),
            [
                {"agency_id": agency_id, "plugin": "p", "hook": "h", "message": key, "at": 0}
                for _, key in rows
            ],
        )
        connection.execute(delete(inbox).where(inbox.c.id.in_([row.id for row in rows])))
    return True


def make_jobs(url: str, store: Store, kind: str) -> JobPort:
    def pending() -> list[str]:
        return [name for name in AGENCIES if waiting(store, name)]

    def work(agency_id: str) -> bool:
        return move(store, agency_id)

    if kind == "inline":
        return InlineJobs(work, pending)
    from lif_plugin.jobs.durable import Jobs

    return Jobs(url, work, pending, poll=0.02, executor="host")


def main(url: str, kind: str, rows: int) -> None:
    store = Store(make_engine(url))
    for agency_id in set(AGENCIES) - set(store.agencies()):
        with store.write(system(agency_id)) as connection:
            connection.execute(insert(agency).values(id=agency_id, name=agency_id, nation="england"))
    jobs = make_jobs(url, store, kind)
    jobs.start()
    for agency_id in AGENCIES:
        receive(store, agency_id, rows)
        jobs.wake(agency_id)
    jobs.drain(AGENCIES)
    jobs.stop()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
