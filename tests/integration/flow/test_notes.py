"""Notes whose words are handed over: read as they come in, kept as readings, asked by rules, on both databases.

The source knows everything of 1 April 2017 to 31 March 2018. Good Friday was 30 March 2018.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson
import pytest
from sqlalchemy import inspect, text

from lif_plugin.builtin import notes_of_child, voice_of_child
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.local_words import LocalWords
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.reading import Words, reading_of
from lif_plugin.domain.record import Event
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import InvalidEvent
from lif_plugin.store.inbox import inbox_row
from lif_plugin.store.work import Store
from tests.assets.world import SINCE, World

GAP = ("gap", None)
HEARD = "Saw Amy alone. She said she hates the dark landing. I think she is frightened of it. Mum agreed to leave a light on for her."
ADULTS = "Saw Amy with mum. Mum said Amy is happy and settled at school."
BABY = "Amy seen in her pram, clean and well dressed. Mum reports no concerns."
WATCHED = "Amy seen on the mat. She looked round for dad, held out both arms to him and cried when he left."
VIEW = "Amy attended the review. She said she wants to see her brother more. Health: no change."
ANSWERED = "I told Amy that she will see her brother every week from Friday, as she asked."
Said = tuple[str, str | None]


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    plugins = (("voice_of_child", voice_of_child), ("notes_of_child", notes_of_child))
    with World(store, plugins=plugins) as made:
        yield made


def note(
    day: int, words: str, purpose: str | None = "see_child", born: int | None = 20090101, **more: Any
) -> Event:
    said = Words(words, purpose, "visit", born, **more)
    return Event("note", "?", f"note|{day}", day, {}, {}, words=said)


def bring(world: World, cases: Mapping[str, list[Event]], since: int = SINCE) -> None:
    mine = [
        one._replace(case_ref=ref, key=f"{ref}|{one.key}|{number}")
        for ref, own in cases.items()
        for number, one in enumerate(own)
    ]
    world.bring(*mine, kinds=tuple(KINDS), since=since)


def details(world: World) -> list[dict[str, Any]]:
    """What is kept of each note that stands."""
    return [orjson.loads(row["detail"]) for row in world.rows(world.live_facts("note"))]


def said(world: World, rule: str) -> dict[str, Said]:
    return {row["ref"]: (row["state"], row["reason"]) for row in world.results(rule)}


def test_a_childs_view_without_meaning_is_told_and_one_with_meaning_is_not(world: World) -> None:
    bring(world, {
        "meaning": [note(20180301, HEARD)],
        "no meaning": [note(20180301, "Saw Amy. She said she hates maths.")],
        "no view": [note(20180301, ADULTS)],
        "not to be seen": [note(20180301, "Saw Amy. She said she hates maths.", None)],
        "visit that day": [
            note(20180301, "Saw Amy. She said she hates maths.", None),
            Event("visit", "?", "visit", 20180301, {"seen": "yes"}, {}),
        ],
        "visit to parents": [
            note(20180301, "Saw Amy. She said she hates maths.", None),
            Event("visit", "?", "visit", 20180301, {"seen": "no", "purpose": "parents"}, {}),
        ],
    })  # fmt: skip
    assert said(world, "VOC-27") == {"no meaning": GAP, "visit that day": GAP}


def test_notes_of_a_file_are_read_by_the_agencys_own_words(world: World) -> None:
    ours = LocalWords(spelling={"hp": "house parent"}, people={"carer": ("house parent",)})
    world.save(replace(world.agency, note_words=ours))
    bring(world, {"ours": [note(20180301, "HP says Amy is settled.", names=("Amy",))]})
    (kept,) = map(reading_of, details(world))
    assert kept is not None
    assert (kept.labels["adult_voice_only"], kept.local_words) == (True, ours.edition)


def test_only_adults_words_of_a_child_who_can_speak(world: World) -> None:
    bring(world, {
        "adults only": [note(20180301, ADULTS)],
        "heard": [note(20180301, HEARD)],
        "baby": [note(20180301, ADULTS, born=20170601)],
        "age not known": [note(20180301, ADULTS, born=None)],
        "no speech": [note(20180301, ADULTS, needs="autistic, non-verbal")],
    })  # fmt: skip
    assert said(world, "VOC-15") == {"adults only": GAP, "age not known": ("cannot_tell", "not_recorded")}
    (row,) = [row for row in world.results("VOC-15") if row["ref"] == "adults only"]
    world.answer(row["id"], AnswerKind.EXPLAINED, "declined", Role.WORKER)
    assert said(world, "VOC-15")["adults only"] == ("explained", "declined")


def test_a_child_without_speech_is_to_be_watched(world: World) -> None:
    bring(world, {
        "baby, nothing seen": [note(20180301, BABY, born=20170601)],
        "baby watched": [note(20180301, WATCHED, born=20170601)],
        "turned two that day": [note(20180301, BABY, born=20160301)],
        "no speech": [note(20180301, ADULTS, needs="non-verbal")],
        "age not known": [note(20180301, BABY, born=None)],
        "not seen": [note(20180301, "No answer at the door.", born=20170601)],
    })  # fmt: skip
    assert said(world, "VOC-10") == {
        "baby, nothing seen": GAP, "no speech": GAP, "age not known": ("cannot_tell", "not_recorded"),
    }  # fmt: skip


def test_a_section_for_wishes_holds_some_or_says_why_not(world: World) -> None:
    bring(world, {
        "empty": [note(20180301, "  ", "child_views")],
        "boilerplate": [note(20180301, "Amy's wishes and feelings have been considered.", "child_views")],
        "view": [note(20180301, "Amy said she wants to stay with nan.", "child_views")],
        "reason": [note(20180301, "Amy declined to talk to me.", "child_views")],
        "other note": [note(20180301, "  ", None)],
    })  # fmt: skip
    assert said(world, "VOC-13") == {"empty": GAP, "boilerplate": GAP}


def test_a_view_at_a_review_is_answered_in_twenty_working_days(world: World) -> None:
    bring(world, {
        "not answered": [note(20180201, VIEW, "review")],
        "answered there": [note(20180201, HEARD, "review")],
        "not due": [note(20180320, VIEW, "review")],
        "no view": [note(20180201, ADULTS, "review")],
        "contact": [note(20180201, VIEW)],
        "before the record": [note(20170301, VIEW, "review")],
    })  # fmt: skip
    assert said(world, "VOC-17") == {"not answered": GAP, "before the record": ("cannot_tell", "not_covered")}


def test_an_answer_ends_what_was_told_of_a_view(world: World) -> None:
    bring(world, {"child": [note(20180201, VIEW, "review")]})
    assert said(world, "VOC-17") == {"child": GAP}
    answer = "Saw Amy. She said thanks for asking about her brother, she misses him. " + ANSWERED
    bring(world, {"child": [note(20180201, VIEW, "review"), note(20180301, answer)]})
    assert said(world, "VOC-17") == {}


def test_a_communication_need_asks_for_a_way_of_hearing_the_child(world: World) -> None:
    need = Event("need", "?", "need", 20170501, {"code": "COMM"}, {})
    used = "Used talking mats with Amy. She put swimming on the happy side."
    bring(world, {
        "no method": [need, note(20180301, ADULTS)],
        "method": [need, note(20180301, ADULTS), note(20180205, used)],
        "method too long ago": [need, note(20180301, ADULTS), note(20170601, used)],
        "no note read": [need, note(20170601, used)],
        "another need": [need._replace(fields={"code": "MOB"}), note(20180301, ADULTS)],
        "need ended": [need._replace(until_day=20180101), note(20180301, ADULTS)],
    })  # fmt: skip
    assert said(world, "VOC-11") == {
        "no method": GAP, "method too long ago": GAP, "no note read": ("cannot_tell", "not_covered"),
    }  # fmt: skip


def test_no_word_of_a_note_is_stored_anywhere(world: World) -> None:
    bring(world, {"child": [note(20180301, HEARD + " The zebra crossing.", names=("Xanthippe",))]})
    with world.store.read(world.viewer) as connection:
        for table in inspect(connection).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).fetchall()
            assert not any(word in str(row) for row in rows for word in ("zebra", "landing", "Xanthippe")), (
                table
            )


def test_what_is_kept_are_labels_offsets_and_a_hash(world: World) -> None:
    bring(world, {"child": [note(20180301, HEARD)]})
    (fact,) = details(world)
    reading = reading_of(fact)
    assert reading is not None
    assert (reading.overall, reading.labels["seen_alone"], reading.without_speech) == ("heard", True, False)
    words = [HEARD[start:end] for label, start, end in reading.spans if label == "own_words"]
    assert words == ["She said she hates the dark landing"]
    assert len(reading.digest) == 32


def test_the_same_note_again_is_nothing_new_and_another_text_supersedes_it(world: World) -> None:
    bring(world, {"child": [note(20180301, HEARD)]})
    before = details(world)
    bring(world, {"child": [note(20180301, HEARD)]})
    assert details(world) == before
    bring(world, {"child": [note(20180301, ADULTS)]})
    (now,) = details(world)
    assert now["reading"]["overall"] == "gap"
    assert now["reading"]["digest"] != before[0]["reading"]["digest"]


def test_words_that_were_not_read_are_refused_by_the_inbox() -> None:
    with pytest.raises(InvalidEvent, match="still carries its words"):
        inbox_row(
            note(20180301, HEARD)._replace(case_ref="c"), agency="a", source="s", scope="x", import_id=1, origin="0:1", now=0
        )  # fmt: skip
