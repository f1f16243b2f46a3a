"""One story: from a finding to proven impact over two agencies, and the same where nothing got better."""

import pytest

from lif_plugin.cycle.actions import NewAction, make_plan, move_action, propose_action, put_in_plan
from lif_plugin.cycle.desk import CycleRefused, NotOurWord
from lif_plugin.cycle.findings import NewFinding, NewRecommendation, add_finding, recommend
from lif_plugin.cycle.impact import (
    Value,
    before_and_after,
    closure_of,
    link_indicator,
    record_value,
    series_of,
    you_said_we_did,
)
from lif_plugin.cycle.learning import close_item, reopen_item, tell_child
from lif_plugin.cycle.sharing import NewBriefing, Reach, acknowledge, expect_readers, reach_of, send_briefing
from lif_plugin.domain.learning import ActionState, ClosingRefused, Nature
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, Partners, person
from tests.integration.cycle.test_routes import DERBY_EVALUATES, DERBY_LEARNS

APPROACH = "system_changes"


@pytest.fixture
def derby(store: Store) -> Partners:
    return Partners(store, "derby_cypd_2014")


@pytest.fixture
def indicator(derby: Partners) -> str:
    return derby.desk.framework("derby_cypd_2014").indicators[0].id


def act(derby: Partners, item: str) -> str:
    """A recommended action of Oak Health in three plans of two agencies, done and signed off."""
    found = add_finding(
        derby.desk, QUALITY, item, NewFinding(Nature.CONCERN, "voice", "Seen with adults", "8 of 20")
    )
    asked = recommend(
        derby.desk,
        QUALITY,
        found,
        NewRecommendation(
            "School nurses ask each child alone", "Dip sample", "oakhealth", "head_of_nursing", 20260930
        ),
    )
    assert asked.failing == ()
    one = propose_action(
        derby.desk,
        QUALITY,
        item,
        NewAction(
            "Nurses ask alone",
            "oakhealth",
            "head_of_nursing",
            APPROACH,
            20260930,
            recommendation=asked.id,
        ),
    )
    kinds = [kind.id for kind in derby.desk.framework("derby_cypd_2014").action_plan_types][:3]
    for viewer, kind in zip((QUALITY, QUALITY, PARTNER), kinds, strict=True):
        put_in_plan(
            derby.desk, viewer, make_plan(derby.desk, viewer, "elm", kind, kind, 20260401, 20270331), one
        )
    for state in (ActionState.ACCEPTED, ActionState.DONE):
        move_action(derby.desk, PARTNER, one, state)
    move_action(derby.desk, BOARD, one, ActionState.SIGNED_OFF, "Seen in the register")
    return one


def measure(derby: Partners, indicator: str, shares: list[int]) -> None:
    for number, share in enumerate(shares):
        month = 202601 + number
        record_value(
            derby.desk,
            PARTNER,
            "elm",
            Value(indicator, month * 100 + 1, month * 100 + 28, share, 20, 20, month * 100 + 28),
        )


def test_finding_becomes_proven_impact(derby: Partners, indicator: str) -> None:
    item = derby.record("monthly_file_audits", voice_source=derby.voice_source)
    for body in DERBY_LEARNS:
        derby.say(item, "learning", body, Verdict.AGREED)
    one = act(derby, item)
    way = derby.desk.framework("derby_cypd_2014").dissemination[0].id
    told = send_briefing(
        derby.desk, QUALITY, NewBriefing("elm", way, "Ask alone", "Why", "Nurses", 20260305, item)
    )
    expect_readers(derby.desk, PARTNER, told, 1)
    acknowledge(derby.desk, person("oakhealth", Role.WORKER), told)
    assert reach_of(derby.desk, PARTNER, told) == [Reach("oakhealth", 1, 1)]

    measure(derby, indicator, [8, 9, 7, 12, 15, 16, 15])
    link_indicator(derby.desk, QUALITY, one, indicator, 20260401, "A new form came in the same month.")
    (compared,) = before_and_after(derby.desk, QUALITY, one)
    assert (compared.before, compared.after) == (24 / 60, 58 / 80)
    assert compared.limits == ("A new form came in the same month.",)

    for body in DERBY_EVALUATES:
        derby.say(item, "evaluation", body, Verdict.IMPROVED)
    with pytest.raises(ClosingRefused, match="not been told"):
        close_item(derby.desk, BOARD, item)
    tell_child(derby.desk, QUALITY, item, "Her social worker told her in the garden", None)
    close_item(derby.desk, BOARD, item)
    closure = closure_of(derby.desk, PARTNER, "elm")
    assert (closure.closed, closure.recorded) == (1, 1)
    (said,) = you_said_we_did(derby.desk, QUALITY, "elm")
    assert (said.done, said.told) == (("Nurses ask alone",), "Her social worker told her in the garden")


def test_no_better_is_reopened_and_stays_open(derby: Partners, indicator: str) -> None:
    item = derby.record("monthly_file_audits")
    for body in DERBY_LEARNS:
        derby.say(item, "learning", body, Verdict.AGREED)
    one = act(derby, item)
    measure(derby, indicator, [8, 9, 7, 8, 9, 7])
    link_indicator(derby.desk, QUALITY, one, indicator, 20260401, "None known.")
    (compared,) = before_and_after(derby.desk, QUALITY, one)
    assert compared.before == compared.after
    for body in DERBY_EVALUATES:
        derby.say(item, "evaluation", body, Verdict.NOT_IMPROVED)
    reopen_item(derby.desk, BOARD, item, "The dip sample shows the same.")
    assert derby.state(item) == "reopened"
    assert closure_of(derby.desk, QUALITY, "elm").open == {"reopened": 1}


def test_too_few_periods_say_so_and_compare_nothing(derby: Partners, indicator: str) -> None:
    one = act(derby, derby.record("monthly_file_audits"))
    measure(derby, indicator, [8, 9, 7, 12])
    link_indicator(derby.desk, QUALITY, one, indicator, 20260401, "None known.")
    (compared,) = before_and_after(derby.desk, QUALITY, one)
    assert (compared.before, compared.after) == (0.4, None)
    assert compared.limits[-1] == "2 more periods are needed after it."
    assert series_of(derby.desk, QUALITY, "elm", indicator, "oakhealth").chart.needed == 8


def test_correction_of_a_period_takes_the_place_of_the_earlier(derby: Partners, indicator: str) -> None:
    measure(derby, indicator, [8])
    measure(derby, indicator, [9])
    values = series_of(derby.desk, QUALITY, "elm", indicator, "oakhealth").values
    assert [one.numerator for one in values] == [9]


@pytest.mark.parametrize(("numerator", "covered"), [(21, 20), (5, 4), (-1, 20), (1, 21)])
def test_impossible_figures_are_refused(
    derby: Partners, indicator: str, numerator: int, covered: int
) -> None:
    with pytest.raises(CycleRefused):
        record_value(
            derby.desk, QUALITY, "elm", Value(indicator, 20260101, 20260131, numerator, 20, covered, 20260131)
        )


def test_indicator_the_framework_does_not_have_is_refused(derby: Partners) -> None:
    with pytest.raises(NotOurWord):
        record_value(derby.desk, QUALITY, "elm", Value("happiness", 20260101, 20260131, 1, 2, 2, 20260131))
