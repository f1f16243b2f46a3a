"""Bodies and roles over a year: what fell due, what came late, what never came, and what an agenda holds."""

from datetime import date

import pytest
from sqlalchemy import select

from lif_plugin.cycle.actions import NewAction, move_action, propose_action
from lif_plugin.cycle.desk import CycleRefused, NotOurWord
from lif_plugin.cycle.findings import NewFinding, NewRecommendation, add_finding, recommend
from lif_plugin.cycle.governance import (
    agenda_of,
    decide,
    do_duty,
    hold_meeting,
)
from lif_plugin.cycle.themes import merge_themes
from lif_plugin.domain.learning import ActionState, Nature
from lif_plugin.domain.route import Verdict
from lif_plugin.store.tables import meeting_decision
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, Partners

FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)


@pytest.fixture
def hartlepool(store: Store) -> Partners:
    return Partners(store, "hartlepool_hscb", day=date(2026, 4, 30))


def test_open_items_of_one_theme_ask_the_board_whether_a_review_is_called_for(hartlepool: Partners) -> None:
    def asked(body: str) -> list[tuple[str, str, tuple[str, ...]]]:
        agenda = agenda_of(hartlepool.desk, BOARD, "elm", body, FIRST, hartlepool.day)
        return [(one.review, one.theme, one.items) for one in agenda.questions]

    first = hartlepool.record("multi_agency_audits", day=20260110)
    assert asked("board") == []
    # A word of the partnership's own, merged into the theme of the first, counts as that theme.
    second = hartlepool.record("single_agency_audits", theme="being_heard")
    assert asked("board") == []
    merge_themes(hartlepool.desk, BOARD, "elm", "being_heard", "voice_of_child", "The same thing.")
    assert asked("board") == [("deep_dive", "voice_of_child", (first, second))]
    assert asked("lipsg") == []


def test_duty_the_framework_does_not_ask_for_is_refused(hartlepool: Partners) -> None:
    with pytest.raises(NotOurWord):
        do_duty(hartlepool.desk, QUALITY, "elm", "role_task", "make_the_tea", 20260401)


def test_nothing_is_done_ahead_of_its_day(hartlepool: Partners) -> None:
    entry = hartlepool.desk.framework("hartlepool_hscb").roles[0].id
    with pytest.raises(CycleRefused, match="by today"):
        do_duty(hartlepool.desk, QUALITY, "elm", "role_task", entry, 20260501)


def test_meeting_below_its_quorum_decides_nothing(hartlepool: Partners) -> None:
    body = hartlepool.desk.framework("hartlepool_hscb").governance_bodies[0].id
    few = hold_meeting(hartlepool.desk, BOARD, "elm", body, 20260401, attended=3, invited=12, quorum=6)
    with pytest.raises(CycleRefused, match="quorate"):
        decide(hartlepool.desk, BOARD, few, "Do it")


def test_minute_becomes_an_action(hartlepool: Partners) -> None:
    framework = hartlepool.desk.framework("hartlepool_hscb")
    item = hartlepool.record(framework.sources_of_learning[0].id)
    one = propose_action(
        hartlepool.desk,
        QUALITY,
        item,
        NewAction("Nurses ask alone", "oakhealth", "head", "subgroup_plans", 20260601),
    )
    held = hold_meeting(
        hartlepool.desk,
        BOARD,
        "elm",
        framework.governance_bodies[0].id,
        20260401,
        attended=8,
        invited=12,
        quorum=6,
    )
    decide(hartlepool.desk, BOARD, held, "School nurses ask each child alone.", one)
    with hartlepool.store.read(PARTNER) as connection:
        assert list(connection.scalars(select(meeting_decision.c.action_id))) == [one]


def test_agenda_holds_what_waits_for_the_body_and_nothing_else(store: Store) -> None:
    derby = Partners(store, "derby_cypd_2014")
    waits, elsewhere = derby.record("monthly_file_audits"), derby.record("monthly_file_audits")
    derby.say(elsewhere, "learning", "pib", Verdict.AGREED)
    late = propose_action(
        derby.desk,
        QUALITY,
        elsewhere,
        NewAction("Nurses ask alone", "elmshire", "head", "system_changes", 20260301, monitored_by="pib"),
    )
    dropped = propose_action(
        derby.desk,
        QUALITY,
        elsewhere,
        NewAction("Write a leaflet", "elmshire", "head", "system_changes", 20260301, monitored_by="pib"),
    )
    move_action(derby.desk, BOARD, dropped, ActionState.DROPPED, "Nobody reads leaflets.")
    found = add_finding(
        derby.desk, QUALITY, waits, NewFinding(Nature.CONCERN, "system", "Two chronologies", "Audit 4")
    )
    asked = recommend(derby.desk, QUALITY, found, NewRecommendation("Why two?", answering_body="pib")).id
    agenda = agenda_of(derby.desk, BOARD, "elm", "pib", date(2025, 4, 1), date(2026, 3, 2))
    assert [item.row["id"] for item in agenda.waiting] == [waits]
    assert [(row["id"], colour) for row, colour in agenda.actions] == [(late, "red")]
    assert [row["id"] for row in agenda.unanswered] == [asked]
