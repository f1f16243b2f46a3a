"""The record as it was known at a moment, or as it is known now of what had happened by then, for some cases.

It stands in tables of a connection's own, under the very names of the record's: both databases look there first. So
whatever reads the record, rules' selects before all, reads this one, without a word of its own about the past.
What an import stated that was undone since was never known; what was removed for good is gone from the past too.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    MetaData,
    Select,
    Table,
    and_,
    case,
    delete,
    func,
    insert,
    null,
    or_,
    select,
    text,
)

from lif_plugin.domain.backtest import Knowledge, Moment
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store import reach
from lif_plugin.store.inbox import LIVE_FEED
from lif_plugin.store.order import in_bytes
from lif_plugin.store.reach import Pair
from lif_plugin.store.tables import (
    audit_unknown,
    coverage,
    event,
    import_run,
    nomination,
    push,
    recorded_field,
    result,
    review_link,
)
from lif_plugin.store.work import Store

_RECORD: Final = (event, coverage, recorded_field)
_MADE_OF_IT: Final = (result, nomination, audit_unknown, review_link, push)
"""What was made of the record stands empty: a replay makes it anew."""
_VERSION: Final = ("ended_at", "ended_as", "ended_by")


class PastRecord:
    """A connection's own record, filled for one moment after another."""

    def __init__(self, store: Store, viewer: Viewer, connection: Connection) -> None:
        self.connection = connection
        self._store = store
        self._viewer = viewer
        self._agency = viewer.agency
        with store.within(connection, viewer):
            self._make()

    def _make(self) -> None:
        connection = self.connection
        postgres = connection.dialect.name == "postgresql"
        self._real = str(connection.scalar(text("SELECT current_schema()"))) if postgres else "main"
        self._own = "pg_temp" if postgres else "temp"
        for table in (*_RECORD, *_MADE_OF_IT):
            connection.exec_driver_sql(
                f"CREATE TEMPORARY TABLE {table.name} AS SELECT * FROM {self._real}.{table.name} WHERE 1 = 0"
            )
        # SQLite takes the schema before the index's name, PostgreSQL before the table's.
        for name, columns in (
            ("kind", "case_id, kind, occurred_at, id, occurred_day, precision"),
            ("id", "case_id, id"),
        ):
            index, table_name = f"known_{name}", "event"
            if postgres:
                table_name = f"{self._own}.{table_name}"
            else:
                index = f"{self._own}.{index}"
            connection.exec_driver_sql(f"CREATE INDEX {index} ON {table_name} ({columns})")

    @contextmanager
    def at(
        self, source: str, cases: tuple[int, int], moment: Moment, fields: Collection[Pair]
    ) -> Iterator[Connection]:
        """One reading transaction on what was known of a source's cases, from one id to another, at a moment."""
        with self._store.within(self.connection, self._viewer):
            self._fill(source, cases, moment, fields)
            yield self.connection

    @contextmanager
    def again(self) -> Iterator[Connection]:
        """Another reading transaction on what it was filled with last."""
        with self._store.within(self.connection, self._viewer):
            yield self.connection

    def _fill(self, source: str, cases: tuple[int, int], moment: Moment, fields: Collection[Pair]) -> None:
        for table in _RECORD:
            self.connection.execute(delete(self._of(table, self._own)))
        held = self._of(event, self._real)
        mine = and_(held.c.case_id.between(*cases), self._mine(held, source))
        self._insert(event, _versions(held, mine, moment))
        self._insert(coverage, self._coverage(source, moment))
        rows = [
            {"agency_id": self._agency, "source": source, "kind": kind, "field": field}
            for kind, field in sorted(fields)
        ]
        if rows:
            self.connection.execute(insert(self._of(recorded_field, self._own)), rows)
        if self._own == "pg_temp":
            self.connection.exec_driver_sql("ANALYZE pg_temp.event")

    def fields(self, source: str, moment: Moment) -> set[Pair]:
        """The fields that any fact of a source held at a moment: one pass through all of it."""
        held = self._of(event, self._real)
        found = _versions(held, self._mine(held, source), moment).subquery("known")
        with self._store.within(self.connection, self._viewer):
            return reach.fields_held(self.connection, found, found.c.live)

    def _mine(self, held: Table, source: str) -> ColumnElement[bool]:
        return and_(held.c.agency_id == self._agency, held.c.source == source)

    def _insert(self, table: Table, rows: Select[Any]) -> None:
        own = self._of(table, self._own)
        self.connection.execute(
            insert(own).from_select([column.name for column in rows.selected_columns], rows)
        )

    def _of(self, table: Table, schema: str) -> Table:
        return _in_schema(table, schema)

    def _coverage(self, source: str, moment: Moment) -> Select[Any]:
        held, run = self._of(coverage, self._real), self._of(import_run, self._real)
        ender = run.alias("ender")
        columns: dict[str, ColumnElement[Any]] = {column.name: column for column in held.c}
        own = self._mine(held, source)
        clipped = case((held.c.last_day > moment.day, moment.day), else_=held.c.last_day).label("last_day")
        if moment.known is Knowledge.NOW:
            columns["last_day"] = clipped
            where = and_(own, held.c.ended_by.is_(None), held.c.first_day <= moment.day)
            return select(*columns.values()).where(where)
        # A feed moves its last day on in place: by then it knew no day that was still to come.
        feed = or_(held.c.import_id == LIVE_FEED, run.c.state == "live")
        columns["last_day"] = case((feed, clipped), else_=held.c.last_day).label("last_day")
        columns["ended_by"] = null().label("ended_by")
        joined = held.outerjoin(run, run.c.id == held.c.import_id).outerjoin(
            ender, ender.c.id == held.c.ended_by
        )
        known = or_(and_(feed, held.c.first_day <= moment.day), run.c.finished_at <= moment.until_ms)
        stood = or_(held.c.ended_by.is_(None), ender.c.finished_at > moment.until_ms)
        return select(*columns.values()).select_from(joined).where(own, known, stood)


