"""Counts, imports, coverage, refused rows, rules, plugins and what is for named roles only."""

from collections.abc import Callable
from typing import Any

import pytest

from lif_plugin.builtin.voice_of_child import VOC_07, VOC_08
from lif_plugin.domain.viewer import RIGHTS, Right, Role
from tests.assets.builders import Record, viewer

Ask = Callable[..., Any]
COUNTS = """query($from: String, $to: String) { promptCounts(from: $from, to: $to) {
  rule month state count notSuperseded answeredDone answeredExplained answeredWrong } }"""


def test_counts_are_by_rule_month_and_state_with_and_without_superseded(record: Record, ask: Ask) -> None:
    made = record.case()
    last = record.prompt(made, 20240305, VOC_08)
    record.prompt(made, 20240306, VOC_07, superseded_by=last)
    record.prompt(made, 20240331, VOC_07)
    record.prompt(made, 20240401, VOC_07, state="explained", answer_kind="explained")
    record.prompt(made, 20240302, VOC_07, ended_at=1)
    rows = [tuple(row.values()) for row in ask(COUNTS, viewer(Role.BOARD))["promptCounts"]]
    assert rows == [
        ("VOC-07", "2024-03", "GAP", 2, 1, 0, 0, 0),
        ("VOC-07", "2024-04", "EXPLAINED", 1, 1, 0, 1, 0),
        ("VOC-08", "2024-03", "GAP", 1, 1, 0, 0, 0),
    ]


def test_counts_keep_to_the_months_asked_for(record: Record, ask: Ask) -> None:
    made = record.case()
    for day in (20240131, 20240201, 20240229, 20240301):
        record.prompt(made, day)
    asked = {"from": "2024-02", "to": "2024-02"}
    rows = ask(COUNTS, viewer(Role.BOARD), **asked)["promptCounts"]
    assert [(row["month"], row["count"]) for row in rows] == [("2024-02", 2)]


@pytest.mark.parametrize("month", ["2024", "2024-13", "2024-1", "March", "٢٠٢٤-٠١"])
def test_month_that_is_none_is_refused(record: Record, code: Ask, month: str) -> None:
    assert code(COUNTS, viewer(Role.BOARD), to=month) == ["bad_month"]


def test_counts_are_not_for_workers_and_never_of_another_agency(record: Record, ask: Ask, code: Ask) -> None:
    record.prompt(record.case())
    assert code(COUNTS, viewer(Role.WORKER)) == ["not_allowed"]
    assert ask(COUNTS, viewer(Role.BOARD, agency="oakshire")) == {"promptCounts": []}


def test_imports_say_that_every_row_is_accounted_for(record: Record, ask: Ask) -> None:
    number = record.delivery(rejected=3)
    query = "{ imports { totalCount edges { node { number adapter files state rowsRead rowsAccepted rowsRejected notices { reason } } } } }"  # fmt: skip
    data = ask(query, viewer(Role.DATA_TEAM))["imports"]
    assert data == {"totalCount": 1, "edges": [{"node": {
        "number": number, "adapter": "ssda903", "files": ["reviews.csv"], "state": "done", "rowsRead": 10,
        "rowsAccepted": 7, "rowsRejected": 3, "notices": [],
    }}]}  # fmt: skip


def test_refused_rows_are_the_admins_and_the_read_is_logged(
    record: Record, ask: Ask, code: Ask, logged: Callable[[], list[tuple[str, str]]]
) -> None:
    record.delivery(rejected=2)
    query = "{ rejected(first: 1) { totalCount edges { node { row reason raw } } } }"
    assert ask(query, viewer(Role.ADMIN))["rejected"] == {
        "totalCount": 2,
        "edges": [{"node": {"row": 2, "reason": "bad_day", "raw": "E-9,31/02/2024"}}],
    }
    assert code(query, viewer(Role.DATA_TEAM)) == ["not_allowed"]
    assert logged() == [("graphql.rejected", "[]")]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CHAIR, Role.QUALITY])
