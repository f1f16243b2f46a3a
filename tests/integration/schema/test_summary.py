"""Figures across agencies in GraphQL: what the reader may read, as of now, however they are asked for."""

from collections.abc import Callable
from typing import Any

import pytest

from lif_plugin.cycle.actions import NewAction, move_action, propose_action
from lif_plugin.cycle.findings import NewFinding, add_finding
from lif_plugin.domain.learning import ActionState, Nature
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, STRANGER, Partners

Ask = Callable[..., Any]
ALL = "{ learningSummary { items findings actions open overdue closed voiceCoverage { numerator denominator value } } }"
FIGURES = """overdueShare { numerator denominator covered value } daysToClose { numerator denominator covered value suppressed }
  loopClosure { numerator denominator } childrenTold { numerator denominator value }"""


@pytest.fixture
def elm(store: Store) -> Partners:
    return Partners(store, "hartlepool_hscb")


def act(elm: Partners, item: str, due: int = 20200401, **more: Any) -> str:
    new = NewAction("Ask alone", "oakhealth", "head", "subgroup_plans", due, **more)
    return propose_action(elm.desk, QUALITY, item, new)


def test_figures_are_told_apart_by_what_is_asked_and_change_with_the_next_step(
    elm: Partners, ask: Ask
) -> None:
    item = elm.record("multi_agency_audits", voice_source=elm.voice_source)
    add_finding(elm.desk, QUALITY, item, NewFinding(Nature.CONCERN, "housing", "t", "e"))
    done = act(elm, item)
    query = f"{{ learningSummary(by: [THEME, AGENCY]) {{ theme agency items findings actions open overdue closed {FIGURES} }} }}"
    first = ask(query, PARTNER)["learningSummary"]
    assert [
        (row["theme"], row["agency"], row["items"], row["findings"], row["overdue"]) for row in first
    ] == [
        ("housing", "elmshire", 0, 1, 0),
        ("voice_of_child", "elmshire", 1, 0, 0),
        ("voice_of_child", "oakhealth", 0, 0, 1),
    ]
    for state in (ActionState.ACCEPTED, ActionState.DONE):
        move_action(elm.desk, PARTNER, done, state)
    move_action(elm.desk, BOARD, done, ActionState.SIGNED_OFF, "Seen in ten files")
    [_, recorded, carried_out] = ask(query, PARTNER)["learningSummary"]
    assert recorded["childrenTold"] == {"numerator": 0, "denominator": 1, "value": 0}
    assert (carried_out["open"], carried_out["overdue"], carried_out["closed"]) == (0, 0, 1)
    assert carried_out["overdueShare"] == {"numerator": 0, "denominator": 0, "covered": 0, "value": None}
    # The desk's day of the test is before the action was written down, so how long it took cannot be told.
    assert carried_out["daysToClose"] == {
        "numerator": None, "denominator": 1, "covered": 0, "value": None, "suppressed": False,
    }  # fmt: skip


def test_partners_count_what_is_shared_and_strangers_nothing(elm: Partners, ask: Ask) -> None:
    elm.record("multi_agency_audits")
    elm.record("multi_agency_audits", shared=False)
    assert [ask(ALL, by)["learningSummary"] for by in (QUALITY, PARTNER, STRANGER)] == [
        [{"items": count, "findings": 0, "actions": 0, "open": 0, "overdue": 0, "closed": 0,
          "voiceCoverage": {"numerator": 0, "denominator": count, "value": 0}}]
        for count in (2, 1)
    ] + [[]]  # fmt: skip


def test_months_bound_the_items_and_what_hangs_on_them(elm: Partners, ask: Ask, code: Ask) -> None:
    act(elm, elm.record("multi_agency_audits", day=20260115))
    elm.record("multi_agency_audits")
    query = '{ learningSummary(by: [MONTH, STATE], from: "2026-01", to: "2026-01") { month state items actions } }'
    assert ask(query, PARTNER)["learningSummary"] == [
        {"month": "2026-01", "state": "learning", "items": 1, "actions": 0},
        {"month": "2026-01", "state": "proposed", "items": 0, "actions": 1},
    ]
    assert code('{ learningSummary(from: "2026") { items } }', PARTNER) == ["bad_month"]


def test_the_executor_says_what_is_said_past_it(elm: Partners, ask: Ask) -> None:
    act(elm, elm.record("multi_agency_audits"))
    fields = f"theme agency sourceOfLearning month state stage items findings actions open overdue closed dropped {FIGURES}"
    query = "{{ learningSummary(by: [AGENCY, SOURCE, STAGE]) {{ {} }} }}"
    straight = ask(query.format(fields), PARTNER)["learningSummary"]
    executed = ask(query.format(f"__typename {fields}"), PARTNER)["learningSummary"]
    assert [{"__typename": "LearningSummary", **row} for row in straight] == executed
