"""The note page: who may use it, what it shows, what it asks to be mended, and that nothing of a note is kept."""

import logging
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from lif_plugin.domain.viewer import RIGHTS, Right, Role
from lif_plugin.store.tables import metadata, read_log
from lif_plugin.web import note_asked
from tests.assets.builders import Record, viewer
from tests.assets.serving import Site

SignIn = Callable[..., TestClient]
Fields = Callable[[str], dict[str, str]]
HTML = {"Accept": "text/html"}
NOTE = (
    "Saw Amy (9) on her own. She said she hates the dark landing. Mum agreed to leave the light on for her."
)
SECRET = "Zebedee Quillfeather (9) said he hates the flumpwood."
READERS = sorted(RIGHTS[Right.READ_CASES] - {Role.SYSTEM})


@pytest.fixture
def database() -> str:
    """No database is asked anything here."""
    return "sqlite"


@pytest.fixture
def send(sign_in: SignIn, fields: Fields) -> Callable[..., Any]:
    """Send the form as somebody who may."""
    client = sign_in(Role.WORKER)

    def post(**form: str) -> Any:
        return client.post("/note", data=fields(client.get("/note", headers=HTML).text) | form, headers=HTML)

    return post


def words(page: str) -> str:
    """The text of a page, as a reader meets it."""
    body = re.sub(r"<(style|script|head|textarea).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def counts(record: Record) -> dict[str, int | None]:
    """How many rows each table holds."""
    with record.store.read(viewer()) as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
        }


