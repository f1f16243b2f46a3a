"""The panel: what it says, whom it lets answer, and what becomes of an answer."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from lif_plugin.builtin.voice_of_child import VOC_07, VOC_08, VOC_09
from lif_plugin.domain.viewer import Role
from lif_plugin.store.tables import answer, read_log, result
from tests.assets.builders import Record, viewer
from tests.assets.serving import Site

SignIn = Callable[..., TestClient]
Fields = Callable[[str], dict[str, str]]
DONE = "Done – it will show at the next extract"
WRONG = "This prompt is wrong"
HTML = {"Accept": "text/html"}


def words(page: str) -> str:
    """The text of a page, as a reader meets it."""
    body = re.sub(r"<(style|script|head).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def stored(record: Record, prompt: str) -> Any:
    with record.store.read(viewer()) as connection:
        return connection.execute(select(result).where(result.c.id == prompt)).mappings().one()


def send(client: TestClient, fields: Fields, case: str, **form: str) -> Any:
    given = fields(client.get(f"/panel/{case}", headers=HTML).text)
    return client.post(f"/panel/{case}", data=given | form, headers=HTML)


def test_panel_says_what_is_not_shown_why_and_what_closes_it(record: Record, sign_in: SignIn) -> None:
    made = record.case()
    record.prompt(made, 20240305)
    text = words(sign_in().get(f"/panel/{made.public_id}").text)
    for said in (
        "Case E-1001",
        "The review on 5 March 2024 does not yet show a view from the child (PN7).",
        VOC_07.remedy,
        VOC_07.authority,
        "Looked-after review on 5 March 2024, recorded as PN7",
        "31 March 2024",
        DONE,
        "Could not – choose a reason",
        WRONG,
    ):
        assert said in text


def test_panel_opens_by_the_sources_own_reference(record: Record, sign_in: SignIn) -> None:
    record.case("2024/17 A")
    assert "Case 2024/17 A" in words(sign_in().get("/panel/2024/17%20A").text)


def test_reference_of_two_sources_gives_a_choice(record: Record, sign_in: SignIn) -> None:
    one, two = record.case("E-1", source="ssda903"), record.case("E-1", source="primero")
    page = sign_in().get("/panel/E-1").text
    assert "Which case do you mean?" in words(page)
    assert all(f"/panel/{case.public_id}" in page for case in (one, two))


def test_panel_never_says_gap_or_critical_or_names_a_rule(record: Record, sign_in: SignIn) -> None:
    made = record.case()
    record.prompt(made, 20240305, VOC_08)
    record.prompt(made, 20240206, VOC_07, delivery="historic")
    record.prompt(made, 20240108, VOC_09, state="cannot_tell", delivery="off", addressees=",iro,")
    page = sign_in().get(f"/panel/{made.public_id}").text
    assert re.findall(r"\b(gaps?|critical|severity|risk|VOC-\d+|DAT-\d+)\b", page, re.IGNORECASE) == []


def test_superseded_and_historic_ones_are_listed_apart_without_buttons(
    record: Record, sign_in: SignIn
) -> None:
    made = record.case()
    last = record.prompt(made, 20240305, VOC_08)
    record.prompt(made, 20240206, VOC_07, superseded_by=last)
    record.prompt(made, 20170206, VOC_07, delivery="historic")
    page = sign_in().get(f"/panel/{made.public_id}").text
    assert "2 other points are kept for statistics only; nothing to do" in words(page)
    assert page.count(DONE) == 1


def test_prompt_for_others_is_shown_without_buttons(record: Record, sign_in: SignIn) -> None:
    made = record.case()
    record.prompt(made)
    page = sign_in(Role.WORKER).get(f"/panel/{made.public_id}").text
    assert "For the reviewing officer" in words(page)
    assert DONE not in page


def test_data_teams_prompt_is_not_shown_to_the_worker(record: Record, sign_in: SignIn) -> None:
    made = record.case()
    record.prompt(made, 20240305, VOC_09)
    assert "There is nothing to answer" in words(sign_in(Role.WORKER).get(f"/panel/{made.public_id}").text)


def test_partnerships_lesson_stands_beside_its_prompt(record: Record, sign_in: SignIn) -> None:
    made = record.case()
    record.prompt(made, 20240305, VOC_08)
    assert "What your partnership asks Ask the child first. Our review 2024" in words(
        sign_in().get(f"/panel/{made.public_id}").text
    )


def test_done_is_saved_and_confirmed(record: Record, sign_in: SignIn, fields: Fields) -> None:
    made = record.case()
    prompt = record.prompt(made)
    client = sign_in()
    sent = send(client, fields, made.public_id, prompt=prompt, kind="done")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/panel/{made.public_id}?saved={prompt}")
    text = words(client.get(sent.headers["location"]).text)
    assert f"Your answer is saved {DONE}." in text
    assert (stored(record, prompt)["answer_kind"], stored(record, prompt)["answer_by"]) == (
        "done",
        "sam.example",
    )


def test_reason_and_note_are_saved(record: Record, sign_in: SignIn, fields: Fields) -> None:
    made = record.case()
    prompt = record.prompt(made)
    client = sign_in()
    send(
        client,
        fields,
        made.public_id,
        prompt=prompt,
        kind="explained",
        reason="unwell",
        text="Home visit next week",
    )
    row = stored(record, prompt)
    assert (row["state"], row["answer_reason"], row["answer_text"]) == (
        "explained",
        "unwell",
        "Home visit next week",
    )
    assert "Could not : The child was ill or in distress on the day" in words(
        client.get(f"/panel/{made.public_id}").text
    )


def test_answer_can_be_changed(record: Record, sign_in: SignIn, fields: Fields) -> None:
    made = record.case()
    prompt = record.prompt(made)
    client = sign_in()
    for kind in ("done", "wrong"):
        send(client, fields, made.public_id, prompt=prompt, kind=kind)
    assert stored(record, prompt)["answer_kind"] == "wrong"
    with record.store.read(viewer()) as connection:
        assert list(connection.scalars(select(answer.c.kind).order_by(answer.c.id))) == ["done", "wrong"]


def test_could_not_without_a_reason_asks_for_one_and_keeps_the_note(
    record: Record, sign_in: SignIn, fields: Fields
) -> None:
    made = record.case()
    prompt = record.prompt(made)
    sent = send(sign_in(), fields, made.public_id, prompt=prompt, kind="explained", text="A note I typed")
    assert sent.status_code == 422
    assert f'<a href="#reason-{prompt}">Choose a reason</a>' in sent.text
    assert f'id="reason-{prompt}"' in sent.text
    assert "<title>Error: " in sent.text
    assert "A note I typed</textarea>" in sent.text
    assert stored(record, prompt)["answer_kind"] is None


def test_note_that_is_too_long_is_shown_again(record: Record, sign_in: SignIn, fields: Fields) -> None:
    made = record.case()
    prompt = record.prompt(made)
    client = sign_in()
    sent = send(
        client, fields, made.public_id, prompt=prompt, kind="explained", reason="unwell", text="x" * 2001
    )
    assert (sent.status_code, f'href="#text-{prompt}"' in sent.text, "x" * 2001 in sent.text) == (
        422,
        True,
        True,
    )
    assert re.findall(r'value="(\w+)"\s+checked', sent.text) == ["unwell"]
    assert stored(record, prompt)["answer_kind"] is None


@pytest.mark.parametrize("change", [{"form_token": "forged"}, {"form_token": ""}])
def test_form_that_is_not_ours_changes_nothing(
    record: Record, sign_in: SignIn, fields: Fields, change: dict[str, str]
) -> None:
    made = record.case()
    prompt = record.prompt(made)
    sent = send(sign_in(), fields, made.public_id, prompt=prompt, kind="done", **change)
    assert sent.status_code == 400
    assert stored(record, prompt)["answer_kind"] is None


def test_form_sent_from_another_site_changes_nothing(record: Record, sign_in: SignIn, fields: Fields) -> None:
    made = record.case()
    prompt = record.prompt(made)
    client = sign_in()
    form = fields(client.get(f"/panel/{made.public_id}").text) | {"prompt": prompt, "kind": "done"}
    sent = client.post(f"/panel/{made.public_id}", data=form, headers={"Origin": "https://evil.example"})
    assert (sent.status_code, stored(record, prompt)["answer_kind"]) == (400, None)


def test_prompt_for_others_cannot_be_answered_by_hand(
    record: Record, sign_in: SignIn, fields: Fields
) -> None:
    made = record.case()
    prompt = record.prompt(made)
    sent = send(sign_in(Role.WORKER), fields, made.public_id, prompt=prompt, kind="done")
    assert (sent.status_code, stored(record, prompt)["answer_kind"]) == (403, None)


def test_another_agencys_panel_is_not_there(record: Record, sign_in: SignIn) -> None:
    other = Record.of(record.store, "oakshire", record._numbers)
    made = other.case("O-1")
    assert sign_in().get(f"/panel/{made.public_id}").status_code == 404


def test_role_without_casework_is_refused(record: Record, sign_in: SignIn) -> None:
    made = record.case()
    answered = sign_in(Role.BOARD).get(f"/panel/{made.public_id}", headers=HTML)
    assert (answered.status_code, "E-1001" in answered.text) == (403, False)


def test_opening_a_panel_is_in_the_read_log(record: Record, sign_in: SignIn, site: Site) -> None:
    made = record.case()
    sign_in().get(f"/panel/{made.public_id}")
    site.log.flush()
    with record.store.read(viewer()) as connection:
        rows = connection.execute(select(read_log.c.action, read_log.c.subject, read_log.c.cases)).all()
    assert [tuple(row) for row in rows] == [("panel", "sam.example", f'["{made.public_id}"]')]
