"""What comes back about an audit, on both databases: the worker's words and day, concerns for now told step by step."""

from email.message import EmailMessage

import pytest
from sqlalchemy import select

from lif_plugin.cycle.audits.answering import save_answers, submit
from lif_plugin.cycle.audits.concerns import (
    Concern,
    acknowledge_concern,
    escalate_concerns,
    raise_concern,
    see_concerns,
    send_concerns,
)
from lif_plugin.cycle.audits.journey import (
    Journey,
    give_feedback,
    journeys_of,
    read_back,
    say_word,
    set_talk,
)
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.child_actions import NewChildAction, set_child_action
from lif_plugin.cycle.reminders import add_contact
from lif_plugin.domain.audit_concern import HOUR_MS
from lif_plugin.domain.audit_tool import Answer
from lif_plugin.domain.audit_voice import WordKind
from lif_plugin.domain.child_action import Origin as ChildOrigin
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.flow.post import Fate
from lif_plugin.store import audit_voices
from lif_plugin.store.tables import audit_feedback
from lif_plugin.store.work import Store
from tests.assets.auditing import ADA, LEAD, Auditing, by

WANDA, MONA = by("wanda.example", Role.WORKER), by("mona.example", Role.MANAGER)
NINE = 1_772_442_000_000
"""2 March 2026, 09:00 UTC."""


@pytest.fixture
def world(store: Store) -> Auditing:
    return Auditing(store)


def journey(world: Auditing, viewer: Viewer = WANDA, case: str = "E-1") -> Journey:
    with world.store.read(viewer) as connection:
        (found,) = journeys_of(world.desk, connection, viewer, world.cases[case].id)
    return found


def case(world: Auditing) -> str:
    return world.cases["E-1"].public_id


def test_worker_reads_why_who_and_when_agrees_a_day_and_is_read_back_to_strengths_first(
    world: Auditing,
) -> None:
    one = world.open()
    seen = journey(world)
    assert (seen.title, seen.row["auditor"], seen.row["due"], seen.strengths, seen.read_back) == (
        "Single-agency safeguarding audit", "ada.example", 20260430, (), None,
    )  # fmt: skip
    set_talk(world.desk, ADA, one, 20260310)
    assert journey(world).may_agree
    say_word(world.desk, WANDA, case(world), one, WordKind.PROPOSED, "I am on leave then.", 20260312)
    assert not journey(world).may_agree
    set_talk(world.desk, ADA, one)
    talk = journey(world).talk
    assert talk is not None
    assert (talk.day, talk.is_agreed) == (20260312, True)
    say_word(world.desk, WANDA, case(world), one, WordKind.VIEW, "She told me about her dog.")
    with pytest.raises(AuditRefused, match="not read back"):
        say_word(world.desk, WANDA, case(world), one, WordKind.DISAGREES, "No.")
    world.finish(one, {"voice_known": "no"})
    assert journey(world).strengths == ()
    concern = next(row for row in world.see(one).findings if row["nature"] == "concern")
    new = NewChildAction(case(world), "Ask her", Role.WORKER, 14, ChildOrigin.FINDING, concern["id"])
    set_child_action(world.desk, LEAD, new)
    read_back(world.desk, ADA, one)
    say_word(world.desk, WANDA, case(world), one, WordKind.DISAGREES, "It is in the visit of May.")
    told = journey(world)
    assert len(told.strengths) > 3
    assert ([row["text"] for row in told.actions], len(told.concerns)) == (["Ask her"], 1)
    kept = [(row["kind"], row["text"]) for row in world.see(one).words if row["text"]]
    assert kept == [
        ("proposed", "I am on leave then."),
        ("view", "She told me about her dog."),
        ("disagrees", "It is in the visit of May."),
    ]


def test_words_are_for_those_who_work_with_the_case_and_change_no_grade(sqlite_store: Store) -> None:
    world = Auditing(sqlite_store)
    one = world.open()
    for viewer in (ADA, MONA, LEAD):
        with pytest.raises(NotAllowed):
            say_word(world.desk, viewer, case(world), one, WordKind.VIEW, "It was like this.")
    elsewhere = Viewer(
        "elmshire", frozenset({Role.WORKER}), "care", "w.example", case_refs=frozenset({"E-2"})
    )
    with pytest.raises(NotFound):
        say_word(world.desk, elsewhere, case(world), one, WordKind.VIEW, "It was like this.")
    before = world.see(one)
    say_word(world.desk, WANDA, case(world), one, WordKind.VIEW, "It was like this.")
    after = world.see(one)
    assert (after.answers, after.row["version"], after.missing) == (
        before.answers,
        before.row["version"],
        before.missing,
    )


