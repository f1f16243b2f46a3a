"""Review links in GraphQL: for named roles, also those who see no case; decided with typed refusals."""

from collections.abc import Callable
from typing import Any

import pytest

from lif_plugin.domain.viewer import Role
from lif_plugin.schema import Reply
from tests.assets.builders import Case, Record, viewer
from tests.assets.reviews import CRITERIA, DEFECT, DIED, TODAY, household, propose

Ask = Callable[..., Any]
BOARD = viewer(Role.BOARD)
READERS = {Role.MANAGER, Role.CHAIR, Role.QUALITY, Role.BOARD}
DECIDERS = {Role.QUALITY, Role.BOARD}
PEOPLE = sorted(set(Role) - {Role.SYSTEM})
LIST = "{ reviewLinks { edges { node { id caseRef label standing } } totalCount } }"
FULL = """{ reviewLinks { edges { node { review caseRef source incidentOn isOld standing onHold removalsWaiting
  recommendedBy decidedBy withdrawnAt household
  criteria { part text standing because asked defects }
  clocks { id state startedOn dueOn doneOn basis workingDaysLeft limit unit source } decisions { decision } } } } }"""
DECIDE = """mutation ($input: DecideReviewLinkInput!) { decideReviewLink(input: $input) { __typename
  ... on ReviewLinkSaved { link { caseRef onHold decisions { decision decidedOn recommendedBy decidedBy reason dissent
    writtenBy criteria { text shown answer } } } }
  ... on Problem { code message hint } } }"""
STATE = """mutation ($input: StateReviewDayInput!) { stateReviewDay(input: $input) { __typename
  ... on ReviewLinkSaved { link { clocks { state startedOn basis doneOn } } } ... on Problem { code } } }"""


@pytest.fixture
def case(record: Record) -> Case:
    return record.case("E-1001")


def link_of(ask: Ask) -> str:
    return str(ask(LIST, BOARD)["reviewLinks"]["edges"][0]["node"]["id"])


def decision(link: str, kind: str = "YES", **more: Any) -> dict[str, Any]:
    return {"link": link, "decision": kind, "decidedOn": TODAY.isoformat(), "recommendedBy": "SCR Sub-group",
            "decidedBy": "Independent Chair", "reason": "It fits."} | more  # fmt: skip


def test_the_board_sees_a_link_with_its_criteria_and_clocks_and_no_case(
    record: Record, case: Case, ask: Ask
) -> None:
    propose(record, case)
    [edge] = ask(FULL, BOARD)["reviewLinks"]["edges"]
    node = edge["node"]
    assert (node["caseRef"], node["incidentOn"], node["standing"], node["onHold"], node["isOld"]) == (
        "E-1001", DIED.isoformat(), "CANNOT_TELL", False, False,
    )  # fmt: skip
    assert [(one["part"], one["standing"], one["asked"], one["defects"]) for one in node["criteria"]] == [
        ("ALL_OF", "CANNOT_TELL", False, []), ("ANY_OF", "MET", False, []), ("ALWAYS_WHEN", "CANNOT_TELL", True, [DEFECT]),
    ]  # fmt: skip
    assert (node["clocks"][0]["id"], node["clocks"][0]["state"], node["clocks"][0]["startedOn"]) == (
        "T-01", "NOT_STARTED", None,
    )  # fmt: skip


def test_only_named_roles_see_review_links_by_any_way(
    record: Record, case: Case, reply: Callable[..., Reply], ask: Ask
) -> None:
    propose(record, case)
    link = link_of(ask)
    ways = (LIST, f'{{ node(id: "{link}") {{ id }} }}', '{ case(ref: "E-1001") { reviewLinks { label } } }')
    for role in PEOPLE:
        answers = [reply(document, viewer(role)) for document in ways]
        refused = [
            {error["extensions"]["code"] for error in one.errors} == {"not_allowed"} for one in answers
        ]
        if role in READERS:
            # The board reads its review links, not the case they hang on.
            assert refused == [False, False, role is Role.BOARD]
        else:
            assert refused == [True, True, True]
            assert "Serious" not in str([one.data for one in answers])


def test_only_the_board_and_the_quality_team_decide(record: Record, case: Case, ask: Ask) -> None:
    propose(record, case)
    link = link_of(ask)
    state = {"link": link, "milestone": "AWARE", "day": TODAY.isoformat()}
    for role in PEOPLE:
        decided = ask(DECIDE, viewer(role), input=decision(link))["decideReviewLink"]["__typename"]
        stated = ask(STATE, viewer(role), input=state)["stateReviewDay"]["__typename"]
        wanted = "ReviewLinkSaved" if role in DECIDERS else "DecisionNotAllowed"
        assert (role, decided, stated) == (role, wanted, wanted)
    left = ask("{ reviewLinks { edges { node { decisions { decision } } } } }", BOARD)
    assert len(left["reviewLinks"]["edges"][0]["node"]["decisions"]) == len(DECIDERS)


