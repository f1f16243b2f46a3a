"""An item walks its framework's two routes, body by body, and closes only when it got better."""

import pytest

from lif_plugin.cycle.desk import CycleRefused, NotOurWord
from lif_plugin.cycle.learning import choose_route, close_item, reopen_item, tell_child
from lif_plugin.domain.learning import ClosingRefused
from lif_plugin.domain.route import Verdict
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, STRANGER, WORKER, Partners

DERBY_LEARNS = (
    "pib",
    "dmt",
    "management_meetings",
    "team_meetings",
    "supervision",
    "mip",
    "team_development",
)
DERBY_EVALUATES = ("dscb", "cflb", "scrutiny_committee", "corporate_parenting", "annual_planning_workshops")


@pytest.fixture
def derby(store: Store) -> Partners:
    return Partners(store, "derby_cypd_2014")


@pytest.fixture
def walked(derby: Partners) -> tuple[Partners, str]:
    """A finding of the monthly file audits, past its learning route, with nothing to act on."""
    item = derby.record("monthly_file_audits")
    for body in DERBY_LEARNS:
        derby.say(item, "learning", body, Verdict.AGREED)
    return derby, item


def test_derbys_file_audit_waits_for_each_body_in_turn(derby: Partners) -> None:
    item, waits = derby.record("monthly_file_audits"), []
    for body in DERBY_LEARNS:
        with derby.store.read(QUALITY) as connection:
            standing = derby.desk.item(connection, QUALITY, item).course.learning
        waits.append(standing.waiting if standing else ())
        derby.say(item, "learning", body, Verdict.AGREED)
    assert waits == [
        ("pib",),
        ("dmt", "management_meetings", "team_meetings"),
        ("management_meetings", "team_meetings"),
        ("team_meetings",),
        ("supervision", "mip"),
        ("mip",),
        ("targeted_review_wide",),
    ]
    assert derby.state(item) == "evaluating"


def test_closing_waits_for_every_body_of_the_evaluation_route(walked: tuple[Partners, str]) -> None:
    derby, item = walked
    for body in DERBY_EVALUATES:
        with pytest.raises(ClosingRefused, match="still waits for"):
            close_item(derby.desk, BOARD, item)
        derby.say(item, "evaluation", body, Verdict.IMPROVED)
    close_item(derby.desk, BOARD, item)
    assert derby.state(item) == "closed"


def test_no_better_opens_a_new_round_whose_evaluation_begins_anew(walked: tuple[Partners, str]) -> None:
    derby, item = walked
    for body in DERBY_EVALUATES:
        derby.say(item, "evaluation", body, Verdict.NOT_IMPROVED)
    with pytest.raises(ClosingRefused, match="no better"):
        close_item(derby.desk, BOARD, item)
    reopen_item(derby.desk, BOARD, item, "Re-audit in June found the same.")
    assert derby.state(item) == "reopened"
    for body in DERBY_EVALUATES:
        derby.say(item, "evaluation", body, Verdict.IMPROVED)
    close_item(derby.desk, BOARD, item)
    assert derby.state(item) == "closed"


def test_closed_item_opens_again_when_an_audit_disagrees(walked: tuple[Partners, str]) -> None:
    derby, item = walked
    for body in DERBY_EVALUATES:
        derby.say(item, "evaluation", body, Verdict.IMPROVED)
    close_item(derby.desk, BOARD, item)
    reopen_item(derby.desk, BOARD, item, "The audit done again disagrees.")
    assert derby.state(item) == "reopened"


def test_evaluation_before_the_learning_route_is_walked_is_refused(derby: Partners) -> None:
    item = derby.record("monthly_file_audits")
    with pytest.raises(CycleRefused, match="not walked yet"):
        derby.say(item, "evaluation", "dscb", Verdict.IMPROVED)


@pytest.mark.parametrize(
    ("body", "verdict", "more", "message"),
    [
        ("dscb", Verdict.AGREED, {}, "not on this learning route"),
        ("pib", Verdict.IMPROVED, {}, "no verdict"),
        ("pib", Verdict.NO_ACTION, {}, "note"),
        ("pib", Verdict.SENT_BACK, {"note": "why"}, "names the body"),
        ("pib", Verdict.AGREED, {"quorate": False}, "quorate"),
    ],
)
def test_word_that_does_not_fit_is_refused_and_nothing_changes(
    derby: Partners, body: str, verdict: Verdict, more: dict[str, object], message: str
) -> None:
    item = derby.record("monthly_file_audits")
    with pytest.raises((CycleRefused, NotOurWord), match=message):
        derby.say(item, "learning", body, verdict, **more)
    with derby.store.read(QUALITY) as connection:
        assert derby.desk.item(connection, QUALITY, item).words == ()


def test_source_the_framework_does_not_have_names_the_nearest(derby: Partners) -> None:
    with pytest.raises(NotOurWord, match="Did you mean 'monthly_file_audits'"):
        derby.record("monthly_file_audit")


def test_childs_view_holds_the_item_open_until_the_child_was_told(walked: tuple[Partners, str]) -> None:
    derby, _ = walked
    item = derby.record("monthly_file_audits", voice_source=derby.voice_source)
    for body in DERBY_LEARNS:
        derby.say(item, "learning", body, Verdict.AGREED)
    for body in DERBY_EVALUATES:
        derby.say(item, "evaluation", body, Verdict.IMPROVED)
    with pytest.raises(ClosingRefused, match="not been told"):
        close_item(derby.desk, BOARD, item)
    tell_child(derby.desk, QUALITY, item, "In a talk with her reviewing officer", None)
    close_item(derby.desk, BOARD, item)
    assert derby.state(item) == "closed"


def test_unrouted_source_is_shown_so_until_somebody_chooses_with_a_reason(derby: Partners) -> None:
    item = derby.record("iro_annual_report")
    assert derby.state(item) == "unrouted"
    learns, evaluates = (("pib",),), (("dscb",),)
    with pytest.raises(CycleRefused, match="reason"):
        choose_route(derby.desk, BOARD, item, learns, evaluates, " ")
    choose_route(derby.desk, BOARD, item, learns, evaluates, "The executive asked for it.")
    assert derby.state(item) == "learning"
    derby.say(item, "learning", "pib", Verdict.AGREED)
    derby.say(item, "evaluation", "dscb", Verdict.IMPROVED)
    close_item(derby.desk, BOARD, item)
    assert derby.state(item) == "closed"


def test_partner_reads_what_is_shared_and_strangers_find_nothing(derby: Partners) -> None:
    shared, own = derby.record("monthly_file_audits"), derby.record("monthly_file_audits", shared=False)
    assert derby.state(shared, PARTNER) == "learning"
    for viewer, item in ((PARTNER, own), (STRANGER, shared)):
        with pytest.raises(NotFound):
            derby.state(item, viewer)


def test_worker_may_read_but_not_record(derby: Partners) -> None:
    item = derby.record("monthly_file_audits")
    assert derby.state(item, WORKER) == "learning"
    with pytest.raises(NotAllowed):
        close_item(derby.desk, WORKER, item)
