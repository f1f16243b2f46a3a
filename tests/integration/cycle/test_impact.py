"""Whether it helped: plain counts in an XmR chart, actions without an outcome named, and how a child was told."""

import pytest

from lif_plugin.cycle.actions import NewAction, move_action, propose_action
from lif_plugin.cycle.desk import CycleRefused
from lif_plugin.cycle.impact import (
    NoOutcome,
    Value,
    link_indicator,
    missing_outcomes,
    record_value,
    series_of,
    you_said_we_did,
)
from lif_plugin.cycle.learning import tell_child
from lif_plugin.domain.learning import ActionState, NotTold
from lif_plugin.domain.spc import xmr_chart
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, Partners


@pytest.fixture
def elm(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "hartlepool_hscb")


def counted(elm: Partners, indicator: str, numbers: list[tuple[int, int]]) -> None:
    for month, (numerator, denominator) in enumerate(numbers, 1):
        days = (20250000 + month * 100 + 1, 20250000 + month * 100 + 28)
        figures = (numerator, denominator, denominator, 20260301)
        record_value(elm.desk, QUALITY, "elm", Value(indicator, *days, *figures))


def outcome_of(elm: Partners) -> str:
    return next(one.id for one in elm.desk.framework(elm.framework).indicators if one.kind == "outcome")


def test_plain_counts_get_an_xmr_chart_and_shares_a_p_chart(elm: Partners) -> None:
    numbers = [7, 9, 8, 10, 9, 8, 9, 7, 8, 9, 10, 30]
    counted(elm, "how_much", [(one, one) for one in numbers])
    counted(elm, "pmf_safe", [(one, 40) for one in numbers])
    counts, shares = (
        series_of(elm.desk, QUALITY, "elm", name, "elmshire") for name in ("how_much", "pmf_safe")
    )
    assert (counts.kind, shares.kind) == ("xmr", "p")
    assert counts.chart == xmr_chart(numbers)
    assert counts.chart.points[-1].signals == {"outside"}


def test_action_that_is_done_is_named_until_an_outcome_has_a_value_since(elm: Partners) -> None:
    new = NewAction("Ask alone", "elmshire", "head", "subgroup_plans", 20260401)
    item = elm.record("multi_agency_audits")
    action = propose_action(elm.desk, QUALITY, item, new)
    assert missing_outcomes(elm.desk, QUALITY, "elm") == []
    for state in (ActionState.ACCEPTED, ActionState.DONE):
        move_action(elm.desk, QUALITY, action, state)
    link_indicator(elm.desk, QUALITY, action, "how_much", 20251101, "A new form.")
    assert missing_outcomes(elm.desk, PARTNER, "elm") == [
        NoOutcome(action, "Ask alone", "elmshire", (), item)
    ]
    outcome = outcome_of(elm)
    link_indicator(elm.desk, QUALITY, action, outcome, 20251101, "A new form.")
    record_value(elm.desk, QUALITY, "elm", Value(outcome, 20251001, 20251031, 1, 2, 2, 20260301))
    assert missing_outcomes(elm.desk, QUALITY, "elm")[0].linked == (outcome,)
    record_value(elm.desk, QUALITY, "elm", Value(outcome, 20251101, 20251130, 1, 2, 2, 20260301))
    assert missing_outcomes(elm.desk, QUALITY, "elm") == []


def test_child_is_told_how_by_whom_and_when(elm: Partners) -> None:
    item = elm.record("multi_agency_audits", voice_source=elm.voice_source)
    with pytest.raises(CycleRefused, match="not come yet"):
        tell_child(elm.desk, QUALITY, item, "In a talk", None, day=20260303)
    tell_child(elm.desk, QUALITY, item, "In a talk", None, by="reviewing officer", day=20260301)
    [said] = you_said_we_did(elm.desk, QUALITY, "elm")
    assert (said.told, said.told_by, said.told_on) == ("In a talk", "reviewing officer", 20260301)


def test_child_who_could_not_be_told_has_a_coded_reason(elm: Partners) -> None:
    item = elm.record("multi_agency_audits", voice_source=elm.voice_source)
    for how, reason in ((None, None), ("In a talk", NotTold.AWAY), (" ", None)):
        with pytest.raises(CycleRefused):
            tell_child(elm.desk, QUALITY, item, how, reason)
    tell_child(elm.desk, QUALITY, item, None, NotTold.UNSAFE)
    [said] = you_said_we_did(elm.desk, BOARD, "elm")
    assert (said.told, said.told_by, said.not_told) == (None, None, "unsafe")
