"""Prompts by GraphQL: their why, who sees them, filters, and the answer."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert

from lif_plugin.builtin.voice_of_child import VOC_07, VOC_08, VOC_09
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store.tables import out_of_reach
from lif_plugin.store.work import Store
from tests.assets.builders import Record, viewer

Ask = Callable[..., Any]
WHY = """{ prompts { edges { node {
  rule state delivery severity addressees message occurredOn mayAnswer supersededBy answer { kind }
  exemptions { code } case { ref }
  why { rule ruleVersion plugin authority subject asOf configVersion calendarEdition
        evidence { kind occurredOn code version origin } }
} } } }"""
ANSWER = """mutation($prompt: ID!, $kind: AnswerKind!, $reason: String, $text: String) {
  answerPrompt(input: {prompt: $prompt, kind: $kind, reason: $reason, text: $text}) {
    __typename
    ... on AnswerSaved { prompt { state answer { kind reason text byMe } } }
    ... on Problem { code hint }
  } }"""


def rules(data: Any) -> list[str]:
    return [edge["node"]["rule"] for edge in data["prompts"]["edges"]]


def first_id(ask: Ask, by: Any = None) -> str:
    found: str = ask("{ prompts { edges { node { id } } } }", by)["prompts"]["edges"][0]["node"]["id"]
    return found


def test_prompt_says_everything_needed_to_check_it_by_hand(record: Record, ask: Ask) -> None:
    made = record.case()
    review = record.review(made, 20240305, "PN4", import_id=record.delivery(), origin="0:17")
    record.result(made, review, VOC_07)
    assert ask(WHY)["prompts"]["edges"][0]["node"] == {
        "rule": "VOC-07",
        "state": "GAP",
        "delivery": "DIGEST",
        "severity": "WARNING",
        "addressees": ["IRO"],
        "message": "The review on 5 March 2024 does not yet show a view from the child (PN4).",
        "occurredOn": "2024-03-05",
        "mayAnswer": True,
        "supersededBy": None,
        "answer": None,
        "exemptions": [{"code": reason.code} for reason in VOC_07.exemptions],
        "case": {"ref": "E-1001"},
        "why": {
            "rule": "VOC-07",
            "ruleVersion": 1,
            "plugin": "voice_of_child",
            "authority": VOC_07.authority,
            "subject": "E-1001/review/20240305",
            "asOf": "2024-03-31",
            "configVersion": 1,
            "calendarEdition": None,
            "evidence": [
                {"kind": "review", "occurredOn": "2024-03-05", "code": "PN4", "version": review["digest"],
                 "origin": "reviews.csv, row 17"}
            ],
        },
    }  # fmt: skip


def test_superseding_prompt_is_named_by_its_id(record: Record, ask: Ask) -> None:
    made = record.case()
    last = record.prompt(made, 20240305, VOC_08)
    record.prompt(made, 20240206, VOC_07, superseded_by=last)
    newer, older = ask("{ prompts { edges { node { id supersededBy } } } }")["prompts"]["edges"]
    assert older["node"]["supersededBy"] == newer["node"]["id"]


def test_prompts_come_newest_fact_first_and_page_both_ways(record: Record, ask: Ask) -> None:
    made = record.case()
    for day in (20240105, 20240305, 20240205):
        record.prompt(made, day)
    query = "query($a: String, $b: String) { prompts(first: 2, after: $a, before: $b) { edges { cursor node { occurredOn } } } }"
    page = ask(query)["prompts"]["edges"]
    assert [edge["node"]["occurredOn"] for edge in page] == ["2024-03-05", "2024-02-05"]
    rest = ask(query, a=page[1]["cursor"])["prompts"]["edges"]
    assert [edge["node"]["occurredOn"] for edge in rest] == ["2024-01-05"]


def test_prompt_without_a_day_is_paged_too(record: Record, ask: Ask) -> None:
    made = record.case()
    review = record.review(made, 20240305)
    record.result(made, review, VOC_07)
    record.result(made, review, VOC_08, occurred_day=None)
    cursor = ask("{ prompts(first: 1) { edges { cursor } } }")["prompts"]["edges"][0]["cursor"]
    rest = ask("query($a: String) { prompts(after: $a) { edges { node { occurredOn } } } }", a=cursor)
    assert rest["prompts"]["edges"] == [{"node": {"occurredOn": None}}]


def test_what_a_source_cannot_tell_has_a_version_as_what_is_kept_has(
    record: Record, ask: Ask, store: Store
) -> None:
    record.prompt(record.case(), 20240305, VOC_07)
    with store.write(Viewer.system("test", "elmshire")) as connection:
        connection.execute(
            insert(out_of_reach).values(
                agency_id="elmshire", source="ssda903", rule="VOC-08", rule_version=1, plugin="voice_of_child",
                severity="warning", addressees=",iro,", message="m", remedy="r", authority="a", reason="x",
                lacking="", as_of=20240331, config_version=1, asked=False, raised_at=1,
            )
        )  # fmt: skip
    found = ask("{ prompts { edges { node { rule version } } } }", viewer(Role.QUALITY))["prompts"]["edges"]
    assert [(one["node"]["rule"], one["node"]["version"]) for one in found] == [("VOC-07", 1), ("VOC-08", 1)]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ('rule: ["VOC-08"]', ["VOC-08"]),
        ("state: [CANNOT_TELL]", ["VOC-09"]),
        ("delivery: [NOW, OFF]", ["VOC-08", "VOC-09"]),
        ("open: true", ["VOC-08"]),
        ("open: false", ["VOC-07", "VOC-09"]),
        ("superseded: true", ["VOC-07"]),
        ("answered: true", []),
        ('caseRef: "E-1001", superseded: false', ["VOC-08", "VOC-09"]),
        ('caseRef: "E-2"', []),
        ('from: "2024-03-01"', ["VOC-08"]),
        ('to: "2024-02-06"', ["VOC-07", "VOC-09"]),
    ],
)
def test_filter_gives_what_it_says(record: Record, ask: Ask, condition: str, found: list[str]) -> None:
    made = record.case()
    last = record.prompt(made, 20240305, VOC_08)
    record.prompt(made, 20240206, VOC_07, superseded_by=last)
    record.prompt(made, 20240105, VOC_09, state="cannot_tell", delivery="off")
    data = ask(
        f"{{ prompts(filter: {{{condition}}}) {{ edges {{ node {{ rule }} }} }} }}", viewer(Role.QUALITY)
    )
    assert rules(data) == found


@pytest.mark.parametrize(
    ("role", "seen"),
    [(Role.IRO, ["VOC-07"]), (Role.WORKER, ["VOC-07"]), (Role.MANAGER, ["VOC-07"]),
     (Role.DATA_TEAM, ["VOC-09", "VOC-07"]), (Role.QUALITY, ["VOC-09", "VOC-07"])],
)  # fmt: skip
def test_who_holds_cases_is_not_shown_what_is_for_the_data_team(
    record: Record, ask: Ask, role: Role, seen: list[str]
) -> None:
    made = record.case()
    record.prompt(made, 20240305, VOC_09)
    record.prompt(made, 20240205, VOC_07)
    query = (
        '{ prompts { totalCount edges { node { rule } } } case(ref: "E-1001") { prompts { totalCount } } }'
    )
    data = ask(query, viewer(role))
    assert (rules(data), data["prompts"]["totalCount"], data["case"]["prompts"]["totalCount"]) == (seen, len(seen), len(seen))  # fmt: skip


def test_prompt_that_is_not_shown_is_not_found_by_its_id_either(record: Record, ask: Ask) -> None:
    record.prompt(record.case(), 20240305, VOC_09)
    key = first_id(ask, viewer(Role.DATA_TEAM))
    query = "query($id: ID!) { node(id: $id) { id } }"
    assert ask(query, viewer(Role.DATA_TEAM), id=key) == {"node": {"id": key}}
    assert ask(query, viewer(Role.IRO), id=key) == {"node": None}


def test_answer_is_saved_and_given_back(record: Record, ask: Ask) -> None:
    record.prompt(record.case())
    data = ask(ANSWER, prompt=first_id(ask), kind="EXPLAINED", reason="unwell", text="Seen next week")
    assert data["answerPrompt"] == {
        "__typename": "AnswerSaved",
        "prompt": {
            "state": "EXPLAINED",
            "answer": {"kind": "EXPLAINED", "reason": "unwell", "text": "Seen next week", "byMe": True},
        },
    }


@pytest.mark.parametrize(
    ("by", "given", "refusal"),
    [
        (Role.IRO, {"kind": "EXPLAINED", "reason": "no such reason"}, ("AnswerRefused", "answer_refused")),
        (Role.IRO, {"kind": "DONE", "reason": "unwell"}, ("AnswerRefused", "answer_refused")),
        (Role.WORKER, {"kind": "DONE"}, ("AnswerNotAllowed", "not_allowed")),
        (Role.INTEGRATOR, {"kind": "DONE"}, ("AnswerNotAllowed", "not_allowed")),
        (Role.IRO, {"kind": "DONE", "prompt": "UHJvbXB0Om5vbmU="}, ("PromptNotFound", "not_found")),
        (Role.IRO, {"kind": "DONE", "prompt": "Q2FzZTpub25l"}, ("PromptNotFound", "not_found")),
    ],
)
def test_refused_answer_says_why_and_changes_nothing(
    record: Record, ask: Ask, by: Role, given: dict[str, str], refusal: tuple[str, str]
) -> None:
    record.prompt(record.case())
    said = ask(ANSWER, viewer(by), **({"prompt": first_id(ask)} | given))["answerPrompt"]
    assert (said["__typename"], said["code"]) == refusal
    assert ask("{ prompts(filter: {answered: true}) { totalCount } }")["prompts"]["totalCount"] == 0


def test_another_agencys_prompt_cannot_be_answered(record: Record, ask: Ask) -> None:
    other = Record.of(record.store, "oakshire", record._numbers)
    other.prompt(other.case("O-1"))
    theirs = viewer(agency="oakshire")
    said = ask(ANSWER, prompt=first_id(ask, theirs), kind="DONE")["answerPrompt"]
    assert said["__typename"] == "PromptNotFound"
    assert ask("{ prompts(filter: {answered: true}) { totalCount } }", theirs)["prompts"]["totalCount"] == 0
