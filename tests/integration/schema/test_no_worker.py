"""Nothing in the schema is listed, filtered or counted by worker: no query takes such an argument, whoever asks."""

import re
from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
)

import lif_plugin.schema

PRINTED = Path(lif_plugin.schema.__file__).with_name("schema.graphql")
OF_A_PERSON = {
    "actor", "allocated", "assignee", "auditor", "author", "caseworker", "employee", "manager", "person", "practitioner",
    "reviewer", "staff", "subject", "supervisor", "user", "whom", "worker",
}  # fmt: skip


def named(schema: GraphQLSchema) -> Iterator[str]:
    """Everything that a query can be narrowed or grouped by: arguments, fields of filters, values of enums."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and kind is not schema.mutation_type:
            for field in kind.fields.values():
                for name, argument in field.args.items():
                    yield name
                    yield from _within(argument.type)


def _within(asked: GraphQLInputType) -> Iterator[str]:
    kind = get_named_type(asked)
    if isinstance(kind, GraphQLEnumType):
        yield from kind.values
    if isinstance(kind, GraphQLInputObjectType):
        for name, field in kind.fields.items():
            yield name
            yield from _within(field.type)


def of_a_person(names: Iterator[str]) -> set[str]:
    return {
        name
        for name in names
        if OF_A_PERSON & {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}
    }


def test_no_query_can_be_narrowed_or_grouped_by_worker() -> None:
    assert of_a_person(named(build_schema(PRINTED.read_text()))) == set()


def test_such_an_argument_would_be_seen_wherever_it_stood() -> None:
    schema = build_schema(
        "type Query { a(by: [By!], ownWorker: ID, filter: F): Int } enum By { THEME WORKER } input F { auditorId: ID }"
    )
    assert of_a_person(named(schema)) == {"WORKER", "ownWorker", "auditorId"}
