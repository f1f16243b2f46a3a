"""A body's page of exceptions: which reports are late or never came; its figures are checked in test_papers."""

from datetime import date

import pytest
from sqlalchemy import text

from lif_plugin.cycle.exceptions import exceptions_of
from lif_plugin.cycle.governance import do_duty, year_of_duties
from lif_plugin.domain.duty import DutyState
from lif_plugin.domain.worktime import day_number
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, QUALITY, Partners

FIRST, DAY, NEXT = date(2025, 4, 1), date(2026, 3, 2), date(2026, 6, 2)


@pytest.fixture
def elm(store: Store) -> Partners:
    return Partners(store, "hartlepool_hscb", day=DAY)


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
