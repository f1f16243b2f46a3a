"""What a document is estimated at: pages by their size, lists without pages generously, fields by what they read."""

import pytest
from graphql import parse

from lif_plugin.hooks import build_plugins
from lif_plugin.schema.api import Schema, build_schema
from lif_plugin.schema.cost import AT_LEAST, BASE, MUTATION, READING, estimate


@pytest.fixture(scope="module")
def schema() -> Schema:
    return build_schema(build_plugins([]))


def cost(schema: Schema, document: str, **variables: object) -> tuple[int, int]:
    found = estimate(schema._schema, parse(document), None, variables)
    return found.most, found.least


CASES = "cases(first: %s) { edges { node { ref } } }"


@pytest.mark.parametrize(
    ("document", "rows", "reads"),
    [
        ("{ viewer { agency } }", 1, 1),
        ("{ cases { edges { node { ref } } } }", 50, 1),
        ("{ %s }" % (CASES % 7), 7, 1),
        ("{ cases(last: 3) { totalCount edges { cursor } } }", 3, 2),
        ("{ a: cases(first: 7) { edges { cursor } } b: cases(first: 5) { edges { cursor } } }", 12, 2),
        (
            "{ cases(first: 7) { edges { node { prompts(first: 3) { edges { node { message } } } } } } }",
            28,
            2,
        ),
        ("{ ...A } fragment A on Query { cases(first: 7) { edges { node { ref } } } }", 7, 1),
        ("{ ... on Query { cases(first: 7) { edges { node { ref } } } } }", 7, 1),
        ("{ changes(first: 9) { cursor } }", 9, 1),
    ],
)
def test_pages_cost_their_size_for_each_node_they_hang_on(
    schema: Schema, document: str, rows: int, reads: int
) -> None:
    assert cost(schema, document) == (BASE + rows + READING * reads,) * 2


@pytest.mark.parametrize(("given", "size"), [({"n": 7}, 7), ({}, 4), ({"n": None}, 4), ({"n": 900}, 200)])
def test_a_size_may_be_a_variable(schema: Schema, given: dict[str, object], size: int) -> None:
    document = "query($n: Int = 4) { cases(first: $n) { edges { node { ref } } } }"
    assert cost(schema, document, **given)[0] == BASE + READING + size


def test_a_variable_without_a_value_is_the_usual_page(schema: Schema) -> None:
    assert cost(schema, "query($n: Int) { cases(first: $n) { edges { cursor } } }")[0] == BASE + READING + 50


def test_lists_without_pages_are_reckoned_generously_and_may_be_short(schema: Schema) -> None:
    document = "{ learningItems(first: 2) { edges { node { findings { text } } } } }"
    assert cost(schema, document) == (
        BASE + 2 * READING + 2 + 2 * AT_LEAST,
        BASE + 2 * READING + 2 + 2,
    )


def test_a_mutation_pays_for_what_it_writes(schema: Schema) -> None:
    document = 'mutation { closeItem(input: {item: "x"}) { __typename } }'
    assert cost(schema, document)[0] >= BASE + MUTATION


def test_introspection_reads_nothing(schema: Schema) -> None:
    assert cost(schema, "{ __schema { types { name fields { name } } } }") == (BASE, BASE)


def test_only_the_operation_that_is_run_is_counted(schema: Schema) -> None:
    document = parse("query A { viewer { agency } } query B { cases(first: 90) { edges { cursor } } }")
    found = [estimate(schema._schema, document, name, {}).most for name in ("A", "B")]
    assert found == [BASE + READING + 1, BASE + READING + 90]
