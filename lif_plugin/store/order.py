"""Order of text by its bytes: the same on every database, whatever language the server sorts by."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class in_bytes(GenericFunction[str]):  # noqa: N801  reads as the function it is
    """A text, to be compared and sorted by its bytes."""

    inherit_cache = True


@compiles(in_bytes)
def _as_it_is(element: ColumnElement[str], compiler: SQLCompiler, **options: Any) -> str:
    """SQLite compares bytes unless told otherwise."""
    return compiler.process(element.clauses, **options)


@compiles(in_bytes, "postgresql")
def _collated(element: ColumnElement[str], compiler: SQLCompiler, **options: Any) -> str:
    return f'({compiler.process(element.clauses, **options)} COLLATE "C")'
