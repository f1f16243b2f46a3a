"""Nothing of a child goes where it does not belong: no name and no words of a note in any table or log."""

import logging
from typing import Any

import pytest
from sqlalchemy import select

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import GiveUp, NotAllowed, TryLater
from lif_plugin.flow.live import take_hint
from lif_plugin.store.tables import case_hint, live_connection, metadata, outbox
from lif_plugin.store.work import Store
from tests.assets.live_world import LiveWorld, opened, visit
from tests.assets.made_platform import NAME, NOTE

WORDS = (*NAME.split(), *NOTE.split()[-2:], "agreed")


def everything(world: LiveWorld) -> dict[str, str]:
    """All that is written in each table."""
    return {table.name: repr(world.rows(select(table))) for table in metadata.sorted_tables}


def test_no_table_and_no_log_holds_a_name_or_a_notes_words(
    anywhere: LiveWorld, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world = anywhere
    body = f'{{"case": "c1", "name": "{NAME}", "note": "{NOTE}"}}'.encode()
    world.platform.faults["deliver"] = [TryLater(f"{NAME} is busy"), KeyError(NAME), GiveUp(NOTE)]
    world.platform.faults["poll"] = [TryLater(NOTE)]
    world.case()
    take_hint(world.parts, "elmshire", "made", {"x-key": "agreed"}, body)
    with pytest.raises(NotAllowed):
        take_hint(world.parts, "elmshire", "made", {"x-key": NAME}, body)
    for _ in range(3):
        world.clock.at += 60_000
        world.round()
    world.platform.save("c2", opened("c2"), visit("c2", 1))
    world.round()
    world.platform.answer("c2", "done")
    world.round()
    found = everything(world)
    assert (len(world.answers()), "dead" in found["outbox"]) == (1, True)
    assert {
        name: word for name, text in found.items() for word in WORDS if word in text.split("password")[0]
    } == {}
    assert [word for word in (NAME, NOTE, *WORDS[:2]) if word in caplog.text] == []
    assert "c1" not in caplog.text


def test_a_platforms_own_words_are_not_kept_as_a_reason(world: LiveWorld) -> None:
    world.platform.faults["poll"] = [TryLater(f"{NAME}: {NOTE}")]
    world.live.bring_in(world.connection)
    row = world.connection
    said = "The platform could not be reached, or the case may not be touched just now. It is tried again by itself."
    assert (row["reason"], row["said"]) == ("try_later", said)


@pytest.fixture
def neighbours(store: Store) -> Any:
    with LiveWorld(store) as one, LiveWorld(store, Agency("ashford", "Ashford", go_live=20260101)) as other:
        yield one, other


def test_the_same_reference_in_two_agencies_is_two_cases(neighbours: tuple[LiveWorld, LiveWorld]) -> None:
    one, other = neighbours
    one.case()
    other.platform.clock.at += 60_000
    other.case()
    one.platform.answer("c1", "done, here")
    one.round()
    other.round()
    assert one.answers() == [("done", None, "done, here", "w.amina")]
    assert (other.answers(), other.prompt()["state"]) == ([], "gap")
    assert len(other.platform.standing("c1")) == 1


def test_an_answer_with_anothers_prompt_is_no_answer(neighbours: tuple[LiveWorld, LiveWorld]) -> None:
    one, other = neighbours
    one.case()
    other.case()
    one.platform.cases["c1"].shown[0].identity = other.prompt()["id"]
    one.platform.answer("c1", "done")
    one.round()
    assert (one.answers(), other.answers()) == ([], [])


def test_a_hint_for_one_agency_is_not_anothers(neighbours: tuple[LiveWorld, LiveWorld]) -> None:
    one, other = neighbours
    take_hint(one.parts, "elmshire", "made", {"x-key": "agreed"}, b'{"case": "c1"}')
    assert len(one.rows(select(case_hint).where(case_hint.c.agency_id == "elmshire"))) == 1
    assert other.rows(select(case_hint).where(case_hint.c.agency_id == "ashford")) == []


def test_on_postgresql_another_agency_sees_no_connection_and_no_outbox(postgres_store: Store) -> None:
    with LiveWorld(postgres_store) as world:
        world.case()
    with postgres_store.read(Viewer.system("test", "ashford")) as connection:
        for table in (live_connection, outbox):
            assert connection.execute(select(table)).all() == []
