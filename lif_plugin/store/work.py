"""Units of work: one transaction for one viewer; nobody else begins or commits one."""

import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final, Protocol, TypeVar

from psycopg import sql
from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, or_, select, text, true

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store.engine import WRITE, make_engine
from lif_plugin.store.meter import current, uncut
from lif_plugin.store.tables import agency, case_record


def now_ms() -> int:
    """The time of the clock in UTC milliseconds."""
    return time.time_ns() // 1_000_000


class Ending(Protocol):
    """What a unit of work does last, within its transaction."""

    def settle(self) -> None:
        """Write what is to be written before the commit."""
        ...


E = TypeVar("E", bound=Ending)
_ENDINGS: Final = "lif_endings"


def before_commit(connection: Connection, key: Hashable, made: Callable[[], E]) -> E:
    """The ending of this key in a writing unit of work, made now where it has none: it settles before the commit."""
    endings: dict[Hashable, Any] = connection.info[_ENDINGS]
    if key not in endings:
        endings[key] = made()
    ending: E = endings[key]
    return ending


class Store:
    """The database, seen through units of work."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # SQLite's own waiting for its one writer sleeps longer and longer and so starves who waits; within
        # a process, writers take turns here. PostgreSQL needs no turns.
        self._turn: AbstractContextManager[object] = threading.Lock() if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        """Whether one file holds everything and one process writes it."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self, viewer: Viewer) -> Iterator[Connection]:
        """One reading transaction for one viewer."""
        if self.is_sqlite:
            with self.engine.connect() as connection, connection.begin():
                yield connection
            return
        # The driver's BEGIN, its own journey, is saved: this begins and binds in one; the pool rolls back.
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # Without a list of parameters, even an empty one, the driver leaves every % as it is.
            connection.exec_driver_sql(_begin_timed(viewer), execution_options={"no_parameters": True})
            try:
                yield connection
            finally:
                meter = current()
                if meter is not None and meter.is_left:
                    # A cancelling that comes late must not meet whoever has the connection next.
                    connection.invalidate()

    @contextmanager
    def write(self, viewer: Viewer) -> Iterator[Connection]:
        """One writing transaction for one viewer: all of it is committed, or nothing."""
        connected = self.engine.connect().execution_options(**{WRITE: True})
        with connected as connection, self._turn, uncut(), connection.begin():
            _bind(connection, viewer)
            # What the pool hands out remembers its info from one unit of work to the next.
            connection.info[_ENDINGS] = {}
            yield connection
            for ending in connection.info[_ENDINGS].values():
                ending.settle()

    @contextmanager
    def apart(self) -> Iterator[Connection]:
        """A connection that nobody had before and nobody gets afterwards, for tables of its own; see `within`."""
        engine = make_engine(self.engine.url.render_as_string(hide_password=False), pool_size=1)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    @contextmanager
    def within(self, connection: Connection, viewer: Viewer) -> Iterator[None]:
        """One transaction for one viewer on a connection that stands apart; it writes to its own tables only."""
        with connection.begin():
            _bind(connection, viewer)
            yield

    def then(self, do: Callable[[], None]) -> None:
        """Do what follows from a unit of work that is over: now, or when a larger one that it is part of is committed."""
        do()

    def agencies(self) -> list[str]:
        """The ids of all agencies: the directory is readable by everyone."""
        with self.engine.connect() as connection:
            return list(connection.scalars(select(agency.c.id).order_by(agency.c.id)))

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _bind(connection: Connection, viewer: Viewer) -> None:
    """Tell PostgreSQL's row policies who asks, for this transaction only."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(_SET.format(":agency", ":purpose", ":agreement")), _said_to_policies(viewer))


@contextmanager
def for_any_purpose(connection: Connection, viewer: Viewer) -> Iterator[None]:
    """Within a viewer's unit of work, let our own job of their agency read what partners share for whatever purpose."""
    _bind(connection, Viewer.system("count", viewer.agency))
    yield
    _bind(connection, viewer)