def test_feedback_on_the_audit_is_given_once_and_never_read_by_its_auditor(sqlite_store: Store) -> None:
    world = Auditing(sqlite_store)
    one = world.open()
    world.finish(one)
    give_feedback(world.desk, WANDA, case(world), one, {"fair": "yes", "heard": "partly"}, "It was long.")
    with pytest.raises(AuditRefused, match="already"):
        give_feedback(world.desk, WANDA, case(world), one, {"fair": "no"})
    with world.store.read(LEAD) as connection:
        rows = audit_voices.feedback_given(connection, LEAD, [one])
        assert [row["text"] for row in rows] == ["It was long."]
        assert "by" not in rows[0]
        ada_leads = by("ada.example", Role.QUALITY)
        assert audit_voices.feedback_given(connection, ada_leads, [one]) == []
        assert connection.scalar(select(audit_feedback.c.answers)) == '{"fair":"yes","heard":"partly"}'
    assert journey(world).feedback_is_given


def test_concern_pauses_the_audit_is_told_at_once_and_goes_on_when_acknowledged(world: Auditing) -> None:
    one = world.open()
    world.save(one, {"plan_there": "yes"})
    add_contact(world.desk, LEAD, "manager", "mona@elmshire.example")
    sent: list[EmailMessage] = []

    def send(message: EmailMessage) -> tuple[Fate, int | None]:
        sent.append(message)
        return Fate.SENT, None

    concern = raise_concern(world.desk, ADA, one, "He sleeps in a car tonight.", lambda: NINE)
    assert [(step["role"], step["at"]) for step in concern.told] == [("manager", NINE)]
    done = send_concerns(world.desk, "elmshire", send, "lif@elmshire.example", "https://lif.example")
    assert done == {"sent": 1}
    assert send_concerns(world.desk, "elmshire", send, "lif@elmshire.example", "https://lif.example") == {}
    (message,) = sent
    assert (message["To"], f"/audits/{one}" in message.get_content()) == ("mona@elmshire.example", True)
    assert not {"car", "E-1"} & set(message.get_content().split())
    assert world.see(one).row["state"] == "paused"
    with pytest.raises(AuditRefused):
        save_answers(world.desk, ADA, one, world.see(one).row["version"], {"plan_there": Answer("no")})
    with pytest.raises(AuditRefused, match="cannot become"):
        submit(world.desk, ADA, one, world.see(one).row["version"])
    with pytest.raises(NotAllowed):
        acknowledge_concern(world.desk, LEAD, concern.id, "Seen.")
    acknowledge_concern(world.desk, MONA, concern.id, "A place is found.", lambda: NINE + 600_000)
    assert world.see(one).row["state"] == "begun"
    kinds = [entry["kind"] for entry in world.see(one).entries]
    assert kinds == ["opened", "begun", "concern", "acknowledged"]


def told(world: Auditing) -> list[tuple[str, int]]:
    with world.store.read(LEAD) as connection:
        (one,) = see_concerns(connection, LEAD, waiting=True)
    return [(step["role"], step["at"] - NINE) for step in one.told]


def test_unacknowledged_concern_is_told_to_the_next_after_the_configured_hours_and_no_sooner(
    world: Auditing,
) -> None:
    one = world.open()
    concern: Concern = raise_concern(world.desk, ADA, one, "He sleeps in a car tonight.", lambda: NINE)
    wait = 4 * HOUR_MS
    assert escalate_concerns(world.desk, "elmshire", lambda: NINE + wait - 1) == []
    assert escalate_concerns(world.desk, "elmshire", lambda: NINE + wait) == [concern.id]
    assert told(world) == [("manager", 0), ("quality", wait)]
    assert escalate_concerns(world.desk, "elmshire", lambda: NINE + 9 * wait) == []
    acknowledge_concern(world.desk, LEAD, concern.id, "A place is found.")
    assert world.see(one).row["state"] == "assigned"
    with pytest.raises(AuditRefused, match="already"):
        acknowledge_concern(world.desk, MONA, concern.id, "Me too.")
