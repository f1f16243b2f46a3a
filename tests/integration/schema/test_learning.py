"""The learning cycle in GraphQL: read by partners, written in named roles, a document level for one statement."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from lif_plugin.cycle.actions import NewAction, make_plan, propose_action, put_in_plan
from lif_plugin.cycle.findings import NewFinding, NewRecommendation, add_finding, recommend
from lif_plugin.cycle.sharing import NewBriefing, send_briefing
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.viewer import Right, Role
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, STRANGER, WORKER, Partners, person

Ask = Callable[..., Any]
TODAY = datetime.now(UTC).date().isoformat()
PEOPLE = sorted(set(Role) - {Role.SYSTEM})
RECORD = """mutation ($i: RecordLearningInput!) { recordLearning(input: $i) { __typename
  ... on LearningItemSaved { item { id state waiting } } ... on Problem { code message hint } } }"""
SPEAK = """mutation ($i: SpeakForBodyInput!) { speakForBody(input: $i) { __typename
  ... on LearningItemSaved { item { state waiting words { body verdict } } } ... on Problem { code } } }"""
CLOSE = """mutation ($item: ID!) { closeLearning(item: $item) { __typename
  ... on LearningItemSaved { item { state } } ... on LearningRefused { code reasons } ... on Problem { code } } }"""
PROPOSE = """mutation ($i: ProposeActionInput!) { proposeAction(input: $i) { __typename
  ... on ActionSaved { action { id state brag ownerAgency } } ... on Problem { code } } }"""
MOVE = """mutation ($a: ID!, $s: ActionState!, $w: String) { moveAction(action: $a, state: $s, why: $w) { __typename
  ... on ActionSaved { action { state brag entries { kind state text agency } } } ... on Problem { code } } }"""
EVERYTHING = """{ learningItems(partnership: "elm") { totalCount edges { node {
  id state waiting round learning { route step waiting isWalked } words { body verdict } turns { turn }
  findings { nature text touches { kind entry } recommendations { text failing { letter } answeringBody
    responses { accepted reason } actions { text owner { id name nation } } } }
  actions { text state brag due plans { title actions { text } } entries { kind } evidence { name } } } } } }"""


@pytest.fixture
def elm(store: Store) -> Partners:
    return Partners(store, "hartlepool_hscb")


def learnt(**changed: Any) -> dict[str, Any]:
    return {"partnership": "elm", "sourceOfLearning": "multi_agency_audits", "title": "Seen with adults",
            "summary": "In 8 of 20 files.", "nature": "CONCERN", "theme": "voice", "day": "2026-03-01"} | changed  # fmt: skip


def recorded(ask: Ask) -> str:
    return str(ask(RECORD, QUALITY, i=learnt())["recordLearning"]["item"]["id"])


def test_every_source_of_a_framework_comes_in(elm: Partners, ask: Ask) -> None:
    sources = [one.id for one in elm.desk.framework("hartlepool_hscb").sources_of_learning]
    for source in sources:
        saved = ask(RECORD, QUALITY, i=learnt(sourceOfLearning=source))["recordLearning"]
        assert saved["__typename"] == "LearningItemSaved"
    assert len(sources) == 26


def word(item: str, body: str, verdict: str, route: str = "learning") -> dict[str, Any]:
    return {"item": item, "route": route, "body": body, "verdict": verdict, "day": "2026-03-02"}


def proposed(ask: Ask, item: str, owner: str = "oakhealth") -> str:
    new = {"item": item, "text": "Nurses ask alone", "ownerAgency": owner, "ownerRole": "head", "due": "2090-01-31",
           "approach": "subgroup_plans", "monitoredBy": "board"}  # fmt: skip
    return str(ask(PROPOSE, QUALITY, i=new)["proposeAction"]["action"]["id"])


def full(elm: Partners) -> None:
    """One item with a finding, a recommendation, and an action in a plan."""
    item = elm.record("multi_agency_audits")
    found = add_finding(
        elm.desk, QUALITY, item, NewFinding(Nature.CONCERN, "voice", "Seen with adults", "8 of 20")
    )
    recommend(elm.desk, QUALITY, found, NewRecommendation("Ensure it", answering_body=None))
    action = propose_action(
        elm.desk,
        QUALITY,
        item,
        NewAction("Nurses ask alone", "oakhealth", "head", "subgroup_plans", 20900131),
    )
    put_in_plan(
        elm.desk,
        QUALITY,
        make_plan(elm.desk, QUALITY, "elm", "board_business_plan", "B", 20260401, 20270331),
        action,
    )


def test_item_walks_from_record_to_closing(elm: Partners, ask: Ask) -> None:
    item = recorded(ask)
    for body in ("lipsg", "board", "agencies_own"):
        ask(SPEAK, BOARD, i=word(item, body, "AGREED"))
    refused = ask(CLOSE, BOARD, item=item)["closeLearning"]
    assert refused == {"__typename": "LearningRefused", "code": "closing_refused",
                       "reasons": ["The evaluation still waits for board."]}  # fmt: skip
    ask(SPEAK, BOARD, i=word(item, "board", "IMPROVED", "evaluation"))
    assert ask(CLOSE, BOARD, item=item)["closeLearning"]["item"] == {"state": "CLOSED"}
    closure = ask('{ loopClosure(partnership: "elm") { closed recorded open { state } } }', PARTNER)[
        "loopClosure"
    ]
    assert closure == {"closed": 1, "recorded": 1, "open": []}


def test_only_roles_with_the_right_record_and_speak(elm: Partners, ask: Ask) -> None:
    item = recorded(ask)
    for role in PEOPLE:
        viewer = person("elmshire", role)
        made = ask(RECORD, viewer, i=learnt())["recordLearning"]["__typename"]
        said = ask(SPEAK, viewer, i=word(item, "lipsg", "AGREED"))["speakForBody"]["__typename"]
        wanted = ["LearningItemSaved" if viewer.may(right) else "LearningNotAllowed"
                  for right in (Right.RECORD_LEARNING, Right.SPEAK_FOR_BODY)]  # fmt: skip
        assert (role, [made, said]) == (role, wanted)


def test_partners_read_what_is_shared_and_strangers_nothing(elm: Partners, ask: Ask) -> None:
    shared = recorded(ask)
    ask(RECORD, QUALITY, i=learnt(shared=False))
    query = "{ learningItems { totalCount edges { node { id agency } } } partnerships { id agencies { agency } } }"
    seen = ask(query, PARTNER)
    assert [edge["node"]["id"] for edge in seen["learningItems"]["edges"]] == [shared]
    assert seen["partnerships"] == [
        {"id": "elm", "agencies": [{"agency": "elmshire"}, {"agency": "oakhealth"}]}
    ]
    assert ask(query, STRANGER) == {"learningItems": {"totalCount": 0, "edges": []}, "partnerships": []}
    assert ask(f'{{ node(id: "{shared}") {{ id }} }}', STRANGER) == {"node": None}
    assert ask(query, WORKER)["learningItems"]["totalCount"] == 2


def test_what_does_not_fit_is_refused_by_name(elm: Partners, ask: Ask) -> None:
    item = recorded(ask)
    rumour = ask(RECORD, QUALITY, i=learnt(sourceOfLearning="rumour"))["recordLearning"]
    assert (rumour["__typename"], rumour["code"]) == ("LearningRefused", "not_in_framework")
    other = ask(RECORD, QUALITY, i=learnt(partnership="ash"))["recordLearning"]
    assert (other["__typename"], other["code"]) == ("LearningNotFound", "not_found")
    early = ask(SPEAK, BOARD, i=word(item, "board", "IMPROVED", "evaluation"))["speakForBody"]
    assert early == {"__typename": "LearningRefused", "code": "cycle_refused"}
    action = proposed(ask, item)
    assert ask(CLOSE, BOARD, item=action)["closeLearning"]["code"] == "not_found"


def test_action_is_moved_by_its_owner_and_signed_off_by_a_body(elm: Partners, ask: Ask) -> None:
    action = proposed(ask, recorded(ask))
    assert ask(MOVE, QUALITY, a=action, s="ACCEPTED")["moveAction"]["__typename"] == "LearningNotAllowed"
    for state in ("ACCEPTED", "DONE"):
        ask(MOVE, PARTNER, a=action, s=state)
    unseen = ask(MOVE, BOARD, a=action, s="SIGNED_OFF")["moveAction"]
    assert unseen == {"__typename": "LearningRefused", "code": "cycle_refused"}
    moved = ask(MOVE, BOARD, a=action, s="SIGNED_OFF", w="Seen in the register")["moveAction"]["action"]
    assert (moved["brag"], [entry["state"] for entry in moved["entries"]]) == (
        "BLUE", ["ACCEPTED", "DONE", "SIGNED_OFF"],
    )  # fmt: skip


def test_one_action_stands_in_plans_of_two_agencies(elm: Partners, ask: Ask) -> None:
    action = proposed(ask, recorded(ask))
    make = "mutation ($i: MakePlanInput!) { makePlan(input: $i) { ... on PlanSaved { plan { id } } } }"
    put = """mutation ($p: ID!, $a: ID!) { putInPlan(plan: $p, action: $a) {
      ... on PlanSaved { plan { actions { id } } } ... on Problem { code } } }"""
    for viewer, kind in ((QUALITY, "board_business_plan"), (PARTNER, "single_agency_action_plan")):
        new = {
            "partnership": "elm",
            "kind": kind,
            "title": kind,
            "firstDay": "2026-04-01",
            "lastDay": "2027-03-31",
        }
        plan = ask(make, viewer, i=new)["makePlan"]["plan"]["id"]
        assert ask(put, viewer, p=plan, a=action)["putInPlan"] == {"plan": {"actions": [{"id": action}]}}
    seen = ask("{ actions { totalCount edges { node { plans { kind agency } } } } }", PARTNER)["actions"]
    assert (seen["totalCount"], len(seen["edges"][0]["node"]["plans"])) == (1, 2)


def test_systems_finding_is_answered_by_the_board(elm: Partners, ask: Ask) -> None:
    add = (
        "mutation ($i: AddFindingInput!) { addFinding(input: $i) { ... on FindingSaved { finding { id } } } }"
    )
    new = {
        "item": recorded(ask),
        "nature": "CONCERN",
        "theme": "system",
        "text": "Two chronologies",
        "evidence": "Audit 4",
    }
    found = ask(add, QUALITY, i=new)["addFinding"]["finding"]["id"]
    make = """mutation ($i: RecommendInput!) { recommend(input: $i) {
      ... on RecommendationSaved { recommendation { id failing { letter } } } } }"""
    vague = ask(make, QUALITY, i={"finding": found, "text": "Ensure it"})["recommend"]["recommendation"]
    assert [one["letter"] for one in vague["failing"]] == ["S", "M", "A", "T"]
    asked = ask(make, QUALITY, i={"finding": found, "text": "Why two?", "answeringBody": "board"})
    answer = """mutation ($r: ID!, $d: Date!) { answerSystemsFinding(recommendation: $r, accepted: false, reason: "One is the court's.",
      day: $d) { ... on RecommendationSaved { recommendation { responses { accepted reason } } } } }"""
    said = ask(answer, BOARD, r=asked["recommend"]["recommendation"]["id"], d=TODAY)["answerSystemsFinding"]
    assert said["recommendation"]["responses"] == [{"accepted": False, "reason": "One is the court's."}]


def test_readers_of_a_briefing_are_counted_for_their_own_agency_only(elm: Partners, ask: Ask) -> None:
    send = "mutation ($i: SendBriefingInput!) { sendBriefing(input: $i) { ... on BriefingSaved { briefing { id } } } }"
    new = {"partnership": "elm", "way": "agency_team_meetings", "title": "Ask alone", "text": "Why", "audience": "All",
           "day": TODAY}  # fmt: skip
    briefing = ask(send, QUALITY, i=new)["sendBriefing"]["briefing"]["id"]
    expect = "mutation ($b: ID!) { expectReaders(briefing: $b, people: 3) { __typename } }"
    ask(expect, QUALITY, b=briefing)
    read = "mutation ($b: ID!) { acknowledgeBriefing(briefing: $b) { __typename } }"
    assert ask(read, WORKER, b=briefing)["acknowledgeBriefing"]["__typename"] == "BriefingSaved"
    query = "{ briefings { edges { node { reach { agency acknowledged expected } } } } }"
    mine = {"agency": "elmshire", "acknowledged": 1, "expected": 3}
    theirs = [mine | {"acknowledged": None}, {"agency": "oakhealth", "acknowledged": 0, "expected": None}]
    assert [ask(query, by)["briefings"]["edges"][0]["node"]["reach"] for by in (QUALITY, PARTNER)] == [
        [mine],
        theirs,
    ]


def test_series_has_limits_from_twelve_periods_on(elm: Partners, ask: Ask) -> None:
    keep = """mutation ($i: RecordIndicatorInput!) { recordIndicator(input: $i) { ... on IndicatorSaved {
      series { needed mean values { numerator upper signals } } } ... on Problem { code } } }"""
    for month in range(1, 13):
        value = {"partnership": "elm", "indicator": "pmf_safe", "firstDay": f"2025-{month:02}-01",
                 "lastDay": f"2025-{month:02}-28", "numerator": 8, "denominator": 20, "covered": 20,
                 "asOf": "2026-01-05"}  # fmt: skip
        series = ask(keep, QUALITY, i=value)["recordIndicator"]["series"]
        assert series["needed"] == 12 - month
    assert (series["mean"], len(series["values"]), series["values"][0]["signals"]) == (0.4, 12, [])
    wrong = ask(keep, QUALITY, i=value | {"covered": 21})["recordIndicator"]
    assert wrong == {"code": "cycle_refused"}


def test_body_sees_its_agenda_and_keeps_its_meetings(elm: Partners, ask: Ask) -> None:
    item = recorded(ask)
    agenda = ask(
        '{ agenda(partnership: "elm", body: "lipsg") { waiting { id findings { text } } actions { text } '
        "questions { review theme criteria items } } }",
        BOARD,
    )
    assert agenda["agenda"] == {"waiting": [{"id": item, "findings": []}], "actions": [], "questions": []}
    hold = """mutation ($i: HoldMeetingInput!) { holdMeeting(input: $i) { ... on MeetingSaved { meeting { id quorate } } } }"""
    met = {"partnership": "elm", "body": "lipsg", "day": TODAY, "attended": 6, "invited": 8, "quorum": 5}
    held = ask(hold, BOARD, i=met)["holdMeeting"]["meeting"]
    decide = 'mutation ($m: ID!) { decideAtMeeting(meeting: $m, text: "Ask alone") { ... on MeetingSaved { meeting { decisions } } } }'
    assert ask(decide, BOARD, m=held["id"])["decideAtMeeting"]["meeting"] == {"decisions": ["Ask alone"]}


def test_duty_is_done_and_stands_so(elm: Partners, ask: Ask) -> None:
    query = '{ duties(partnership: "elm") { duty { kind entry } last } }'
    duty = ask(query, QUALITY)["duties"][0]["duty"]
    do = "mutation ($i: DoDutyInput!) { doDuty(input: $i) { __typename } }"
    done = {"partnership": "elm", **duty, "doneOn": TODAY}
    assert ask(do, QUALITY, i=done)["doDuty"]["__typename"] == "DutySaved"
    assert ask(query, QUALITY)["duties"][0]["last"] == TODAY
    year = '{ dutyYear(partnership: "elm", since: "2025-04-01", until: "2026-03-31", kinds: ["calendar_entry"]) { state } }'
    assert len(ask(year, QUALITY)["dutyYear"]) == 26


def test_frameworks_say_how_much_of_them_is_carried_out(elm: Partners, ask: Ask) -> None:
    rows = ask("{ frameworks { id total live kinds { kind total live reasons } } }", WORKER)["frameworks"]
    assert sum(row["total"] for row in rows) == 1170
    assert all(kind["live"] in {0, kind["total"]} and bool(kind["reasons"]) != bool(kind["live"])
               for row in rows for kind in row["kinds"])  # fmt: skip


def test_ten_times_the_items_cost_the_same_statements(elm: Partners, ask: Ask, statements: list[str]) -> None:
    def cost() -> int:
        statements.clear()
        ask(EVERYTHING, BOARD)
        return len(statements)

    full(elm)
    few = cost()
    for _ in range(10):
        full(elm)
    assert cost() == few


def test_ten_times_the_briefings_cost_the_same_statements(
    elm: Partners, ask: Ask, statements: list[str]
) -> None:
    def cost(times: int) -> int:
        for _ in range(times):
            send_briefing(
                elm.desk, QUALITY, NewBriefing("elm", "agency_team_meetings", "T", "X", "All", 20260305)
            )
        statements.clear()
        ask("{ briefings { edges { node { reach { acknowledged } } } } }", QUALITY)
        return len(statements)

    assert cost(1) == cost(10)
