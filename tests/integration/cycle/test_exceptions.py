"""A body's page of exceptions: every figure is that of plain SQL over the store."""

from datetime import date

import pytest
from sqlalchemy import text

from lif_plugin.cycle.actions import NewAction, attach_evidence, move_action, propose_action
from lif_plugin.cycle.exceptions import exceptions_of
from lif_plugin.cycle.findings import NewFinding, NewRecommendation, add_finding, answer_finding, recommend
from lif_plugin.cycle.governance import do_duty, year_of_duties
from lif_plugin.domain.duty import DutyState
from lif_plugin.domain.learning import ActionState, Nature
from lif_plugin.domain.worktime import day_number
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, QUALITY, Partners

FIRST, DAY, NEXT = date(2025, 4, 1), date(2026, 3, 2), date(2026, 6, 2)
STATE = "COALESCE((SELECT e.state FROM action_entry e WHERE e.action_id = a.id AND e.kind = 'state' ORDER BY e.id DESC LIMIT 1), 'proposed')"
WATCHED = f"SELECT COUNT(*) FROM action a WHERE a.monitored_by = 'board' AND {STATE} NOT IN ('signed_off', 'dropped')"
SQL = {
    "Open actions that the body watches": WATCHED,
    "Late": f"{WATCHED} AND {STATE} <> 'done' AND a.due < 20260302",
    "Done, with no evidence attached": f"{WATCHED} AND {STATE} = 'done' AND a.id NOT IN (SELECT action_id FROM evidence_file)",
    "Its owner has not answered yet": f"{WATCHED} AND {STATE} = 'proposed'",
    "Due by the next meeting": f"{WATCHED} AND {STATE} <> 'done' AND a.due BETWEEN 20260302 AND 20260602",
    "Systems findings without an answer": "SELECT COUNT(*) FROM recommendation r WHERE r.answering_body = 'board' AND NOT EXISTS "
    "(SELECT 1 FROM board_response b WHERE b.recommendation_id = r.id)",
}
DUES = [20251201, 20260301, 20260302, 20260401, 20260602, 20260603]


@pytest.fixture
def elm(store: Store) -> Partners:
    return Partners(store, "hartlepool_hscb", day=DAY)


def filled(elm: Partners) -> None:
    """Actions in every state and by every due day, of this body and another; systems findings with and without answer."""
    item = elm.record("multi_agency_audits")
    path = (ActionState.ACCEPTED, ActionState.DONE, ActionState.SIGNED_OFF)
    for body in ("board", "lipsg"):
        for due in DUES:
            for length in range(len(path) + 1):
                new = NewAction("Ask alone", "elmshire", "head", "subgroup_plans", due, monitored_by=body)
                one = propose_action(elm.desk, QUALITY, item, new)
                for state in path[:length]:
                    if state is ActionState.DONE and due > 20260401:
                        attach_evidence(elm.desk, QUALITY, one, "note.txt", "text/plain", b"seen")
                    move_action(elm.desk, QUALITY, one, state, "Seen at the visit")
    dropped = NewAction("Leaflet", "elmshire", "head", "subgroup_plans", DUES[0], monitored_by="board")
    move_action(
        elm.desk, BOARD, propose_action(elm.desk, QUALITY, item, dropped), ActionState.DROPPED, "No use"
    )
    found = add_finding(elm.desk, QUALITY, item, NewFinding(Nature.CONCERN, "system", "Two files", "Audit 4"))
    for body in ("board", "board", "lipsg"):
        asked = recommend(elm.desk, QUALITY, found, NewRecommendation("Why two?", answering_body=body)).id
    asked = recommend(elm.desk, QUALITY, found, NewRecommendation("Why?", answering_body="board")).id
    answer_finding(elm.desk, BOARD, asked, accepted=True, reason="It is so.", day=20260301)


def test_every_figure_of_actions_and_findings_is_that_of_plain_sql(elm: Partners) -> None:
    filled(elm)
    figures = exceptions_of(elm.desk, BOARD, "elm", "board", FIRST, DAY, NEXT).figures()
    with elm.store.read(QUALITY) as connection:
        counted = {title: connection.scalar(text(query)) for title, query in SQL.items()}
    assert {title: figures[title] for title in SQL} == counted
    assert counted == {
        "Open actions that the body watches": 18, "Late": 4, "Done, with no evidence attached": 4,
        "Its owner has not answered yet": 6, "Due by the next meeting": 6, "Systems findings without an answer": 2,
    }  # fmt: skip


def test_reports_that_are_late_or_never_came_are_those_without_a_doing(elm: Partners) -> None:
    elm.day = date(2026, 4, 1)
    dues = [
        due
        for due in year_of_duties(elm.desk, QUALITY, "elm", FIRST, elm.day, kinds=["calendar_entry"])
        if "board" in due.duty.to
    ]
    assert dues
    for due in dues[::2]:
        on = day_number(due.day)
        do_duty(elm.desk, QUALITY, "elm", "calendar_entry", due.duty.entry, on, on)
    paper = exceptions_of(elm.desk, BOARD, "elm", "board", FIRST, elm.day)
    open_days = {(due.duty.entry, due.day) for due in dues} - {(due.duty.entry, due.day) for due in dues[::2]}
    listed = {(due.duty.entry, due.day) for due in paper.dues if due.duty.kind == "calendar_entry"}
    assert listed == open_days
    with elm.store.read(QUALITY) as connection:
        done = connection.scalar(text("SELECT COUNT(*) FROM duty_done"))
    assert len(listed) == len(dues) - (done or 0)
    told = [due.state for due in paper.dues]
    assert (paper.figures()["Reports and tasks that are late"], paper.figures()["Reports and tasks that never came"]) == (
        told.count(DutyState.LATE), told.count(DutyState.NEVER_CAME),
    )  # fmt: skip