def stored_bytes(folder: Path) -> bytes:
    """All that lies in the installation's folder: database, its write-ahead log, keys."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.parametrize("role", READERS)
def test_whoever_reads_cases_may_read_a_note(client: TestClient, site: Site, role: Role) -> None:
    assert client.get("/note", headers=site.bearer(role)).status_code == 200


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMIN])
def test_whoever_reads_no_case_may_not(client: TestClient, site: Site, role: Role) -> None:
    answers = [
        client.get("/note", headers=site.bearer(role)),
        client.post("/note", headers=site.bearer(role)),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_start_page_leads_to_the_note_page(sign_in: SignIn) -> None:
    assert '<a href="/note">' in sign_in().get("/").text


def test_reader_who_is_not_signed_in_is_sent_to_sign_in(client: TestClient) -> None:
    assert client.get("/note", headers=HTML).headers["location"] == "/sign-in"


def test_form_cannot_be_forged(sign_in: SignIn) -> None:
    assert sign_in().post("/note", data={"text": NOTE}, headers=HTML).status_code == 400


def test_childs_words_are_marked_and_named_in_words(send: Callable[..., Any]) -> None:
    page = send(text=NOTE, age="9").text
    assert re.search(
        r'<mark>She said she hates the dark landing</mark> <span class="tag">\[own words[^]]*\]', page
    )
    assert "The child can be heard in this note" in words(page)


def test_every_item_is_told_in_plain_words(send: Callable[..., Any]) -> None:
    text = words(send(text=NOTE, age="9", record_type="home visit").text)
    assert "The child’s own words Present She said she hates the dark landing" in text
    assert "A way of listening that suits the child Does not apply" in text
    assert "Plain, respectful words Cannot tell" in text
    assert "What the child was told Not found" in text


def test_page_says_what_would_be_clearer_and_that_it_may_be_wrong(send: Callable[..., Any]) -> None:
    text = words(send(text="Child seen, no concerns.", age="9").text)
    assert "Write what the child said, as nearly as you can in their own words" in text
    assert "This is a reading aid, and it may be wrong" in text


def test_page_never_says_gap_or_a_number_of_the_rubric(send: Callable[..., Any]) -> None:
    page = send(text="Child seen, no concerns.", age="9").text
    assert re.findall(r"\b(gaps?|critical|severity|R\d+|VOC-\d+)\b", page, re.IGNORECASE) == []


def test_age_that_is_not_given_is_said(send: Callable[..., Any]) -> None:
    said = "No age was given"
    assert (said in send(text=NOTE).text, said in send(text=NOTE, age="9").text) == (True, False)


def test_names_help_to_find_the_child(send: Callable[..., Any]) -> None:
    note = "Spent time with Ola and Bev. Ola said he wants to go home."
    own = "The child’s own words {} "
    assert own.format("Present") in words(send(text=note, age="9", names="Ola").text)
    assert own.format("Present") not in words(send(text=note, age="9", names="Bev").text)


def test_what_was_typed_is_kept_to_be_changed_and_is_escaped(send: Callable[..., Any]) -> None:
    page = send(text="\n<script>alert(1)</script> She said hi.", names='"><b>').text
    assert "<script>alert" not in page
    assert "\n\n&lt;script&gt;alert(1)&lt;/script&gt; She said hi.</textarea>" in page
    assert 'value="&#34;&gt;&lt;b&gt;"' in page


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        ({"text": " "}, "text", "Paste the note"),
        ({"text": "a" * 20_001}, "text", "The note must be 20,000 characters or fewer"),
        ({"text": NOTE, "age": "nine"}, "age", "Enter the child’s age in years, such as 9 or 0.5"),
        ({"text": NOTE, "age": "26"}, "age", "The child’s age must be 25 or less"),
    ],
)
def test_mistake_is_told_in_the_summary_and_beside_its_field(
    send: Callable[..., Any], form: dict[str, str], field: str, said: str
) -> None:
    answer = send(**form)
    assert answer.status_code == 422
    assert f'<a href="#{field}">{said}</a>' in answer.text
    assert f'id="{field}-error"><span class="hidden">Error:</span> {said}' in answer.text
    assert "<mark>" not in answer.text


def test_answer_is_not_kept_by_the_browser(send: Callable[..., Any]) -> None:
    assert send(text=NOTE).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("age", ["9", "SECRET"])
def test_nothing_of_a_note_is_stored(
    send: Callable[..., Any], record: Record, site: Site, tmp_path: Path, age: str
) -> None:
    before = counts(record)
    send(text=SECRET, age=age, names="Zebedee", needs="flumpwood", record_type="flumpwood")
    site.log.close()
    assert counts(record) == before
    assert before[read_log.name] == 0
    held = stored_bytes(tmp_path)
    assert [word in held for word in (b"Zebedee", b"flumpwood", b"elmshire")] == [False, False, True]


@pytest.mark.parametrize(
    ("form", "status"), [({}, 200), ({"age": "Zebedee"}, 422), ({"text": SECRET * 1_000}, 422)]
)
def test_nothing_of_a_note_is_logged(
    send: Callable[..., Any], caplog: pytest.LogCaptureFixture, form: dict[str, str], status: int
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = send(**{"text": SECRET, "names": "Zebedee", "needs": "flumpwood"} | form)
    assert answer.status_code == status
    assert f"POST /note {status}" in caplog.text
    assert re.findall("Zebedee|Quillfeather|flumpwood", caplog.text) == []


def test_nothing_of_a_note_is_logged_when_its_reading_fails(
    send: Callable[..., Any], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(text: str, *_rest: object, **_more: object) -> None:
        raise ValueError(text)

    monkeypatch.setattr(note_asked, "read_note", fail)
    with caplog.at_level(logging.DEBUG):
        answer = send(text=SECRET)
    assert (answer.status_code, "flumpwood" in answer.text) == (500, False)
    assert "a page failed: ValueError" in caplog.text
    assert re.findall("Zebedee|Quillfeather|flumpwood", caplog.text) == []


def test_who_asks_too_often_is_told_when_to_come_back(sign_in: SignIn, fields: Fields, site: Site) -> None:
    client = sign_in(Role.WORKER)
    form = fields(client.get("/note", headers=HTML).text)
    site.app.state.pace.per_second = 0.01
    answers = [client.post("/note", data=form, headers=HTML) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [422] * 30 + [429]
    assert answers[-1].headers["retry-after"] == "100"
