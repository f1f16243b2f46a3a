"""The hint while a note is written: only where the agency wants it, only with a token, and nothing is kept."""

import logging
import re
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from lif_plugin.domain.local_words import LocalWords
from lif_plugin.domain.viewer import Role
from lif_plugin.store.agencies import load_agency, save_agency
from lif_plugin.web import note_asked
from tests.assets.builders import Record, viewer
from tests.assets.serving import Site

NOTE = (
    "Saw Amy (9) on her own. She said she hates the dark landing. Mum agreed to leave the light on for her."
)
ASKED = {
    "text": NOTE,
    "age_years": 9,
    "communication_needs": None,
    "record_type": "home visit",
    "names": ["Amy"],
}
SECRET = {"text": "Zebedee (9) said he hates the flumpwood.", "names": ["Zebedee"]}


@pytest.fixture
def database() -> str:
    """What is tested here is the same on every database."""
    return "sqlite"


def set_hint(record: Record, *, wanted: bool) -> None:
    with record.store.write(viewer()) as connection:
        save_agency(connection, replace(load_agency(connection, "elmshire"), note_hint=wanted), "test")


@pytest.fixture
def wanted(record: Record) -> None:
    """The agency has asked for hints."""
    set_hint(record, wanted=True)


def ask(client: TestClient, site: Site, asked: Any, *roles: Role, **more: Any) -> Any:
    return client.post("/note/hint", json=asked, headers=site.bearer(*roles or (Role.INTEGRATOR,), **more))


@pytest.mark.usefixtures("wanted")
def test_hint_says_who_is_heard_with_items_and_spans(client: TestClient, site: Site) -> None:
    answer = ask(client, site, ASKED)
    found = answer.json()
    assert (answer.status_code, found["heard"]) == (200, "heard")
    assert [item["id"] for item in found["items"]] == [f"R{number}" for number in range(1, 12)]
    assert {"id": "R1", "name": "own_words", "title": "The child’s own words", "mark": "clear", "clearer": None} in (
        found["items"]
    )  # fmt: skip
    said = [NOTE[start:end] for start, end, name in found["spans"] if name == "own_words"]
    assert said == ["She said she hates the dark landing"]


@pytest.mark.usefixtures("wanted")
def test_spans_count_characters_and_not_bytes_or_code_units(client: TestClient, site: Site) -> None:
    found = ask(client, site, {"text": f"😀 é {NOTE}", "age_years": 9}).json()
    said = [f"😀 é {NOTE}"[start:end] for start, end, name in found["spans"] if name == "own_words"]
    assert said == ["She said she hates the dark landing"]


@pytest.mark.usefixtures("wanted")
def test_hint_for_a_note_without_the_child_says_what_would_be_clearer(client: TestClient, site: Site) -> None:
    found = ask(client, site, {"text": "Child seen, no concerns.", "age_years": 9}).json()
    first = found["items"][0]
    assert (found["heard"], first["mark"], first["clearer"]) == ("gap", "absent", found["clearer"][0])
    assert found["labels"]["seen_alone"] is None


@pytest.mark.usefixtures("wanted")
def test_hint_reads_by_the_agencys_own_words(client: TestClient, site: Site, record: Record) -> None:
    asked = {"text": "HP says Amy (9) is settled.", "age_years": 9}
    before = ask(client, site, asked).json()["labels"]["adult_voice_only"]
    ours = LocalWords(spelling={"hp": "house parent"}, people={"carer": ("house parent",)})
    with record.store.write(viewer()) as connection:
        save_agency(connection, replace(load_agency(connection, "elmshire"), note_words=ours), "test")
    assert (before, ask(client, site, asked).json()["labels"]["adult_voice_only"]) == (False, True)


def test_agency_that_has_not_asked_for_hints_gets_none(
    client: TestClient, site: Site, record: Record
) -> None:
    answer = ask(client, site, ASKED)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "note_hint_off")
    assert "--note-hint" in answer.json()["error"]["hint"]


def test_hints_stop_when_the_agency_no_longer_wants_them(
    client: TestClient, site: Site, record: Record
) -> None:
    set_hint(record, wanted=True)
    before = ask(client, site, ASKED).status_code
    set_hint(record, wanted=False)
    assert (before, ask(client, site, ASKED).status_code) == (200, 403)


@pytest.mark.usefixtures("wanted")
def test_one_agencys_wish_is_not_anothers(client: TestClient, site: Site, record: Record) -> None:
    Record.of(record.store, "oakshire")
    assert ask(client, site, ASKED, agency="oakshire").json()["error"]["code"] == "note_hint_off"


@pytest.mark.usefixtures("wanted")
def test_cookie_is_not_enough(client: TestClient, site: Site) -> None:
    client.cookies.set("lif_session", site.token(Role.WORKER))
    answer = client.post("/note/hint", json=ASKED)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_refused")


@pytest.mark.usefixtures("wanted")
def test_role_that_reads_no_case_gets_no_hint(client: TestClient, site: Site) -> None:
    answer = ask(client, site, ASKED, Role.BOARD)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")


@pytest.mark.usefixtures("wanted")
@pytest.mark.parametrize("asked", [{}, [], {"text": ""}, {"text": "a" * 20_001}, {"text": NOTE, "age": 9}])
def test_what_is_not_a_note_is_refused(client: TestClient, site: Site, asked: object) -> None:
    answer = ask(client, site, asked)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "note_refused")


@pytest.mark.usefixtures("wanted")
def test_body_past_the_limit_is_refused(client: TestClient, site: Site) -> None:
    assert ask(client, site, {"text": "a" * 1_000_001}).status_code == 413


@pytest.mark.usefixtures("wanted")
def test_who_asks_too_often_is_told_when_to_come_back_and_others_are_not(
    client: TestClient, site: Site
) -> None:
    site.app.state.pace.per_second = 0.01
    answers = [ask(client, site, ASKED) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert answers[-1].json()["error"]["code"] == "too_many_requests"
    assert answers[-1].headers["retry-after"] == "100"
    assert ask(client, site, ASKED, subject="kim.example").status_code == 200


@pytest.mark.usefixtures("wanted")
def test_hint_is_not_kept_by_anybody_on_the_way(client: TestClient, site: Site) -> None:
    assert ask(client, site, ASKED).headers["cache-control"] == "no-store"


@pytest.mark.usefixtures("wanted")
@pytest.mark.parametrize(
    ("more", "status"), [({}, 200), ({"age_years": "flumpwood"}, 422), ({"Zebedee": 1}, 422)]
)
def test_nothing_of_a_note_is_logged(
    client: TestClient, site: Site, caplog: pytest.LogCaptureFixture, more: dict[str, Any], status: int
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = ask(client, site, SECRET | more)
    assert answer.status_code == status
    assert f"POST /note/hint {status}" in caplog.text
    assert re.findall("Zebedee|flumpwood", caplog.text) == []


@pytest.mark.usefixtures("wanted")
def test_nothing_of_a_note_is_logged_when_its_reading_fails(
    client: TestClient, site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(text: str, *_rest: object, **_more: object) -> None:
        raise ValueError(text)

    monkeypatch.setattr(note_asked, "read_note", fail)
    with caplog.at_level(logging.DEBUG):
        answer = ask(client, site, SECRET)
    assert (answer.status_code, "flumpwood" in answer.text) == (500, False)
    assert re.findall("Zebedee|flumpwood", caplog.text) == []