_KEPT: Final[dict[tuple[str, str], Table]] = {}


def _in_schema(table: Table, schema: str) -> Table:
    """The same table, named with its schema."""
    if (table.name, schema) not in _KEPT:
        _KEPT[table.name, schema] = table.to_metadata(MetaData(), schema=schema)
    return _KEPT[table.name, schema]


def _versions(held: Table, mine: ColumnElement[bool], moment: Moment) -> Select[Any]:
    """The versions of facts that were known, with the one that was live, or is so of what had happened by then."""
    columns: dict[str, ColumnElement[Any]] = {column.name: column for column in held.c}
    truth = and_(mine, func.coalesce(held.c.ended_as, "") != "undone")
    if moment.known is Knowledge.NOW:
        for name in ("until_at", "until_day"):
            columns[name] = case((held.c.until_day <= moment.day, held.c[name])).label(name)
        return select(*columns.values()).where(truth, held.c.occurred_day <= moment.day)
    stood = or_(held.c.ended_at.is_(None), held.c.ended_at > moment.until_ms)
    # Of a fact that two scopes state, the later one counts.
    place = func.row_number().over(
        partition_by=held.c.key, order_by=(case((stood, 0), else_=1), in_bytes(held.c.scope).desc())
    )
    for name in _VERSION:
        columns[name] = case((stood, null()), else_=held.c[name]).label(name)
    columns["live"] = and_(stood, place == 1).label("live")
    return select(*columns.values()).where(truth, held.c.recorded_at <= moment.until_ms)


@contextmanager
def past_record(store: Store, viewer: Viewer) -> Iterator[PastRecord]:
    """A record of the past on a connection that nobody else ever gets: it ends with the block."""
    with store.apart() as connection:
        yield PastRecord(store, viewer, connection)
