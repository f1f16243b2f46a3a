"""Actions of several agencies: who moves them, what evidence is taken, plans that share one action."""

import hashlib

import pytest
from sqlalchemy import select

from lif_plugin.cycle.actions import (
    NewAction,
    attach_evidence,
    make_plan,
    move_action,
    note_progress,
    propose_action,
    put_in_plan,
)
from lif_plugin.cycle.desk import CycleRefused, NotOurWord
from lif_plugin.cycle.evidence import read_evidence
from lif_plugin.cycle.findings import (
    NewFinding,
    NewRecommendation,
    add_finding,
    answer_finding,
    recommend,
    unanswered,
)
from lif_plugin.cycle.learning import close_item
from lif_plugin.domain.learning import ActionState, ClosingRefused, Nature
from lif_plugin.domain.route import Verdict
from lif_plugin.errors import AnswerRefused, NotAllowed, NotFound, UnknownAgency
from lif_plugin.store.tables import evidence_file, plan_action
from lif_plugin.store.work import Store
from tests.assets.papers import pdf
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, STRANGER, WORKER, Partners

PDF = pdf()

APPROACH = "system_changes"


@pytest.fixture
def derby(store: Store) -> Partners:
    return Partners(store, "derby_cypd_2014")


@pytest.fixture
def item(derby: Partners) -> str:
    return derby.record("monthly_file_audits")


def proposed(derby: Partners, item: str, owner: str = "oakhealth", **more: object) -> str:
    values = {"approach": APPROACH, "due": 20260930, "monitored_by": "pib", **more}
    new = NewAction("School nurses ask each child alone", owner, "head_of_nursing", **values)  # type: ignore[arg-type]
    return propose_action(derby.desk, QUALITY, item, new)


def test_owner_accepts_evidences_and_finishes_then_a_body_signs_off(derby: Partners, item: str) -> None:
    one = proposed(derby, item)
    move_action(derby.desk, PARTNER, one, ActionState.ACCEPTED)
    note_progress(derby.desk, PARTNER, one, "Twelve of twenty nurses trained")
    attach_evidence(derby.desk, PARTNER, one, "register.pdf", "application/pdf", PDF)
    move_action(derby.desk, PARTNER, one, ActionState.DONE)
    move_action(derby.desk, BOARD, one, ActionState.SIGNED_OFF)
    with derby.store.read(QUALITY) as connection:
        (row,) = derby.desk.item(connection, QUALITY, item).actions
    assert (row["state"], row["progressed"]) == ("signed_off", 20260302)


def test_what_is_not_signed_off_holds_the_item_open(derby: Partners, item: str) -> None:
    proposed(derby, item)
    with pytest.raises(ClosingRefused, match="1 of its actions"):
        close_item(derby.desk, BOARD, item)


@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.SIGNED_OFF])
def test_states_are_not_skipped(derby: Partners, item: str, state: ActionState) -> None:
    one = proposed(derby, item, "elmshire")
    with pytest.raises(CycleRefused, match="cannot become"):
        move_action(derby.desk, QUALITY, one, state)


def test_nobody_accepts_for_another_agency(derby: Partners, item: str) -> None:
    with pytest.raises(NotAllowed):
        move_action(derby.desk, QUALITY, proposed(derby, item), ActionState.ACCEPTED)


def test_strangers_do_not_find_it(derby: Partners, item: str) -> None:
    with pytest.raises(NotFound):
        move_action(derby.desk, STRANGER, proposed(derby, item), ActionState.ACCEPTED)


def test_sign_off_without_evidence_needs_words(derby: Partners, item: str) -> None:
    one = proposed(derby, item, "elmshire")
    for state in (ActionState.ACCEPTED, ActionState.DONE):
        move_action(derby.desk, QUALITY, one, state)
    with pytest.raises(CycleRefused, match="No evidence"):
        move_action(derby.desk, BOARD, one, ActionState.SIGNED_OFF)
    move_action(derby.desk, BOARD, one, ActionState.SIGNED_OFF, "Seen at the visit of 2 March")
    with pytest.raises(CycleRefused, match="Say why"):
        move_action(derby.desk, BOARD, one, ActionState.ACCEPTED)


def test_evidence_is_kept_as_sent_and_locked_once_done(derby: Partners, item: str) -> None:
    one = proposed(derby, item, "elmshire")
    move_action(derby.desk, QUALITY, one, ActionState.ACCEPTED)
    attach_evidence(derby.desk, QUALITY, one, "register.pdf", "application/pdf", PDF)
    move_action(derby.desk, QUALITY, one, ActionState.DONE)
    with pytest.raises(CycleRefused, match="evidence with it"):
        attach_evidence(derby.desk, QUALITY, one, "more.pdf", "application/pdf", PDF)
    with derby.store.read(QUALITY) as connection:
        ((content, digest),) = connection.execute(
            select(evidence_file.c.content, evidence_file.c.sha256)
        ).all()
    assert (content, digest) == (PDF, hashlib.sha256(PDF).hexdigest())


