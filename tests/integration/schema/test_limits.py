"""Documents that are too large are refused before anything is read; faults are answered without internals."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from lif_plugin.domain.viewer import Role
from lif_plugin.schema import limits
from lif_plugin.schema.types.viewer import ViewerInfo
from tests.assets.builders import Record, viewer

Ask = Callable[..., Any]


@pytest.fixture
def database() -> str:
    """What is tested here is the same on every database."""
    return "sqlite"


def nested(depth: int) -> str:
    inner = "ref"
    for level in range(depth):
        inner = f"prompts {{ edges {{ node {{ case {{ {inner} }} }} }} }}" if level else "ref"
    return f'{{ case(ref: "E") {{ {inner} }} }}'


@pytest.mark.parametrize(
    "document",
    [
        nested(6),
        "{ " + " ".join(f"a{n}: viewer {{ agency }}" for n in range(limits.MAX_ALIASES + 1)) + " }",
        "{ viewer { " + "agency " * (limits.MAX_BREADTH + 1) + "} }",
        "{ viewer { ...A ...A } } fragment A on Viewer { " + "agency purpose " * 20 + "}",
        "{ viewer { " + "agency @skip(if: false) " * (limits.MAX_DIRECTIVES + 1) + "} }",
    ],
    ids=["deep", "aliases", "wide", "wide by fragments", "directives"],
)
def test_document_beyond_a_limit_is_refused(ask: Ask, code: Ask, record: Record, document: str) -> None:
    assert set(code(document)) == {"query_too_large"}


def test_document_with_too_many_tokens_is_not_parsed_further(reply: Ask, record: Record) -> None:
    answer = reply("{ " + "viewer { agency } " * limits.MAX_TOKENS + "}")
    assert (answer.data, "tokens" in answer.errors[0]["message"]) == (None, True)


def test_fragments_that_double_each_time_are_refused_at_once(code: Ask, record: Record) -> None:
    # Written out this is 2 to the 60th fields: whoever walks each spread again never comes back.
    doubling = "".join(f"fragment F{n} on Viewer {{ ...F{n + 1} ...F{n + 1} }} " for n in range(60))
    assert set(code("{ viewer { ...F0 } } " + doubling + "fragment F60 on Viewer { agency }")) == {
        "query_too_large"
    }


def test_fragment_that_holds_itself_is_refused_by_validation(code: Ask, record: Record) -> None:
    assert set(code("{ viewer { ...A } } fragment A on Viewer { ...A agency }")) == {"graphql_invalid"}


def test_introspection_that_goes_in_circles_is_refused(code: Ask, record: Record) -> None:
    inner = "name"
    for _ in range(4):
        inner = f"fields {{ type {{ {inner} }} }}"
    assert code(f"{{ __schema {{ types {{ {inner} }} }} }}", viewer(Role.ADMIN)) == ["graphql_invalid"]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.INTEGRATOR])
def test_usual_introspection_is_within_the_limits(ask: Ask, record: Record, role: Role) -> None:
    from graphql import get_introspection_query

    query = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, input_value_deprecation=True
    )
    assert ask(query, viewer(role))["__schema"]["queryType"]["name"] == "Query"


@pytest.mark.parametrize(
    "document",
    ['{ __type(name: "Case") { name } }', "{ ...A } fragment A on Query { __schema { queryType { name } } }"],
)
def test_other_roles_are_told_where_the_schema_stands(reply: Ask, record: Record, document: str) -> None:
    error = reply(document, viewer(Role.WORKER)).errors[0]
    assert (error["extensions"]["code"], "schema.graphql" in error["extensions"]["hint"]) == (
        "introspection_refused",
        True,
    )


def test_the_name_of_a_type_is_no_introspection(ask: Ask, record: Record) -> None:
    assert ask("{ __typename }", viewer(Role.WORKER)) == {"__typename": "Query"}


def test_fault_is_answered_and_logged_without_its_text(
    reply: Ask, record: Record, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_viewer: object) -> None:
        raise RuntimeError("SECRET")

    monkeypatch.setattr(ViewerInfo, "of", broken)
    with caplog.at_level(logging.INFO):
        answer = reply("{ viewer { agency } }")
    assert answer.errors[0]["extensions"]["code"] == "internal"
    assert "SECRET" not in str(answer) + caplog.text
    assert "RuntimeError at line" in caplog.text


def test_error_of_ours_carries_its_code_and_hint(reply: Ask, record: Record) -> None:
    error = reply("{ rules { id } }", viewer(Role.WORKER)).errors[0]
    assert error["path"] == ["rules"]
    assert error["extensions"] == {
        "code": "not_allowed",
        "hint": "Ask your agency's administrator for a role that allows it.",
    }
