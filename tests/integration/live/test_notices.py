"""Notices: a draw picks a case, its worker reads so in their own system, and what they write back is kept once."""

from sqlalchemy import select

from lif_plugin.cycle.audits.drawing import Request, draw_month
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store.tables import audit_pick, notice_reply
from tests.assets.live_world import LiveWorld, opened

SAID = (
    "Picked for an audit: Case file audit, March 2026. Nothing needs to be prepared. "
    "It looks at how help works, not at a worker."
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
