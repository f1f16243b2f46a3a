"""A case note through the schema: read as it is taken by the agency's words, kept without a word of it, on both databases."""

from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import select

from lif_plugin.domain.local_words import LocalWords
from lif_plugin.domain.reading import reading_of
from lif_plugin.domain.viewer import Role
from lif_plugin.store.agencies import load_agency, save_agency
from lif_plugin.store.tables import inbox, received_event
from tests.assets.builders import Record, viewer

SEND = """mutation ($note: SendNoteInput!, $once: String) { sendNote(input: $note, idempotencyKey: $once) {
    __typename ... on NoteTaken { key } ... on Problem { code message } } }"""
NOTE = {
    "case": "E-1001", "key": "note|7", "day": "2018-03-01", "text": "HP says Zebedee (9) is settled.",
    "recordType": "visit", "bornOn": "2009-01-01", "names": ["Zebedee"],
}  # fmt: skip
OURS = LocalWords(spelling={"hp": "house parent"}, people={"carer": ("house parent",)})


def test_a_note_is_read_by_the_agencys_words_once_under_a_key_and_its_text_is_nowhere(
    ask: Any, record: Record
) -> None:
    with record.store.write(viewer()) as connection:
        save_agency(connection, replace(load_agency(connection, "elmshire"), note_words=OURS), "test")
    system = replace(viewer(Role.INTEGRATOR), source="own")
    answers = [ask(SEND, system, note=NOTE, once=once)["sendNote"] for once in ("a", "a", "b")]
    assert answers == [{"__typename": "NoteTaken", "key": "note|7"}] * 3
    with record.store.read(viewer()) as connection:
        rows = [
            dict(row._mapping)
            for table in (inbox, received_event)
            for row in connection.execute(select(table))
        ]
    assert "Zebedee" not in str(rows)
    kept = [reading_of(orjson.loads(row["payload"])[-1]) for row in rows if "payload" in row]
    assert [(one.labels["adult_voice_only"], one.local_words) for one in kept if one] == [
        (True, OURS.edition)
    ] * 2


def test_who_may_not_send_and_what_does_not_fit_is_refused_without_a_word_of_the_note(
    ask: Any, record: Record
) -> None:
    worker, system = viewer(Role.WORKER), replace(viewer(Role.INTEGRATOR), source="own")
    other = replace(system, case_refs=frozenset({"E-2"}))
    wrong = NOTE | {"purpose": "Zebedee"}
    found = [
        ask(SEND, by, note=note)["sendNote"] for by, note in ((worker, NOTE), (other, NOTE), (system, wrong))
    ]
    assert [one["__typename"] for one in found] == ["NoteNotAllowed", "NoteNotAllowed", "NoteNotTaken"]
    assert "Zebedee" not in str(found)
