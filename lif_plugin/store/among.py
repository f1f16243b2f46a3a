"""Many values as one parameter of a statement, so that its words do not depend on how many there are."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, BigInteger, BindParameter, ColumnElement, Text, TypeDecorator, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class _Numbers(TypeDecorator[Collection[int]]):
    """Many numbers as one value: an array, or JSON where there is none."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(BigInteger()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:
        numbers = list(value or ())
        return numbers if dialect.name == "postgresql" else json.dumps(numbers)


class _among(FunctionElement[bool]):  # noqa: N801  reads as the function it is
    """Whether a number is one of many."""

    # Without a type, or it would be compared with 1, and then SQLite takes no index.
    inherit_cache = True


@compiles(_among)
def _in_json(element: FunctionElement[bool], compiler: SQLCompiler, **options: Any) -> str:
    number, many = (compiler.process(part, **options) for part in element.clauses)
    return f"{number} IN (SELECT value FROM json_each({many}))"


@compiles(_among, "postgresql")
def _in_array(element: FunctionElement[bool], compiler: SQLCompiler, **options: Any) -> str:
    number, many = (compiler.process(part, **options) for part in element.clauses)
    return f"{number} = ANY ({many})"


def among(number: ColumnElement[int], many: Collection[int] | str) -> ColumnElement[bool]:
    """Whether a number is one of these, or of those that a statement is given by this name.

    Where statements are asked often: an ordinary list is written into the statement anew each time, number by number.
    """
    kind = _Numbers()
    given: BindParameter[Any] = (
        bindparam(many, type_=kind)
        if isinstance(many, str)
        else bindparam("many", list(many), type_=kind, unique=True)
    )
    return _among(number, given)