def test_file_that_is_not_what_it_says_is_refused_and_not_kept(derby: Partners, item: str) -> None:
    one = proposed(derby, item, "elmshire")
    with pytest.raises(CycleRefused):
        attach_evidence(derby.desk, QUALITY, one, "file", "application/pdf", b"MZ")
    with derby.store.read(QUALITY) as connection:
        assert connection.execute(select(evidence_file.c.id)).all() == []


def test_evidence_is_read_by_partners_and_not_by_strangers(derby: Partners, item: str) -> None:
    kept = attach_evidence(derby.desk, QUALITY, proposed(derby, item, "elmshire"), "r.pdf", None, PDF)
    read = read_evidence(derby.desk, PARTNER, kept)
    assert (read.name, read.media, read.content) == ("r.pdf", "application/pdf", PDF)
    with pytest.raises(NotFound):
        read_evidence(derby.desk, STRANGER, kept)


def test_owner_outside_the_partnership_is_refused(derby: Partners, item: str) -> None:
    with pytest.raises(UnknownAgency, match="In it: elmshire, oakhealth"):
        proposed(derby, item, "farshire")


def test_one_action_in_three_plans_is_one_action(derby: Partners, item: str) -> None:
    one = proposed(derby, item)
    kinds = [kind.id for kind in derby.desk.framework("derby_cypd_2014").action_plan_types][:3]
    for viewer, kind in zip((QUALITY, QUALITY, PARTNER), kinds, strict=True):
        into = make_plan(derby.desk, viewer, "elm", kind, f"Plan {kind}", 20260401, 20270331)
        for _ in range(2):
            put_in_plan(derby.desk, viewer, into, one)
    with derby.store.read(QUALITY) as connection:
        assert len(connection.execute(select(plan_action.c.id)).all()) == 3
        assert len(derby.desk.item(connection, QUALITY, item).actions) == 1


def test_kind_of_plan_the_framework_does_not_have_is_refused(derby: Partners) -> None:
    with pytest.raises(NotOurWord, match="kind of plan"):
        make_plan(derby.desk, QUALITY, "elm", "wish_list", "Plan", 20260401, 20270331)


def test_smart_letters_that_fail_are_named_and_hold_nothing_up(derby: Partners, item: str) -> None:
    found = add_finding(
        derby.desk, QUALITY, item, NewFinding(Nature.CONCERN, "voice", "Seen with adults", "8 of 20")
    )
    vague = recommend(derby.desk, QUALITY, found, NewRecommendation("Ensure children are heard"))
    assert [letter.letter for letter in vague.failing] == ["S", "M", "A", "T"]


def test_systems_finding_waits_for_its_board_until_answered_with_a_reason(derby: Partners, item: str) -> None:
    found = add_finding(
        derby.desk, QUALITY, item, NewFinding(Nature.CONCERN, "system", "No shared record", "Audit 4")
    )
    asked = recommend(
        derby.desk,
        QUALITY,
        found,
        NewRecommendation("Why do two agencies keep two chronologies?", answering_body="dscb"),
    )
    assert asked.failing == ()
    assert [row["id"] for row in unanswered(derby.desk, PARTNER)] == [asked.id]
    with pytest.raises(AnswerRefused):
        answer_finding(derby.desk, BOARD, asked.id, accepted=True, reason="", day=20260310)
    answer_finding(
        derby.desk,
        BOARD,
        asked.id,
        accepted=False,
        reason="One chronology comes with the new system.",
        day=20260310,
    )
    assert unanswered(derby.desk, QUALITY) == []


def test_finding_without_anything_that_shows_it_is_refused(derby: Partners, item: str) -> None:
    with pytest.raises(CycleRefused, match="shows it"):
        add_finding(derby.desk, QUALITY, item, NewFinding(Nature.STRENGTH, "voice", "Good", " "))


def test_worker_records_nothing(derby: Partners, item: str) -> None:
    with pytest.raises(NotAllowed):
        add_finding(derby.desk, WORKER, item, NewFinding(Nature.STRENGTH, "voice", "Good", "Seen"))


def test_evaluation_waits_for_every_action(derby: Partners, item: str) -> None:
    proposed(derby, item)
    for body in (
        "pib",
        "dmt",
        "management_meetings",
        "team_meetings",
        "supervision",
        "mip",
        "team_development",
    ):
        derby.say(item, "learning", body, Verdict.AGREED)
    with pytest.raises(CycleRefused, match="1 actions are not signed off"):
        derby.say(item, "evaluation", "dscb", Verdict.IMPROVED)
