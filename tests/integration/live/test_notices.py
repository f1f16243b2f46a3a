"""Notices: a draw picks a case, its worker reads so in their own system, and what they write back is kept once."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from lif_plugin.cycle.audits.answering import save_answers, submit
from lif_plugin.cycle.audits.drawing import Request, draw_month
from lif_plugin.cycle.audits.journey import read_back, set_talk
from lif_plugin.cycle.audits.opening import NewAudit, open_audit
from lif_plugin.cycle.audits.seeing import see_audit
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_tool import Answer
from lif_plugin.domain.audit_work import Origin
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.store.tables import audit_pick, audit_word, notice_reply
from tests.assets.auditing import full
from tests.assets.live_world import LiveWorld, opened

SAID = (
    "Picked for an audit: Case file audit, March 2026. "
    "It looks at how help works, not at you. Nothing needs to be prepared."
)
FOUR_WEEKS = 28 * 24 * 3_600_000


def _drawn(world: LiveWorld) -> str:
    """Draw the one open case, by chance; gives the pick's id."""
    world.platform.save("c1", opened("c1"))
    world.round()
    quality = Viewer(world.agency.id, frozenset({Role.QUALITY}), "audits", "quinn.example")
    draw_month(world.store, quality, None, Request(202603), world.clock.now())
    world.round()
    [pick] = world.rows(select(audit_pick.c.id))
    return str(pick["id"])


def _replies(world: LiveWorld) -> list[tuple[str, str, str | None]]:
    query = select(notice_reply).order_by(notice_reply.c.said_at)
    return [(row["pick_id"], row["said_by"], row["text"]) for row in world.rows(query)]


def test_a_notice_is_shown_once_and_what_is_written_back_is_kept_once(anywhere: LiveWorld) -> None:
    pick = _drawn(anywhere)
    [shown] = anywhere.platform.standing("c1")
    assert (shown.identity, shown.text, anywhere.platform.writes) == (pick, SAID, 1)
    anywhere.platform.answer("c1", "I would like to talk about it")
    anywhere.round()
    anywhere.round()
    assert _replies(anywhere) == [(pick, "w.amina", "I would like to talk about it")]
    assert (anywhere.out(), anywhere.answers()) == ([("show", "done", "answered")], [])


def test_a_notice_that_was_seen_has_no_words(world: LiveWorld) -> None:
    pick = _drawn(world)
    world.platform.answer("c1", "seen")
    world.round()
    assert _replies(world) == [(pick, "w.amina", None)]


def test_a_notice_goes_after_four_weeks(world: LiveWorld) -> None:
    _drawn(world)
    world.clock.at += FOUR_WEEKS
    world.platform.save("c1", opened("c1"))
    world.connect()
    world.round()
    assert world.platform.standing("c1") == []


def test_nobody_is_interrupted_by_a_notice_at_night(world: LiveWorld) -> None:
    world.clock.at += 9 * 3_600_000
    _drawn(world)
    at_night = world.platform.standing("c1")
    world.clock.at += 12 * 3_600_000
    world.round()
    assert (at_night, len(world.platform.standing("c1"))) == ([], 1)


def test_who_audits_and_the_reading_back_are_told_there_and_a_reply_is_kept_with_the_audit(
    world: LiveWorld,
) -> None:
    pick = _drawn(world)
    desk, lead = (
        Desk.over(world.store),
        Viewer(world.agency.id, frozenset({Role.QUALITY}), "audits", "quinn.example"),
    )
    due = day_number(desk.today() + timedelta(days=30))
    asked = NewAudit("case_file_audit", "ada.example", due, Origin.PICK, pick, independent="quinn.example")
    number = open_audit(desk, lead, asked).id
    world.round()
    told = {shown.identity: shown.text for shown in world.platform.standing("c1")}
    assert told[number].startswith("Audit of this case: Case file audit. ada.example makes it, by ")
    for sentence in (
        "It looks at how help works, not at you. Nothing needs to be prepared.",
        "It was drawn by chance out of all cases. A day to talk, and your own view, can be said there.",
    ):
        assert sentence in told[number]
    tool = see_audit(desk, lead, number).tool
    said = {key: Answer(value, "Seen") for key, value in full(tool, {}).items()}
    submit(desk, lead, number, save_answers(desk, lead, number, 1, said).version)
    read_back(desk, lead, number)
    world.round()
    (word,) = world.rows(select(audit_word.c.id))
    told = {shown.identity: shown.text for shown in world.platform.standing("c1")}
    assert (
        told[word["id"]]
        == "The audit is read back: what went well first, then what is to be done for the child. "
        "You can reply, or say where you see it differently."
    )
    world.platform.answer("c1", "I see it differently")
    world.round()
    kept = [(row["kind"], row["by"], row["text"]) for row in see_audit(desk, lead, number).words]
    assert ("reply", "w.amina", "I see it differently") in kept


def test_day_to_talk_is_told_there_and_agreed_to_there(world: LiveWorld) -> None:
    pick = _drawn(world)
    desk, lead = (
        Desk.over(world.store),
        Viewer(world.agency.id, frozenset({Role.QUALITY}), "audits", "quinn.example"),
    )
    ada = replace(lead, subject="ada.example")
    due = day_number(desk.today() + timedelta(days=30))
    asked = NewAudit("case_file_audit", "ada.example", due, Origin.PICK, pick, independent="quinn.example")
    number = open_audit(desk, lead, asked).id
    set_talk(desk, ada, number, 20990310)
    set_talk(desk, ada, number, 20990312)
    world.round()
    texts = [shown.text for shown in world.platform.standing("c1")]
    told = (
        "To talk about the audit: ada.example proposes 12 March 2099. "
        "Write back “agreed” if it suits you, or another day."
    )
    assert [text for text in texts if text.startswith("To talk")] == [told]
    world.platform.answer("c1", "Agreed.", number=texts.index(told))
    world.round()
    said = {(row["kind"], row["by"], row["day"]) for row in see_audit(desk, lead, number).words}
    assert ("agreed", "w.amina", 20990312) in said
