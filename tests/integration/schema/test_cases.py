"""Cases by GraphQL: within rights, paged both ways, one statement a level."""

from collections.abc import Callable
from typing import Any

import pytest

from lif_plugin.domain.viewer import Role
from lif_plugin.schema import Reply
from tests.assets.builders import Record, viewer

Ask = Callable[..., Any]
REFS = "query($first: Int, $after: String, $last: Int, $before: String) { cases(first: $first, after: $after, last: $last, before: $before) { edges { cursor node { ref } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }"  # fmt: skip


def refs(connection: Any) -> list[str]:
    return [edge["node"]["ref"] for edge in connection["edges"]]


def test_case_is_found_by_its_own_reference(record: Record, ask: Ask) -> None:
    made = record.case("E-1001")
    found = ask('{ case(ref: "E-1001") { ref source isOpen panel } }')["case"]
    assert found == {
        "ref": "E-1001",
        "source": "ssda903",
        "isOpen": True,
        "panel": f"/panel/{made.public_id}",
    }


def test_case_is_found_by_its_id(record: Record, ask: Ask) -> None:
    record.case("E-1001")
    key = ask('{ case(ref: "E-1001") { id } }')["case"]["id"]
    assert ask("query($id: ID!) { case(id: $id) { ref } }", id=key) == {"case": {"ref": "E-1001"}}
    assert ask("query($id: ID!) { node(id: $id) { ... on Case { ref } } }", id=key) == {
        "node": {"ref": "E-1001"}
    }


def test_reference_that_two_sources_share_is_ambiguous(record: Record, ask: Ask, code: Ask) -> None:
    record.case("E-1", source="ssda903")
    record.case("E-1", source="primero")
    assert code('{ case(ref: "E-1") { ref } }') == ["ambiguous_case"]
    assert ask('{ case(ref: "E-1", source: "primero") { source } }') == {"case": {"source": "primero"}}


def test_pages_forward_and_backward_meet(record: Record, ask: Ask) -> None:
    for number in range(5):
        record.case(f"E-{number}")
    first = ask(REFS, first=2)["cases"]
    second = ask(REFS, first=2, after=first["pageInfo"]["endCursor"])["cases"]
    back = ask(REFS, last=2, before=second["pageInfo"]["startCursor"])["cases"]
    assert (refs(first), refs(second), refs(back)) == (["E-0", "E-1"], ["E-2", "E-3"], ["E-0", "E-1"])
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"], first["totalCount"]) == (True, True, 5)  # fmt: skip


def test_last_page_of_all_says_that_there_is_no_more(record: Record, ask: Ask) -> None:
    for number in range(3):
        record.case(f"E-{number}")
    end = ask(REFS, last=2)["cases"]
    assert refs(end) == ["E-1", "E-2"]
    assert (end["pageInfo"]["hasNextPage"], end["pageInfo"]["hasPreviousPage"]) == (False, True)


def test_page_stays_in_place_when_a_case_comes_in_before_it(record: Record, ask: Ask) -> None:
    for ref in ("E-2", "E-4", "E-6"):
        record.case(ref)
    cursor = ask(REFS, first=2)["cases"]["pageInfo"]["endCursor"]
    record.case("E-1")
    assert refs(ask(REFS, first=2, after=cursor)["cases"]) == ["E-6"]


@pytest.mark.parametrize(
    "page", ["first: 0", "first: 201", "first: 2, last: 2", 'after: "nonsense"', 'after: "W10"']
)
def test_page_that_cannot_be_is_refused(record: Record, code: Ask, page: str) -> None:
    assert code(f"{{ cases({page}) {{ totalCount }} }}") == ["bad_page"]


def test_another_agencys_case_is_not_there(record: Record, ask: Ask) -> None:
    other = Record.of(record.store, "oakshire", record._numbers)
    other.case("O-1")
    assert ask('{ case(ref: "O-1") { ref } cases { totalCount } }') == {
        "case": None,
        "cases": {"totalCount": 0},
    }


def test_viewer_limited_to_cases_sees_only_those(record: Record, ask: Ask) -> None:
    for ref in ("E-1", "E-2"):
        record.prompt(record.case(ref))
    seen = ask("{ cases { edges { node { ref prompts { totalCount } } } } prompts { totalCount } }",
               viewer(cases=frozenset({"E-2"})))  # fmt: skip
    assert seen["cases"]["edges"] == [{"node": {"ref": "E-2", "prompts": {"totalCount": 1}}}]
    assert seen["prompts"]["totalCount"] == 1


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMIN])
def test_role_without_casework_sees_no_case(record: Record, reply: Callable[..., Reply], role: Role) -> None:
    record.case()
    answer = reply(
        '{ case(ref: "E-1001") { ref } cases { totalCount } prompts { totalCount } }', viewer(role)
    )
    assert answer.data == {"case": None, "cases": None, "prompts": None}
    assert {error["extensions"]["code"] for error in answer.errors} == {"not_allowed"}


def test_cases_can_be_those_with_something_to_answer(record: Record, ask: Ask) -> None:
    record.prompt(record.case("E-1"))
    record.prompt(record.case("E-2"), delivery="historic")
    assert refs(ask("{ cases(filter: {toAnswer: true}) { edges { node { ref } } } }")["cases"]) == ["E-1"]


DEEP = """{ cases(first: 100) { totalCount edges { node { ref
  events { totalCount edges { node { kind code } } }
  recent: events(last: 1) { edges { node { occurredOn } } }
  prompts { edges { node { message why { evidence { origin } } case { ref events(first: 1) { edges { node { kind } } } } } } }
} } } }"""


def test_ten_times_the_rows_cost_the_same_statements(record: Record, ask: Ask, statements: list[str]) -> None:
    record.prompt(record.case("E-0"))
    statements.clear()
    ask(DEEP)
    few = len(statements)
    for number in range(1, 10):
        record.prompt(record.case(f"E-{number}"))
    statements.clear()
    assert len(ask(DEEP)["cases"]["edges"]) == 10
    assert len(statements) == few == 8


def test_lists_within_lists_may_not_ask_for_too_many_rows(record: Record, code: Ask) -> None:
    for number in range(60):
        record.case(f"E-{number:02}")
    query = "{ cases(first: 60) { edges { node { events(first: 200) { edges { node { kind } } } } } } }"
    assert set(code(query)) == {"query_too_large"}


def test_what_was_shown_is_in_the_read_log(
    record: Record, ask: Ask, logged: Callable[[], list[tuple[str, str]]]
) -> None:
    made = record.case()
    record.review(made, 20240305)
    ask('{ case(ref: "E-1001") { events { edges { node { kind } } } } }')
    assert [(action, made.public_id in cases) for action, cases in logged()] == [
        ("graphql.case", True),
        ("graphql.events", True),
    ]


def test_where_nothing_was_found_nothing_is_in_the_read_log(
    record: Record, ask: Ask, logged: Callable[[], list[tuple[str, str]]]
) -> None:
    ask('{ case(ref: "E-1") { ref } cases { totalCount } prompts { totalCount } }', viewer(agency="nowhere"))
    assert logged() == []
