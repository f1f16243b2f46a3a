"""Counts of shared learning, kept up in the transaction that writes it: what it adds is counted with and without it.

A count's rows belong to the agency whose writing changed it, so nobody writes into another's; the sum over them counts.
What time alone changes is not counted here: what can be late is counted by its due day.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, func, or_, select, text, true
from sqlalchemy.dialects import postgresql, sqlite

from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.store.partnerships import members_of
from lif_plugin.store.tables import (
    action,
    action_entry,
    finding,
    learning_item,
    learning_tally,
    learning_written,
)
from lif_plugin.store.tally_cells import LATE, Cell, Hanging, Row, Sight
from lif_plugin.store.work import before_commit, for_any_purpose

_CHANGES: Final = {
    "learning_item": "id",
    "learning_word": "learning_item_id",
    "learning_turn": "learning_item_id",
    "finding": "learning_item_id",
    "action": "learning_item_id",
}
"""The tables whose rows change a count, each with the column that names the item they hang on."""
_ROOTS: Final = ((learning_item, "id"), (finding, "learning_item_id"), (action, "learning_item_id"))
_AT_ONCE: Final = 500
_NAMESPACE: Final = uuid.UUID("6d1a4c1e-7f0b-4c1b-9a57-0d6a2f1f8b11")


def today_here() -> date:
    """The day of the clock."""
    return datetime.now(UTC).astimezone().date()


def about_to_add(connection: Connection, viewer: Viewer, table: Table, partnership: str, row: Row) -> None:
    """Count what a row of the cycle changes, once the transaction is about to be committed.

    Raises `NotFound` for a row that partners would read, of an agency that is none of them.
    """
    root = _root(connection, table, row)
    if root is not None:
        ending = before_commit(
            connection, ("tally", partnership), lambda: _Noted(connection, viewer, partnership)
        )
        ending.note(root, row)


def _root(connection: Connection, table: Table, row: Row) -> str | None:
    """The item whose counts a row changes; None: it changes none."""
    if table is action_entry:
        if row["kind"] != "state":
            return None
        return connection.scalar(select(action.c.learning_item_id).where(action.c.id == row["action_id"]))
    column = _CHANGES.get(table.name)
    return str(row[column]) if column else None


class _Noted:
    """What a transaction adds to the shared learning of one partnership."""

    def __init__(self, connection: Connection, viewer: Viewer, partnership: str) -> None:
        self.connection, self.viewer, self.partnership = connection, viewer, partnership
        self.roots: set[str] = set()
        self.added: set[str] = set()
        self.written: set[bool] = set()
        self.today = today_here()
        if connection.dialect.name == "postgresql":
            # Two that change the same item at once would each count without what the other has not written yet.
            key = {"key": f"tally {partnership}"}
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), key)
        number = day_number(self.today)
        self.belongs = any(
            row["agency_id"] == viewer.agency and row["since"] <= number <= (row["until"] or number)
            for row in members_of(connection, partnership)
        )

    def require_belonging(self) -> None:
        """Raise `NotFound` for an agency that is no partner."""
        if not self.belongs:
            raise NotFound("Your agency belongs to no such partnership.")

    def note(self, root: str, row: Row) -> None:
        """Note a row that hangs on an item; what is not shared changes no count that is kept."""
        self.written.add(bool(row["shared"]))
        if row["shared"]:
            self.require_belonging()
            self.roots.add(root)
            self.added.add(row["id"])

    def settle(self) -> None:
        """Write what has changed."""
        if self.roots:
            with for_any_purpose(self.connection, self.viewer):
                hanging = Hanging(self.connection, Sight("", (self.partnership,)), self.roots, self.today)
            changed = hanging.cells(_all)
            changed.subtract(hanging.cells(_all, self.added))
            _write(self.connection, self.viewer, self.partnership, changed)
            _fold(self.connection, self.viewer, self.partnership, self.today)
        self.mark()

    def mark(self) -> None:
        """Say that figures worked out before no longer stand."""
        key = {"agency_id": self.viewer.agency, "partnership_id": self.partnership, "times": 1}
        rows = [{**key, "shared": shared} for shared in sorted(self.written)]
        statement: Any = _inserted(self.connection, learning_written)
        more = {"times": learning_written.c.times + 1}
        kept = ["agency_id", "partnership_id", "shared"]
        self.connection.execute(statement.on_conflict_do_update(index_elements=kept, set_=more), rows)


def _all(_row: Row) -> bool:
    return True


def shared_cells(connection: Connection, partnership: str, today: date) -> Counter[Cell]:
    """Count anew all that is shared in a partnership."""
    roots: set[str] = set()
    for table, column in _ROOTS:
        shared = (table.c.shared, table.c.partnership_id == partnership)
        roots.update(connection.scalars(select(table.c[column]).where(*shared)))
    total: Counter[Cell] = Counter()
    for part in _parts(roots):
        total.update(Hanging(connection, Sight("", (partnership,)), part, today).cells(_all))
    return total


def private_cells(
    connection: Connection, viewer: Viewer, partnerships: Iterable[str], today: date, only: str | None = None
) -> Counter[Cell]:
    """Count the viewer's agency's own rows that no partnership it belongs to has in its counts.

    ``only``: those of one partnership.
    """
    mine = tuple(partnerships)
    roots: set[str] = set()
    for table, column in _ROOTS:
        left = or_(~table.c.shared, table.c.partnership_id.not_in(mine))
        of_one = table.c.partnership_id == only if only is not None else true()
        own = table.c.agency_id == viewer.agency
        roots.update(connection.scalars(select(table.c[column]).where(own, left, of_one)))

    def counts(row: Row) -> bool:
        counted = row["shared"] and row["partnership_id"] in mine
        return row["agency_id"] == viewer.agency and not counted and only in {None, row["partnership_id"]}

    total: Counter[Cell] = Counter()
    for part in _parts(roots):
        total.update(Hanging(connection, Sight(viewer.agency, mine), part, today).cells(counts))
    return total


def _parts(roots: Iterable[str]) -> Iterable[list[str]]:
    rest = iter(sorted(roots))
    while part := list(islice(rest, _AT_ONCE)):
        yield part


def _write(connection: Connection, viewer: Viewer, partnership: str, changed: Mapping[Cell, int]) -> None:
    """Add to the agency's own rows of these counts what has changed; one that is nothing any more goes."""
    rows = [
        {"id": _id(viewer.agency, partnership, cell), "agency_id": viewer.agency, "partnership_id": partnership,
         "shared": True, "count": count, **cell._asdict()}
        for cell, count in changed.items()
        if count
    ]  # fmt: skip
    if not rows:
        return
    statement = _inserted(connection, learning_tally)
    added = learning_tally.c.count + statement.excluded.count
    statement = statement.on_conflict_do_update(index_elements=["id"], set_={"count": added})
    connection.execute(statement, sorted(rows, key=lambda row: str(row["id"])))
    own = (learning_tally.c.agency_id == viewer.agency, learning_tally.c.partnership_id == partnership)
    connection.execute(delete(learning_tally).where(*own, learning_tally.c.count == 0))


