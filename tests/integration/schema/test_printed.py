"""The schema as its readers see it: printed and committed, described throughout."""

import re
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    get_named_type,
)

import lif_plugin.schema
from lif_plugin import builtin
from lif_plugin.hooks import build_plugins
from lif_plugin.schema.api import build_schema as made_schema
from lif_plugin.schema.api import printed

COMMITTED = Path(lif_plugin.schema.__file__).with_name("schema.graphql")
SHAPE = """{ __schema { types { name kind description fields { name description args { name description } }
  inputFields { name description } } } }"""


def test_committed_schema_is_what_the_code_makes() -> None:
    again = "The schema changed; if it was meant to, write it anew: python .ci/tools/schema.py"
    assert COMMITTED.read_text() == printed(build_plugins(builtin.BUILTIN)), again


@pytest.fixture(scope="module")
def types() -> list[dict[str, Any]]:
    result = made_schema(build_plugins(builtin.BUILTIN)).execute_sync(SHAPE)
    assert result.data is not None
    return [each for each in result.data["__schema"]["types"] if not each["name"].startswith("__")]


def test_every_type_says_what_it_is(types: list[dict[str, Any]]) -> None:
    assert [each["name"] for each in types if not each["description"]] == []


def test_every_field_and_argument_says_what_it_means(types: list[dict[str, Any]]) -> None:
    fields = [
        (each["name"], part)
        for each in types
        for part in (each["fields"] or []) + (each["inputFields"] or [])
    ]
    silent = [(name, part["name"]) for name, part in fields if not part["description"]]
    silent += [
        (name, arg["name"]) for name, part in fields for arg in part.get("args", []) if not arg["description"]
    ]
    assert silent == []


def test_every_type_says_who_sees_it_and_since_when() -> None:
    schema = build_schema(COMMITTED.read_text())
    # What becomes of a mutation is seen by whoever sent it, since its mutation is there; a page like what it lists.
    answers = {
        one.name
        for field in (schema.mutation_type.fields if schema.mutation_type else {}).values()
        if isinstance(union := get_named_type(field.type), GraphQLUnionType)
        for one in union.types
    }
    plain = {"Query", "Mutation", "Subscription", "Node", "PageInfo", "Problem"} | answers
    told = {
        name: kind.description or ""
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        and not name.startswith("__")
        and not name.endswith(("Connection", "Edge"))
        and name not in plain
    }
    assert len(told) > 100
    assert [name for name, said in told.items() if not re.search(r"Since \d+\.\d+\.$", said)] == []
    assert [
        name for name, said in told.items() if not re.search(r"\b[Ss]een (by|like|as|where|only)", said)
    ] == []


def test_every_mutation_says_since_when() -> None:
    schema = build_schema(COMMITTED.read_text())
    fields = schema.mutation_type.fields if schema.mutation_type else {}
    assert [name for name, one in fields.items() if not (one.description or "").endswith("Since 0.1.")] == []
