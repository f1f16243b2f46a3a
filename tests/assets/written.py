"""Everything that was written while something ran: every row of every table, whoever owns it."""

from collections.abc import Iterable

from sqlalchemy import Engine, MetaData, Table, inspect, select


def everything_written(engine: Engine) -> dict[str, list[str]]:
    """The rows of all tables of all schemas of a database, each as text; ``engine`` must see past row policies."""
    found: dict[str, list[str]] = {}
    with engine.connect() as connection:
        for schema in inspect(connection).get_schema_names():
            if schema.startswith(("pg_", "information_")):
                continue
            for name in inspect(connection).get_table_names(schema=schema):
                table = Table(name, MetaData(), schema=schema, autoload_with=connection)
                found[f"{schema}.{name}"] = [repr(tuple(row)) for row in connection.execute(select(table))]
    return found


def tables_with(written: dict[str, list[str]], texts: Iterable[str]) -> dict[str, str]:
    """The tables in which one of these texts stands, in any case of letters, with the text."""
    wanted = [text.casefold() for text in texts]
    return {
        name: text
        for name, rows in written.items()
        for text in wanted
        if any(text in row.casefold() for row in rows)
    }
