"""A review is begun by a kind of the framework, chooses a method, and goes through its stages in order."""

from pathlib import Path

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

from lif_plugin.cycle.desk import CycleRefused, NotOurWord
from lif_plugin.cycle.reviews import (
    NewReview,
    UnderWay,
    begin_review,
    kinds_of_review,
    learnt_in,
    reach_stage,
    reviews_under_way,
)
from lif_plugin.domain.review_work import ReviewStage
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.store.tables import review_decision, review_link
from lif_plugin.store.work import Store
from tests.assets.builders import NOON, Case, Record
from tests.assets.serving import site_over
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, WORKER, Partners, person

LINK = "00000000-0000-0000-0000-00000000aaaa"
SCR = NewReview("elm", "serious_case_review", "Review 1", LINK)


@pytest.fixture
def glos(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "gloucestershire_gscb")


def linked(record: Record, decision: str | None) -> Case:
    """A case with a proposed review, on which people decided."""
    made = record.case()
    common = {"case_id": made.id, "agency_id": record.agency}
    link = {"id": LINK, "plugin": "test", "evidence": "[]", "raised_at": NOON, "review": "serious_case_review",
            "reason": "Harm", "authority": "Guidance"}  # fmt: skip
    said = {"link_id": LINK, "decision": decision, "decided_on": 20260301, "recommended_by": "Sub-group",
            "decided_by": "Chair", "reason": "Criteria", "criteria": "[]", "by": "x", "roles": "board", "at": NOON}  # fmt: skip
    with record.store.write(BOARD) as connection:
        connection.execute(insert(review_link).values(link | common))
        if decision:
            connection.execute(insert(review_decision).values(said | common))
    return made


def seen(glos: Partners) -> UnderWay:
    [one] = reviews_under_way(glos.desk, BOARD)
    return one


def test_review_of_a_case_begins_once_people_said_yes_and_only_once(glos: Partners) -> None:
    record = Record.of(glos.store)
    case = linked(record, None)
    with pytest.raises(CycleRefused, match="not decided"):
        begin_review(glos.desk, BOARD, SCR)
    with glos.store.write(BOARD) as connection:
        row = {"case_id": case.id, "agency_id": "elmshire", "link_id": LINK, "decision": "yes", "decided_on": 20260301,
               "recommended_by": "Sub-group", "decided_by": "Chair", "reason": "Criteria", "criteria": "[]", "by": "x",
               "roles": "board", "at": NOON}  # fmt: skip
        connection.execute(insert(review_decision).values(row))
    begin_review(glos.desk, BOARD, SCR)
    assert (seen(glos).row["ref"], seen(glos).label) == ("E-1001", "Serious case review")
    with pytest.raises(CycleRefused, match="under way already"):
        begin_review(glos.desk, BOARD, SCR)


def test_terms_choose_a_method_that_is_offered(glos: Partners) -> None:
    made = begin_review(glos.desk, BOARD, NewReview("elm", "light_touch_review", "Policies"))
    with pytest.raises(CycleRefused, match="Choose a method"):
        reach_stage(glos.desk, BOARD, made, ReviewStage.TERMS, 20260301)
    with pytest.raises(NotOurWord):
        reach_stage(glos.desk, BOARD, made, ReviewStage.TERMS, 20260301, method="silp")
    reach_stage(glos.desk, BOARD, made, ReviewStage.TERMS, 20260301, method="survey")
    assert (seen(glos).method, seen(glos).next) == ("survey", ReviewStage.GATHERED)


def test_stages_come_in_order_on_days_in_order(glos: Partners) -> None:
    made = begin_review(glos.desk, BOARD, NewReview("elm", "deep_dive_review", "Neglect"))
    with pytest.raises(CycleRefused, match="cannot reach accepted"):
        reach_stage(glos.desk, BOARD, made, ReviewStage.ACCEPTED, 20260301)
    reach_stage(glos.desk, BOARD, made, ReviewStage.TERMS, 20260301)
    for day in (20260228, 20260303):
        with pytest.raises(CycleRefused, match="Give a day"):
            reach_stage(glos.desk, BOARD, made, ReviewStage.GATHERED, day)
    with pytest.raises(CycleRefused, match="chosen with the terms"):
        reach_stage(glos.desk, BOARD, made, ReviewStage.GATHERED, 20260302, method="survey")
    assert [step["step"] for step in seen(glos).steps] == ["terms"]


def test_partners_and_roles_without_the_right_see_and_do_nothing(store: Store) -> None:
    glos = Partners(store, "gloucestershire_gscb")
    made = begin_review(glos.desk, BOARD, NewReview("elm", "deep_dive_review", "Neglect"))
    assert reviews_under_way(glos.desk, PARTNER) == []
    with pytest.raises(NotFound):
        reach_stage(glos.desk, person("oakhealth", Role.BOARD), made, ReviewStage.TERMS, 20260301)
    with pytest.raises(NotAllowed):
        reviews_under_way(glos.desk, WORKER)
    with pytest.raises(NotAllowed):
        begin_review(glos.desk, person("elmshire", Role.MANAGER), NewReview("elm", "deep_dive_review", "N"))


def test_only_own_items_are_learnt_in_a_review(glos: Partners) -> None:
    made = begin_review(glos.desk, BOARD, NewReview("elm", "deep_dive_review", "Neglect"))
    item = glos.record(glos.desk.framework(glos.framework).sources_of_learning[0].id)
    for _again in range(2):
        learnt_in(glos.desk, QUALITY, made, item)
    assert seen(glos).learning == (item,)
    with pytest.raises(NotFound):
        learnt_in(glos.desk, QUALITY, made, "none")


def test_kinds_and_unknown_words(glos: Partners) -> None:
    assert "deep_dive_review" in kinds_of_review(glos.desk, BOARD)["elm"]
    with pytest.raises(NotOurWord):
        begin_review(glos.desk, BOARD, NewReview("elm", "inquest", "N"))
    with pytest.raises(NotFound):
        begin_review(glos.desk, BOARD, SCR)


def test_page_says_what_the_record_does_not_yet_show(glos: Partners, tmp_path: Path) -> None:
    Record.of(glos.store)
    made = begin_review(glos.desk, BOARD, NewReview("elm", "light_touch_review", "Policies"))
    reach_stage(glos.desk, BOARD, made, ReviewStage.TERMS, 20260301, method="survey")
    with site_over(glos.store, tmp_path / "keys") as site, TestClient(site.app) as client:
        text = client.get("/reviews", headers={"Accept": "text/html"} | site.bearer(Role.BOARD)).text
    for said in ("Light touch review, by survey.", "Terms of reference are agreed.",
                 "does not yet show: records and accounts are in."):  # fmt: skip
        assert said in text