def _inserted(connection: Connection, table: Table) -> Any:
    """An insert that can say what to do where the row is there already."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)


def _fold(connection: Connection, viewer: Viewer, partnership: str, today: date) -> None:
    """Count together what is late in the agency's own rows: which day it was due says nothing any more."""
    late = (
        learning_tally.c.agency_id == viewer.agency,
        learning_tally.c.partnership_id == partnership,
        learning_tally.c.due > LATE,
        learning_tally.c.due < day_number(today),
    )
    columns = [learning_tally.c[name] for name in (*Cell._fields, "count")]
    changed: Counter[Cell] = Counter()
    for *values, count in connection.execute(select(*columns).where(*late)):
        cell = Cell(*values)
        changed[cell] -= count
        changed[cell._replace(due=LATE)] += count
    _write(connection, viewer, partnership, changed)


def recount(connection: Connection, viewer: Viewer, partnership: str) -> int:
    """Count a partnership's shared learning anew; gives how many counts were not as they should be.

    Raises `NotFound` for an agency that does not belong to it.
    """
    noted = _Noted(connection, viewer, partnership)
    noted.require_belonging()
    _fold(connection, viewer, partnership, noted.today)
    with for_any_purpose(connection, viewer):
        changed = shared_cells(connection, partnership, noted.today)
        changed.subtract(_standing(connection, partnership, noted.today))
    _write(connection, viewer, partnership, changed)
    noted.written.add(True)
    noted.mark()
    return sum(count != 0 for count in changed.values())


def _standing(connection: Connection, partnership: str, today: date) -> Counter[Cell]:
    """What stands counted for a partnership, with what is late counted together."""
    columns = [learning_tally.c[name] for name in Cell._fields]
    query = select(*columns, func.sum(learning_tally.c.count)).group_by(*columns)
    found: Counter[Cell] = Counter()
    for *values, count in connection.execute(query.where(learning_tally.c.partnership_id == partnership)):
        cell = Cell(*values)
        late = LATE if LATE < cell.due < day_number(today) else cell.due
        found[cell._replace(due=late)] += count
    return found


def _id(agency: str, partnership: str, cell: Cell) -> str:
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(map(str, (agency, partnership, *cell)))))