def test_named_roles_see_what_a_case_is_proposed_for(record: Record, ask: Ask, role: Role) -> None:
    record.link(record.case())
    query = '{ case(ref: "E-1001") { nominations { trigger reason } reviewLinks { review authority } } }'
    assert ask(query, viewer(role))["case"] == {
        "nominations": [{"trigger": "moves", "reason": "Three moves"}],
        "reviewLinks": [{"review": "rapid_review", "authority": "Guidance"}],
    }


@pytest.mark.parametrize("role", [Role.WORKER, Role.IRO, Role.DATA_TEAM, Role.INTEGRATOR])
def test_others_are_not_told_and_not_logged_as_told(
    record: Record, reply: Ask, role: Role, logged: Callable[[], list[tuple[str, str]]]
) -> None:
    record.link(record.case())
    answer = reply(
        '{ case(ref: "E-1001") { ref nominations { trigger } reviewLinks { review } } }', viewer(role)
    )
    assert answer.data["case"] == {"ref": "E-1001", "nominations": None, "reviewLinks": None}
    assert {error["extensions"]["code"] for error in answer.errors} == {"not_allowed"}
    assert [action for action, _ in logged()] == ["graphql.case"]


def test_rules_are_listed_with_what_may_be_answered(record: Record, ask: Ask) -> None:
    data = ask("{ rules { id statutory addressees exemptions { code } } }", viewer(Role.QUALITY))["rules"]
    assert [rule["id"] for rule in data] == ["VOC-07", "VOC-08", "VOC-09"]
    assert data[2] == {"id": "VOC-09", "statutory": False, "addressees": ["DATA_TEAM"], "exemptions": [{"code": "cancelled"}]}  # fmt: skip


def test_viewer_is_told_what_the_roles_allow(record: Record, ask: Ask) -> None:
    data = ask(
        "{ viewer { agency roles rights purpose limitedToCases } }", viewer(Role.BOARD, cases=frozenset())
    )
    assert data["viewer"] == {
        "agency": "elmshire",
        "roles": ["BOARD"],
        "rights": [right.name for right in Right if Role.BOARD in RIGHTS[right]],
        "purpose": "casework",
        "limitedToCases": True,
    }


def test_events_can_be_limited_and_show_the_versions_that_stand_unless_asked(
    record: Record, ask: Ask
) -> None:
    made = record.case()
    record.review(made, 20240105, "PN1")
    record.review(made, 20240305, "PN4", live=False, ended_at=5, ended_as="superseded")
    query = 'query($f: EventFilterInput) { case(ref: "E-1001") { events(filter: $f) { edges { node { code stands endedAs } } } } }'  # fmt: skip

    def codes(**given: Any) -> list[str]:
        return [edge["node"]["code"] for edge in ask(query, f=given)["case"]["events"]["edges"]]

    assert codes() == ["PN1"]
    assert codes(history=True) == ["PN1", "PN4"]
    assert codes(history=True, **{"from": "2024-02-01"}) == ["PN4"]
    assert codes(kinds=["visit"]) == []


def test_unknown_kind_of_event_is_refused(record: Record, code: Ask) -> None:
    record.case()
    query = '{ case(ref: "E-1001") { events(filter: {kinds: ["teapot"]}) { totalCount } } }'
    assert code(query) == ["unknown_kind"]


def test_event_is_found_again_by_its_id(record: Record, ask: Ask) -> None:
    record.review(record.case(), 20240305)
    query = '{ case(ref: "E-1001") { events { edges { node { id } } } } }'
    key = ask(query)["case"]["events"]["edges"][0]["node"]["id"]
    again = "query($id: ID!) { node(id: $id) { ... on Event { code } } }"
    assert ask(again, id=key) == {"node": {"code": "PN7"}}
    assert ask(again, viewer(agency="oakshire"), id=key) == {"node": None}


@pytest.mark.parametrize("key", ["RXZlbnQ6MS4x", "RXZlbnQ6eC55", "RXZlbnQ6OTk5OTk5OTk5OTk5OTk5OTk5OTkuMQ=="])
def test_id_of_no_event_is_null(record: Record, ask: Ask, key: str) -> None:
    assert ask("query($id: ID!) { node(id: $id) { id } }", id=key) == {"node": None}


def test_id_of_something_else_is_refused(record: Record, code: Ask) -> None:
    assert code('{ node(id: "Vmlld2VyOjE=") { id } }') == ["bad_id"]
