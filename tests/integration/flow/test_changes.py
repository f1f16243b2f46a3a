"""Changes as time passes: what falls due is told once, what is old goes, and whoever is too far behind hears of it."""

import pytest
from sqlalchemy import select

from lif_plugin.cycle.actions import NewAction, propose_action
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.change import ChangeKind, ChangeWord, CursorTooOld, Place
from lif_plugin.flow.changes import keep_changes
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.changes import Wanted, changes_after, heads
from lif_plugin.store.tables import change
from lif_plugin.store.work import Store
from tests.assets.builders import NOON, Record, viewer
from tests.integration.cycle.partners import PARTNER, QUALITY, Partners

DAY = 86_400_000
MARCH = 1_772_452_800_000
"""2 March 2026 at noon (UTC)."""


@pytest.fixture
def elm(store: Store) -> Partners:
    """Partners, of which Elmshire has its settings."""
    made = Partners(store, "hartlepool_hscb")
    with store.write(QUALITY) as connection:
        save_agency(connection, Agency("elmshire", "Elmshire"), "test")
    return made


def told(store: Store) -> list[tuple[str, str]]:
    query = select(change.c.kind, change.c.what, change.c.node).where(change.c.what == "due")
    with store.read(viewer()) as connection:
        return [(row.kind, row.node) for row in connection.execute(query.order_by(change.c.id))]


def test_a_prompt_that_falls_due_is_told_once(store: Store) -> None:
    record = Record.of(store)
    keep_changes(store, "elmshire", NOON, 90)
    prompt = record.prompt(record.case(), due_at=NOON + DAY)
    counts = [keep_changes(store, "elmshire", NOON + days * DAY, 9000)["due"] for days in (0, 2, 3)]
    assert (counts, told(store)) == ([0, 1, 0], [("prompt", prompt)])


def test_partners_hear_that_a_shared_action_falls_due(store: Store, elm: Partners) -> None:
    keep_changes(store, "elmshire", MARCH, 9000)
    item = elm.record("multi_agency_audits")
    new = NewAction("Nurses ask alone", "oakhealth", "head", "subgroup_plans", 20260304)
    action = propose_action(elm.desk, QUALITY, item, new)
    keep_changes(store, "elmshire", MARCH + 3 * DAY, 9000)
    wanted = Wanted(words=frozenset({ChangeWord.DUE}))
    with store.read(PARTNER) as connection:
        rows = changes_after(connection, PARTNER, None, wanted, elm.day).rows
    assert [(row["kind"], row["node"]) for row in rows] == [(ChangeKind.ACTION, action)]


def test_who_is_behind_what_is_kept_is_told_and_nobody_else(store: Store, elm: Partners) -> None:
    elm.record("multi_agency_audits")
    keep_changes(store, "elmshire", MARCH, 90)
    with store.read(QUALITY) as connection:
        before, now = Place({"elmshire": 0, "oakhealth": 0}), Place(heads(connection, QUALITY, elm.day))
    assert keep_changes(store, "elmshire", MARCH + 36_500 * DAY, 90)["forgotten"] == 1
    with store.read(QUALITY) as connection:
        assert changes_after(connection, QUALITY, now, Wanted(), elm.day).rows == ()
        assert changes_after(connection, QUALITY, None, Wanted(), elm.day).rows == ()
        with pytest.raises(CursorTooOld):
            changes_after(connection, QUALITY, before, Wanted(), elm.day)
