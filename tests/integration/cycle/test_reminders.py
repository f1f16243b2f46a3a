"""Reminders against a real mail server, at most as often as is set; late for long goes before the body, once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from lif_plugin.cycle.actions import NewAction, move_action, propose_action
from lif_plugin.cycle.governance import agenda_of
from lif_plugin.cycle.reminders import add_contact, contacts, drop_contact, escalate, remind
from lif_plugin.cycle.training import NewTraining, Question, answer_training, attend, offer_training
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.learning import ActionState
from lif_plugin.domain.reminder import Reminding
from lif_plugin.domain.training import Stage
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import BadSetting, NotAllowed, NotFound
from lif_plugin.flow.post import Post
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.reads.learning import rows_with
from lif_plugin.store.tables import action_entry
from lif_plugin.store.work import Store
from tests.assets.mailbox import SENDER, Mailbox, mailbox
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, WORKER, Partners

NOON, MIDNIGHT = 1_772_452_800_000, 1_772_409_600_000
"""Of 2 March 2026, in London."""
NURSE, HEAD = "nurse@oakhealth.example", "head@oakhealth.example"


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Mailbox]:
    with mailbox(tmp_path) as opened:
        yield opened


@pytest.fixture
def elm(store: Store) -> Partners:
    return known(store)


@pytest.fixture
def lone(sqlite_store: Store) -> Partners:
    return known(sqlite_store)


def known(store: Store) -> Partners:
    elm = Partners(store, "hartlepool_hscb")
    for name in ("elmshire", "oakhealth"):
        with store.write(Viewer.system("test", name)) as connection:
            save_agency(connection, Agency(name, name, go_live=20200101), "test")
    add_contact(elm.desk, PARTNER, "head_of_nursing", NURSE)
    return elm


def proposed(elm: Partners, days: int, role: str = "head_of_nursing") -> str:
    """An action of Oak Health, due in so many days."""
    due = int((elm.day + timedelta(days=days)).strftime("%Y%m%d"))
    item = elm.record("multi_agency_audits", title="Amy Example was seen late")
    new = NewAction("See Amy Example alone", "oakhealth", role, "subgroup_plans", due, monitored_by="board")
    return propose_action(elm.desk, QUALITY, item, new)


def sent(elm: Partners, box: Mailbox, agency: str = "oakhealth", now: int = NOON) -> Counter[str]:
    with Post(box.server) as post:
        return remind(
            elm.desk, agency, Reminding(), post.send, SENDER, "https://lif.example", clock=lambda: now
        )


def test_owner_hears_of_what_is_late_or_soon_once_a_week(elm: Partners, box: Mailbox) -> None:
    late, _soon, _later = proposed(elm, -1), proposed(elm, 14), proposed(elm, 15)
    assert sent(elm, box) == {"sent": 1}
    assert sent(elm, box, "elmshire") == {}
    # What was fifteen days off is told of on the next day; the rest again after a week.
    for day, messages in ((1, 2), (6, 2), (7, 3)):
        elm.day = date(2026, 3, 2) + timedelta(days=day)
        sent(elm, box)
        assert len(box.messages) == messages
    assert set(box.recipients()) == {NURSE}
    move_action(elm.desk, PARTNER, late, ActionState.ACCEPTED)
    move_action(elm.desk, PARTNER, late, ActionState.DONE)
    with elm.store.read(QUALITY) as connection:
        entries = rows_with(connection, QUALITY, action_entry, "action_id", [late], elm.day)
    assert [row["day"] for row in entries if row["kind"] == "reminder"] == [20260302, 20260309]


def test_agency_hears_once_a_week_which_course_to_ask_about_again_until_it_has_asked(
    elm: Partners, box: Mailbox
) -> None:
    new = NewTraining(
        "elm", "Hearing children", "To be seen alone", 20251201, 20260302, (("oakhealth", "head_of_nursing"),),
        (Question("alone", "I know when to see a child alone"),),
    )  # fmt: skip
    course = offer_training(elm.desk, QUALITY, new)
    attend(elm.desk, PARTNER, course, "head_of_nursing", 6, 20251201)
    # A day before it is due nobody hears of it, and an agency that sent nobody never does.
    for day, messages in ((-1, 0), (0, 1), (6, 1), (7, 2)):
        elm.day = date(2026, 3, 2) + timedelta(days=day)
        assert sent(elm, box, "elmshire") == {}
        sent(elm, box)
        assert len(box.messages) == messages
    text = str(box.messages[0])
    assert "1 course to ask about again" in text
    assert "One, from 2 March 2026 on: https://lif.example/training" in text
    assert "Hearing" not in text
    # The training lead hears of it instead, once there is one; and nobody, once it was asked.
    add_contact(elm.desk, PARTNER, "training_lead", HEAD)
    elm.day += timedelta(days=7)
    sent(elm, box)
    assert box.recipients() == [NURSE, NURSE, HEAD]
    answer_training(elm.desk, PARTNER, course, Stage.LATER, "alone", {4: 6}, 20260316)
    elm.day += timedelta(days=7)
    assert sent(elm, box) == {}


def test_message_holds_no_words_of_learning(lone: Partners, box: Mailbox) -> None:
    proposed(lone, -1)
    sent(lone, box)
    text = str(box.messages[0])
    assert "Amy" not in text
    assert "https://lif.example/learning/" in text


def test_what_the_server_does_not_take_is_tried_on_another_day_and_no_sooner(
    lone: Partners, box: Mailbox
) -> None:
    proposed(lone, 1)
    box.answers[NURSE] = ["451 later"]
    assert sent(lone, box) == {"later": 1}
    assert sent(lone, box) == {}
    lone.day += timedelta(days=1)
    assert sent(lone, box) == {"sent": 1}


def test_quiet_hours_and_roles_without_an_address_are_told_and_nothing_is_sent(
    lone: Partners, box: Mailbox
) -> None:
    proposed(lone, 1, "head_of_service")
    assert sent(lone, box, now=MIDNIGHT) == {"quiet": 1}
    assert sent(lone, box) == {"nobody": 1}
    assert box.messages == []


def test_addresses_of_a_role_are_the_agencys_own(elm: Partners) -> None:
    add_contact(elm.desk, PARTNER, "head_of_nursing", HEAD)
    add_contact(elm.desk, PARTNER, "head_of_nursing", HEAD)
    assert contacts(elm.desk, PARTNER) == [("head_of_nursing", HEAD), ("head_of_nursing", NURSE)]
    assert contacts(elm.desk, QUALITY) == []
    drop_contact(elm.desk, PARTNER, "head_of_nursing", HEAD)
    with pytest.raises(NotFound):
        drop_contact(elm.desk, QUALITY, "head_of_nursing", NURSE)
    with pytest.raises(NotAllowed):
        contacts(elm.desk, WORKER)
    with pytest.raises(BadSetting):
        add_contact(elm.desk, PARTNER, "head", "nurse@x.example\nBcc: all@x.example")
    assert contacts(elm.desk, PARTNER) == [("head_of_nursing", NURSE)]


def test_late_for_long_is_put_before_its_body_once_and_stands_on_its_agenda(elm: Partners) -> None:
    late, _not_yet = proposed(elm, -29), proposed(elm, -28)
    assert escalate(elm.desk, "oakhealth", Reminding()) == [late]
    assert escalate(elm.desk, "oakhealth", Reminding()) == []
    for body, wanted in (("board", [late]), ("lipsg", [])):
        agenda = agenda_of(elm.desk, BOARD, "elm", body, date(2025, 4, 1), elm.day)
        assert [row["id"] for row in agenda.escalated] == wanted
    move_action(elm.desk, BOARD, late, ActionState.DROPPED, "Nobody needs it.")
    assert agenda_of(elm.desk, BOARD, "elm", "board", date(2025, 4, 1), elm.day).escalated == ()
