"""Learning and evidence come in by pages: by hand, by the form of a source's kind, and as files that are handed out closed."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from strawberry.relay import to_base64

from lif_plugin.cycle.actions import NewAction, move_action, propose_action
from lif_plugin.cycle.evidence import AT_MOST
from lif_plugin.domain.learning import ActionState
from lif_plugin.domain.own_source import OWN_SOURCES
from lif_plugin.domain.viewer import Role
from lif_plugin.store.tables import evidence_file, learning_item, read_log
from lif_plugin.store.work import Store
from tests.assets.papers import pdf
from tests.assets.serving import Site, site_over
from tests.integration.cycle.partners import QUALITY, Partners
from tests.integration.web.conftest import BASE, HTML

Fields = Callable[[str], dict[str, str]]
BY_HAND = {
    "source": "multi_agency_audits", "title": "Seen with adults", "summary": "In 8 of 20 files.", "nature": "concern",
    "theme": "voice", "day-day": "1", "day-month": "3", "day-year": "2026", "voice": "care_surveys", "shared": "no",
}  # fmt: skip


@pytest.fixture
def elm(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "hartlepool_hscb")


@pytest.fixture
def site(elm: Partners, tmp_path: Path) -> Iterator[Site]:
    with site_over(elm.store, tmp_path / "keys") as made:
        yield made


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(site.app, base_url=BASE, follow_redirects=False) as made:
        yield made


@pytest.fixture
def reader(sign_in: Callable[..., TestClient]) -> TestClient:
    """Somebody of quality, signed in."""
    return sign_in(Role.QUALITY)


@pytest.fixture
def action(elm: Partners) -> str:
    item = elm.record("multi_agency_audits")
    return propose_action(
        elm.desk, QUALITY, item, NewAction("Ask alone", "elmshire", "head", "subgroup_plans", 20260930)
    )


def items(elm: Partners) -> list[tuple[str, str, bool]]:
    with elm.store.read(QUALITY) as connection:
        columns = (learning_item.c.title, learning_item.c.voice_source, learning_item.c.shared)
        return [tuple(row) for row in connection.execute(select(*columns))]


def test_something_learnt_is_recorded_by_hand(elm: Partners, reader: TestClient, fields: Fields) -> None:
    form = fields(reader.get("/learning/new/elm", headers=HTML).text)
    answer = reader.post("/learning/new/elm", data=form | BY_HAND, headers=HTML)
    assert answer.status_code == 303
    assert "Seen with adults" in reader.get(answer.headers["location"], headers=HTML).text
    assert items(elm) == [("Seen with adults", "care_surveys", False)]


def test_every_source_of_the_framework_can_be_chosen_by_hand(
    elm: Partners, reader: TestClient, fields: Fields
) -> None:
    page = reader.get("/learning/new/elm", headers=HTML).text
    sources = [one.id for one in elm.desk.framework("hartlepool_hscb").sources_of_learning]
    for source in sources:
        assert f'<option value="{source}"' in page
        answer = reader.post(
            "/learning/new/elm", data=fields(page) | BY_HAND | {"source": source}, headers=HTML
        )
        assert answer.status_code == 303
    assert len(items(elm)) == len(sources)


def test_what_is_missing_is_named_and_what_was_typed_stays(
    elm: Partners, reader: TestClient, fields: Fields
) -> None:
    form = fields(reader.get("/learning/new/elm", headers=HTML).text)
    for changed, target in (
        ({"source": ""}, "source"), ({"source": "rumour"}, "source"), ({"title": ""}, "title"),
        ({"nature": "bad"}, "nature"), ({"theme": "x" * 65}, "theme"), ({"day-month": "13"}, "day-day"),
    ):  # fmt: skip
        answer = reader.post("/learning/new/elm", data=form | BY_HAND | changed, headers=HTML)
        assert (answer.status_code, f'href="#{target}"' in answer.text) == (422, True)
        assert "In 8 of 20 files." in answer.text
    assert items(elm) == []


def filled(
    reader: TestClient, *titles: str | None, kind: str = "quality_assurance", sources: Sequence[str] = ()
) -> bytes:
    """The form of a kind with a row for each title: from the first source of the kind, or from these."""
    got = reader.get(f"/learning/forms/elm/{kind}.xlsx")
    assert got.headers["content-disposition"] == f'attachment; filename="learning-{kind}.xlsx"'
    book = openpyxl.load_workbook(BytesIO(got.content))
    first = book["Lists"]["A1"].value
    for row, (title, source) in enumerate(zip_longest(titles, sources, fillvalue=first), 2):
        for place, said in enumerate((source, title, "In 8 of 20.", "Concern", "voice", "1/3/2026"), 1):
            book["Learning"].cell(row, place).value = said
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_form_of_a_kind_is_taken_away_and_sent_back(
    elm: Partners, reader: TestClient, fields: Fields
) -> None:
    shown = reader.get("/learning/forms/elm", headers=HTML).text
    assert len(re.findall(r'href="/learning/forms/elm/\w+\.xlsx"', shown)) == 16
    sent = {"file": ("form.xlsx", filled(reader, "Seen with adults"))}
    answer = reader.post("/learning/forms/elm", data=fields(shown), files=sent, headers=HTML)
    assert (answer.status_code, "1 of 1 recorded" in answer.text) == (200, True)
    assert [title for title, _voice, _shared in items(elm)] == ["Seen with adults"]


# What the learning of a partnership comes from, whether or not its framework has a source of the name.
FROM_ANYWHERE = (
    "case_audit review child_death performance_data complaint compliment survey advocacy app_statement "
    "children_in_care_council staff_observation member_observation workforce_data inspection peer_review research "
    "self_assessment training_evaluation home_visit supervision"
).split()


def test_what_a_framework_names_no_source_for_comes_in_by_page_form_and_graphql_without_a_route(
    elm: Partners, site: Site, reader: TestClient, fields: Fields
) -> None:
    new, form = (
        fields(reader.get(path, headers=HTML).text) for path in ("/learning/new/elm", "/learning/forms/elm")
    )
    mutation = (
        "mutation ($input: RecordLearningInput!) { recordLearning(input: $input) { ... on LearningItemSaved { item { state } } "
        "... on Problem { message } } }"
    )
    asked = {
        "partnership": "elm",
        "summary": "Seen",
        "nature": "CONCERN",
        "theme": "voice",
        "day": "2026-03-01",
    }
    for source in OWN_SOURCES:
        by_hand = BY_HAND | {"source": source.id, "title": f"{source.id} by page", "voice": ""}
        assert reader.post("/learning/new/elm", data=new | by_hand, headers=HTML).status_code == 303
        variables = {"input": asked | {"sourceOfLearning": source.id, "title": f"{source.id} by graphql"}}
        sent = {"query": mutation, "variables": variables}
        answer = reader.post("/graphql", json=sent, headers=site.bearer(Role.QUALITY, agency="elmshire"))
        assert answer.json()["data"]["recordLearning"] == {"item": {"state": "UNROUTED"}}
    titles = [f"{source.id} by form" for source in OWN_SOURCES]
    content = filled(reader, *titles, kind="any", sources=[source.label for source in OWN_SOURCES])
    answer = reader.post("/learning/forms/elm", data=form, files={"file": ("form.xlsx", content)})
    assert answer.status_code == 200
    own = filled(reader, "Once more", kind="supervision")
    assert (
        reader.post("/learning/forms/elm", data=form, files={"file": ("form.xlsx", own)}).status_code == 200
    )
    ways = {f"other:{name} by {way}" for name in FROM_ANYWHERE for way in ("page", "form", "graphql")}
    assert sorted(title for title, _voice, _shared in items(elm)) == sorted([*ways, "Once more"])
    page = reader.get("/learning", headers=HTML).text
    assert page.count("(not routed by the framework)") == len(ways) + 1


def test_board_chooses_a_route_on_the_page_of_what_has_none(
    elm: Partners, sign_in: Callable[..., TestClient], fields: Fields
) -> None:
    item, reader = elm.record("other:supervision"), sign_in(Role.BOARD)
    form = fields(reader.get(f"/learning/{item}", headers=HTML).text)
    for like, why in (("pmf", " "), ("other:review", "As audits go"), ("", "As audits go")):
        sent = reader.post(f"/learning/{item}/route", data=form | {"like": like, "why": why}, headers=HTML)
        assert (sent.status_code, elm.state(item)) == (400, "unrouted")
    given = form | {"like": "multi_agency_audits", "why": "As audits go"}
    assert reader.post(f"/learning/{item}/route", data=given, headers=HTML).status_code == 303
    assert elm.state(item) == "learning"
    page = reader.get(f"/learning/{item}", headers=HTML).text
    assert ("As audits go" in page, "Choose this route" in page) == (True, False)


def test_wrong_cells_are_shown_and_nothing_is_recorded(
    elm: Partners, reader: TestClient, fields: Fields
) -> None:
    form = fields(reader.get("/learning/forms/elm", headers=HTML).text)
    for content, said in ((filled(reader, None), "Learning, B2:"), (b"PK cut off", "damaged or cut off")):
        files = {"file": ("form.xlsx", content)}
        answer = reader.post("/learning/forms/elm", data=form, files=files, headers=HTML)
        assert (answer.status_code, said in answer.text) == (422, True)
    without = reader.post("/learning/forms/elm", data=form, headers=HTML)
    assert (without.status_code, items(elm)) == (400, [])


def test_evidence_is_attached_on_the_page_handed_out_closed_and_its_reading_logged(
    elm: Partners, site: Site, reader: TestClient, fields: Fields, action: str
) -> None:
    with elm.store.read(QUALITY) as connection:
        item = connection.scalars(select(learning_item.c.id)).one()
    form = fields(reader.get(f"/learning/{item}", headers=HTML).text)
    sent = {"file": ("Zoë's register.pdf", pdf(), "text/html")}
    answer = reader.post(f"/actions/{action}/evidence", data=form, files=sent, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/learning/{item}")
    page = reader.get(f"/learning/{item}", headers=HTML).text
    [kept] = re.findall(r'href="/evidence/([\w-]+)"', page)
    got = reader.get(f"/evidence/{kept}")
    assert (got.content, got.headers["content-type"]) == (pdf(), "application/pdf")
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''Zo%C3%AB%27s%20register.pdf"
    assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
    site.log.flush()
    with elm.store.read(QUALITY) as connection:
        read = connection.execute(select(read_log.c.action, read_log.c.cases)).all()
    assert [(what, kept in cases) for what, cases in read if what == "evidence"] == [("evidence", True)]


def test_program_attaches_by_its_token_and_gets_the_id(
    elm: Partners, client: TestClient, site: Site, action: str
) -> None:
    address, mine = f"/actions/{action}/evidence", site.bearer(Role.QUALITY, agency="elmshire")
    sent = {"file": ("seen.txt", b"Seen")}
    assert client.post(address, files=sent, headers=mine).status_code == 201
    for files, headers, status in (
        ({"file": ("seen.txt", b"MZ\x90")}, mine, 400),
        ({"file": ("big.txt", b"a" * (AT_MOST + 200_000))}, mine, 413),
        (sent, site.bearer(Role.WORKER, agency="elmshire"), 403),
        (sent, site.bearer(Role.QUALITY, agency="oakhealth"), 403),
        (sent, site.bearer(Role.QUALITY, agency="farshire"), 404),
        (sent, {}, 401),
    ):
        assert client.post(address, files=files, headers=headers).status_code == status
    move_action(elm.desk, QUALITY, action, ActionState.ACCEPTED)
    move_action(elm.desk, QUALITY, action, ActionState.DONE)
    assert client.post(address, files=sent, headers=mine).status_code == 400
    with elm.store.read(QUALITY) as connection:
        assert connection.scalars(select(evidence_file.c.name)).all() == ["seen.txt"]


def test_file_comes_with_a_graphql_operation_by_the_multipart_request(
    elm: Partners, client: TestClient, site: Site, action: str
) -> None:
    operation = (
        'mutation ($action: ID!, $file: Upload!) { attachEvidence(action: $action, file: $file, idempotencyKey: "k") '
        "{ ... on ActionSaved { action { evidence { name media path } } } ... on Problem { code } } }"
    )

    def sent(content: bytes, headers: dict[str, str], place: str = "variables.file") -> Any:
        variables = {"action": to_base64("Action", action), "file": None}
        form = {
            "operations": json.dumps({"query": operation, "variables": variables}),
            "map": json.dumps({"0": [place]}),
        }
        files = {"0": ("seen.pdf", content)}
        return client.post("/graphql", data=form, files=files, headers=headers)

    mine = site.bearer(Role.QUALITY, agency="elmshire")
    # The same again with the same key attaches nothing more; another file with it is refused.
    first, second = (sent(pdf(), mine).json()["data"]["attachEvidence"] for _again in range(2))
    [kept] = first["action"]["evidence"]
    assert (kept["name"], kept["media"], second) == ("seen.pdf", "application/pdf", first)
    assert client.get(kept["path"], headers=mine).content == pdf()
    assert sent(b"Seen", mine).json()["data"]["attachEvidence"] == {"code": "idempotency_key_reused"}
    others = site.bearer(Role.QUALITY, agency="farshire")
    assert sent(pdf(), others).json()["data"]["attachEvidence"] == {"code": "not_found"}
    # Neither a place outside the variables, nor a text in the file's place, nor a file without a token.
    for place in ("query", "variables", "variables.nothing.there", "variables.file.name"):
        assert sent(pdf(), mine, place).status_code == 400
    asked = {"query": operation, "variables": {"action": to_base64("Action", action), "file": "seen.pdf"}}
    answer = client.post("/graphql", json=asked | {"query": operation.replace('"k"', '"l"')}, headers=mine)
    assert answer.json()["data"]["attachEvidence"] == {"code": "no_upload"}
    assert (sent(b"a" * (AT_MOST + 200_000), mine).status_code, sent(pdf(), {}).status_code) == (413, 401)


def test_signed_in_reader_sends_a_file_to_graphql_only_where_no_other_page_could(
    reader: TestClient, action: str
) -> None:
    form = {"operations": json.dumps({"query": "{ viewer { agency } }"}), "map": "{}"}
    files = {"0": ("seen.txt", b"Seen")}
    assert reader.post("/graphql", data=form, files=files).status_code == 400
    form["operations"] = json.dumps({"query": "{ viewer { agency } }", "variables": {"file": None}})
    form["map"] = json.dumps({"0": ["variables.file"]})
    refused = reader.post("/graphql", data=form, files=files)
    assert "graphql-require-preflight" in refused.json()["errors"][0]["message"]
    taken = reader.post("/graphql", data=form, files=files, headers={"GraphQL-Require-Preflight": "1"})
    assert taken.json()["data"] == {"viewer": {"agency": "elmshire"}}


def test_signed_in_reader_attaches_nothing_without_the_pages_token(
    elm: Partners, reader: TestClient, action: str
) -> None:
    sent = {"file": ("seen.txt", b"Seen")}
    assert reader.post(f"/actions/{action}/evidence", files=sent, headers=HTML).status_code == 400
    assert reader.post("/learning/forms/elm", files=sent, headers=HTML).status_code == 400
