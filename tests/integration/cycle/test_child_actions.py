"""What is to be done for one child: born from an audit or a review of its case, in no plan, and no partner's to see."""

from datetime import date

import pytest
from sqlalchemy import insert, select

from lif_plugin.cycle.actions import make_plan, put_in_plan
from lif_plugin.cycle.child_actions import NewChildAction, finish_child_action, set_child_action
from lif_plugin.cycle.desk import CycleRefused
from lif_plugin.cycle.findings import NewFinding, add_finding
from lif_plugin.cycle.origin import came_from
from lif_plugin.domain.child_action import ChildActionState, Origin, child_action_state
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.store import child_actions
from lif_plugin.store.tables import case_record, review_link
from lif_plugin.store.work import Store
from tests.assets.builders import NOON, Case, Record
from tests.assets.nominated import nominate
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, WORKER, Partners, person


@pytest.fixture
def elm(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "hartlepool_hscb")


@pytest.fixture
def record(elm: Partners) -> Record:
    return Record(elm.store)


@pytest.fixture
def case(record: Record) -> Case:
    return record.case()


@pytest.fixture
def nomination(record: Record, case: Case) -> str:
    return nominate(record, case)


def new(case: Case, origin_id: str, **changed: object) -> NewChildAction:
    given = {"case": case.public_id, "text": "Ask her alone about contact", "owner_role": Role.WORKER, "days": 10,
             "origin": Origin.NOMINATION, "origin_id": origin_id}  # fmt: skip
    return NewChildAction(**{**given, **changed})  # type: ignore[arg-type]


def state(elm: Partners, key: str, today: int) -> ChildActionState:
    with elm.store.read(QUALITY) as connection:
        row = child_actions.one(connection, QUALITY, key)
    assert row is not None
    return child_action_state(row, today)


def test_it_is_due_in_days_then_late_then_done_late(elm: Partners, case: Case, nomination: str) -> None:
    made = set_child_action(elm.desk, QUALITY, new(case, nomination))
    assert [state(elm, made, day) for day in (20260312, 20260313)] == ["open", "late"]
    elm.day = date(2026, 3, 13)
    finish_child_action(elm.desk, WORKER, made)
    assert state(elm, made, 20270101) == ChildActionState.DONE_LATE
    with pytest.raises(CycleRefused, match="done already"):
        finish_child_action(elm.desk, WORKER, made)


def test_only_an_audit_or_a_review_of_this_case_gives_one(
    elm: Partners, record: Record, case: Case, nomination: str
) -> None:
    other = record.case("E-1002")
    link = {"case_id": case.id, "agency_id": "elmshire", "plugin": "test", "evidence": "[]", "raised_at": NOON,
            "id": "00000000-0000-0000-0000-00000000aaaa", "review": "r", "reason": "Harm", "authority": "Guidance"}  # fmt: skip
    with elm.store.write(QUALITY) as connection:
        connection.execute(insert(review_link).values(link))
    item = elm.record("multi_agency_audits")
    found = add_finding(elm.desk, QUALITY, item, NewFinding(Nature.CONCERN, "voice", "With adults", "1 of 1"))
    for one, origin, key in (
        (other, Origin.NOMINATION, nomination),
        (case, Origin.FINDING, found),
        (other, Origin.REVIEW, link["id"]),
    ):
        with pytest.raises(NotFound, match=f"No such {origin.value}"):
            set_child_action(elm.desk, QUALITY, new(one, str(key), origin=origin))
    came_from(elm.desk, QUALITY, item, nomination)
    set_child_action(elm.desk, QUALITY, new(case, found, origin=Origin.FINDING))
    set_child_action(elm.desk, QUALITY, new(case, str(link["id"]), origin=Origin.REVIEW))


def test_partners_and_roles_without_the_right_see_and_do_nothing(store: Store) -> None:
    elm = Partners(store, "hartlepool_hscb")
    record = Record(store)
    case = record.case()
    nomination = nominate(record, case)
    made = set_child_action(elm.desk, QUALITY, new(case, nomination))
    with elm.store.read(PARTNER) as connection:
        assert child_actions.of_agency(connection, PARTNER) == []
        with pytest.raises(NotAllowed):
            child_actions.of_agency(connection, BOARD)
    with pytest.raises(NotFound):
        finish_child_action(elm.desk, PARTNER, made)
    with pytest.raises(NotAllowed):
        set_child_action(elm.desk, WORKER, new(case, nomination))
    with pytest.raises(NotAllowed, match="for the worker"):
        finish_child_action(elm.desk, person("elmshire", Role.IRO), made)


def test_worker_of_other_cases_finds_none(elm: Partners, case: Case, nomination: str) -> None:
    made = set_child_action(elm.desk, QUALITY, new(case, nomination))
    elsewhere = Viewer("elmshire", frozenset({Role.WORKER}), "casework", "w", frozenset({"E-9"}), "ssda903")
    with pytest.raises(NotFound):
        finish_child_action(elm.desk, elsewhere, made)


def test_it_stands_in_no_plan(elm: Partners, case: Case, nomination: str) -> None:
    made = set_child_action(elm.desk, QUALITY, new(case, nomination))
    plan = make_plan(elm.desk, QUALITY, "elm", "board_business_plan", "B", 20260401, 20270331)
    with pytest.raises(NotFound):
        put_in_plan(elm.desk, QUALITY, plan, made)


def test_what_cannot_be_done_is_not_written_down(elm: Partners, case: Case, nomination: str) -> None:
    for wrong in ({"days": 0}, {"text": " "}, {"owner_role": Role.BOARD}):
        with pytest.raises(CycleRefused):
            set_child_action(elm.desk, QUALITY, new(case, nomination, **wrong))
    with elm.store.read(QUALITY) as connection:
        assert connection.scalar(select(case_record.c.id)) == case.id
        assert child_actions.of_agency(connection, QUALITY) == []