@contextmanager
def told_to_policies(connection: Connection, viewer: Viewer, before: Viewer) -> Iterator[None]:
    """Within a unit of work of one viewer, let another ask, and then the first again."""
    if viewer != before:
        _bind(connection, viewer)
    yield
    if viewer != before:
        _bind(connection, before)


def begin_for(viewer: Viewer) -> str:
    """Begin a transaction on PostgreSQL and tell its row policies who asks, as one text of two statements.

    All of it sees one moment, as on SQLite: a row that one statement found is there for the next.
    A text of several statements takes no parameters; the driver writes them as literals.
    """
    said = [sql.Literal(value).as_string() for value in _said_to_policies(viewer).values()]
    return f"BEGIN ISOLATION LEVEL REPEATABLE READ; {_SET.format(*said)}"


def _begin_timed(viewer: Viewer) -> str:
    """`begin_for`, and how long each statement may take where somebody measures: at the server, whatever becomes of us."""
    meter = current()
    milliseconds = meter.milliseconds() if meter is not None else None
    timed = f", set_config('statement_timeout', '{milliseconds}', true)" if milliseconds is not None else ""
    return begin_for(viewer) + timed


ANY: Final = "|"
_SET: Final = (
    "SELECT set_config('lif.agency', {}, true), set_config('lif.purpose', {}, true), "
    "set_config('lif.agreement', {}, true)"
)


def _said_to_policies(viewer: Viewer) -> dict[str, str]:
    """What row policies go by: the agency; for learning of partners also the purpose and the one agreement.

    A bar stands for any, so that nobody's own text can: purposes are kept between bars and hold none.
    """
    purpose = ANY if Role.SYSTEM in viewer.roles else viewer.purpose.replace(ANY, "")
    agreement = ANY if viewer.agreement is None else viewer.agreement.replace(ANY, "")
    return {"agency": viewer.agency, "purpose": purpose, "agreement": agreement}


def hold_agency(connection: Connection, agency_id: str) -> None:
    """Let no other worker write for this agency until the transaction ends; SQLite has one writer anyway.

    Without it, two that lock the same cases in different order could wait for each other, and two that
    see a case for the first time could both make it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:agency, 0))"), {"agency": agency_id}
        )


def visible(viewer: Viewer, table: Table) -> ColumnElement[bool]:
    """The one predicate: rows of this table that the viewer may see.

    Own agency always; where the viewer is limited to cases or to a source, only rows of those.
    """
    own: ColumnElement[bool] = table.c.agency_id == viewer.agency
    if viewer.case_refs is None and viewer.source is None:
        return own
    mine = case_record.c.agency_id == viewer.agency
    if viewer.case_refs is not None:
        scope: ColumnElement[bool] = case_record.c.ref.in_(sorted(viewer.case_refs))
        if viewer.opened:
            scope = or_(scope, case_record.c.public_id.in_(sorted(viewer.opened)))
        mine = and_(mine, scope)
    if viewer.source is not None:
        mine = and_(mine, case_record.c.source == viewer.source)
    if table is case_record:
        return mine
    if "case_id" in table.c:
        return and_(own, table.c.case_id.in_(select(case_record.c.id).where(mine)))
    return and_(own, true())


def driver_rows(rows: Any) -> Sequence[tuple[Any, ...]]:
    """Give the rows of a result as the driver has them, where no column is converted: of many, wrapping each takes a tenth."""
    found: Sequence[tuple[Any, ...]] = rows.cursor.fetchall()
    rows.close()
    return found


def as_rows(rows: Any) -> list[dict[str, Any]]:
    """Give the rows of a result as dictionaries."""
    names = tuple(rows.keys())
    # All at once: one by one, each is a journey to the driver.
    return [dict(zip(names, row, strict=True)) for row in rows.all()]