def test_a_decision_keeps_who_why_and_the_criteria_as_people_answered_them(
    record: Record, case: Case, ask: Ask
) -> None:
    propose(record, case)
    answers = [{"text": CRITERIA[0].text, "answer": "MET"}]
    given = decision(link_of(ask), "NO", dissent="Health disagreed.", criteria=answers)
    link = ask(DECIDE, BOARD, input=given)["decideReviewLink"]["link"]
    assert link["decisions"] == [
        {"decision": "NO", "decidedOn": TODAY.isoformat(), "recommendedBy": "SCR Sub-group",
         "decidedBy": "Independent Chair", "reason": "It fits.", "dissent": "Health disagreed.", "writtenBy": "sam.example",
         "criteria": [{"text": CRITERIA[0].text, "shown": "CANNOT_TELL", "answer": "MET"},
                      {"text": CRITERIA[1].text, "shown": "MET", "answer": None},
                      {"text": CRITERIA[2].text, "shown": "CANNOT_TELL", "answer": None}]}
    ]  # fmt: skip


def test_what_does_not_fit_is_refused_by_name_and_changes_nothing(
    record: Record, case: Case, ask: Ask
) -> None:
    propose(record, case)
    link = link_of(ask)
    for given, kind, code in (
        (decision(link, reason=""), "DecisionRefused", "decision_refused"),
        (decision("UmV2aWV3TGluazpnb25l"), "ReviewLinkNotFound", "not_found"),
        (decision("Q2FzZTpnb25l"), "ReviewLinkNotFound", "not_found"),
    ):
        answer = ask(DECIDE, BOARD, input=given)["decideReviewLink"]
        assert (answer["__typename"], answer["code"]) == (kind, code)
    left = ask("{ reviewLinks { edges { node { decisions { decision } } } } }", BOARD)
    assert left["reviewLinks"]["edges"][0]["node"]["decisions"] == []


def test_a_stated_day_starts_and_meets_the_clock(record: Record, case: Case, ask: Ask) -> None:
    propose(record, case)
    link = link_of(ask)
    ask(STATE, BOARD, input={"link": link, "milestone": "AWARE", "day": DIED.isoformat()})
    after = ask(STATE, BOARD, input={"link": link, "milestone": "NOTIFIED", "day": TODAY.isoformat()})
    assert after["stateReviewDay"]["link"]["clocks"] == [
        {"state": "MET", "startedOn": DIED.isoformat(), "basis": "STATED", "doneOn": TODAY.isoformat()}
    ]
    refused = ask(STATE, BOARD, input={"link": link, "milestone": "REFERRED", "day": TODAY.isoformat()})
    assert refused["stateReviewDay"] == {"__typename": "DecisionRefused", "code": "decision_refused"}


def test_whoever_reads_a_case_is_told_of_the_hold_and_not_of_the_review(
    record: Record, case: Case, ask: Ask
) -> None:
    propose(record, case)
    query = '{ case(ref: "E-1001") { onHold } }'
    assert ask(query, viewer(Role.WORKER)) == {"case": {"onHold": False}}
    ask(DECIDE, BOARD, input=decision(link_of(ask)))
    assert ask(query, viewer(Role.WORKER)) == {"case": {"onHold": True}}


def test_links_are_found_by_review_and_by_whether_they_are_decided(
    record: Record, case: Case, ask: Ask
) -> None:
    propose(record, case)
    other = record.case("E-1002")
    propose(record, other, review="rapid_review")
    query = "query ($f: ReviewLinkFilterInput) { reviewLinks(filter: $f) { edges { node { id caseRef } } totalCount } }"

    def found(**conditions: Any) -> list[str]:
        return [edge["node"]["caseRef"] for edge in ask(query, BOARD, f=conditions)["reviewLinks"]["edges"]]

    assert found(reviews=["rapid_review"]) == ["E-1002"]
    [edge] = ask(query, BOARD, f={"reviews": ["rapid_review"]})["reviewLinks"]["edges"]
    ask(DECIDE, BOARD, input=decision(edge["node"]["id"], "NOT_YET"))
    assert found(decided=True) == []
    ask(DECIDE, BOARD, input=decision(edge["node"]["id"], "NO"))
    assert (found(decided=True), found(decided=False)) == (["E-1002"], ["E-1001"])


def test_withdrawn_links_are_gone_unless_they_were_decided(record: Record, case: Case, ask: Ask) -> None:
    propose(record, case, ended_at=1_700_000_000_000)
    assert ask(LIST, BOARD)["reviewLinks"]["totalCount"] == 0


def test_nothing_of_another_agency_or_beyond_the_tokens_cases_is_shown(
    record: Record, case: Case, ask: Ask
) -> None:
    propose(record, case)
    Record.of(record.store, "oakshire")
    assert ask(LIST, viewer(Role.BOARD, agency="oakshire"))["reviewLinks"]["edges"] == []
    limited = viewer(Role.MANAGER, cases=frozenset({"E-9"}))
    assert ask(LIST, limited)["reviewLinks"]["edges"] == []


def test_every_reading_is_in_the_log_with_the_household(
    record: Record, case: Case, ask: Ask, logged: Callable[[], list[tuple[str, str]]]
) -> None:
    propose(record, case)
    sibling = record.case("E-1002")
    household(record, case, "F-7")
    household(record, sibling, "F-7")
    [edge] = ask(FULL, BOARD)["reviewLinks"]["edges"]
    assert edge["node"]["household"] == ["E-1002"]
    assert logged() == [("graphql.review_links", f'["{case.public_id}", "{sibling.public_id}"]')]


def test_ten_times_the_links_cost_the_same_statements(
    record: Record, ask: Ask, statements: list[str]
) -> None:
    def cost() -> int:
        statements.clear()
        ask(FULL, BOARD)
        return len(statements)

    propose(record, record.case("E-1"))
    few = cost()
    for number in range(2, 12):
        propose(record, record.case(f"E-{number}"))
    assert cost() == few
