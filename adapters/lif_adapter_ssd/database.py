"""The dataset in the database it is built in: any that SQLAlchemy speaks to, read and never written.

Adapters write no SQL. This one is excepted (see pyproject.toml), because the dataset is a set of database
tables: only the columns that are taken are selected, from tables known by name.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, column, create_engine, inspect, select, table
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from lif_adapter_ssd.dictionary import Table, tables
from lif_adapter_ssd.source import Source, Torn
from lif_plugin.errors import UnreadableInput

_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class DatabaseTable:
    """A table of the database known as one of the dataset; ``names`` maps our column names to its own."""

    engine: Engine
    schema: str | None
    name: str
    table: Table
    names: Mapping[str, str]

    @property
    def label(self) -> str:
        """The table's name."""
        return self.table.name

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns in lower case."""
        return tuple(self.names)

    @property
    def oddities(self) -> tuple[str, ...]:
        """Nothing is odd about how a database writes."""
        return ()

    def rows(self) -> Iterator[tuple[int, Mapping[str, Any] | Torn]]:
        """Its rows with the columns that are taken, from number 2 on as in a file with a header."""
        taken = {ours: theirs for ours, theirs in self.names.items() if ours in self.table.wanted}
        if not taken:
            return
        of = table(self.name, *(column(theirs) for theirs in taken.values()), schema=self.schema)
        with _said(self.label), self.engine.connect() as connection:
            found = connection.execution_options(yield_per=_AT_ONCE).execute(select(*of.columns))
            for number, row in enumerate(found, 2):
                yield number, dict(zip(taken, row, strict=True))


def read_tables(url: str, schema: str | None) -> list[Source]:
    """The tables of the dataset that a database has; raises `UnreadableInput` without a word of its address."""
    try:
        # No pool: each table is read once and its connection given back, and nobody closes the engine.
        engine = create_engine(url, poolclass=NullPool)
    except (SQLAlchemyError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
        raise UnreadableInput(
            "The database's address in ssd.toml cannot be used.",
            hint="It is an SQLAlchemy URL, and its driver must be installed.",
        ) from error
    with _said("the list of tables"):
        view = inspect(engine)
        there = {name.lower(): name for name in [*view.get_table_names(schema), *view.get_view_names(schema)]}
        return [
            DatabaseTable(
                engine, schema, there[name], known,
                {str(one["name"]).lower(): str(one["name"]) for one in view.get_columns(there[name], schema)},
            )
            for name, known in tables().items() if name in there
        ]  # fmt: skip


@contextmanager
def _said(what: str) -> Iterator[None]:
    """Say what could not be read, without the driver's own words: they may hold the address or a row."""
    try:
        yield
    except SQLAlchemyError as error:
        raise UnreadableInput(
            f"The database did not give {what} ({type(error).__name__}).",
            hint="Check the address, the schema and the rights of the user.",
        ) from error
