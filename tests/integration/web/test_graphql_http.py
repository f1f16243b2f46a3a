"""GraphQL over HTTP: media types, status codes, methods, and who is let in."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.builders import Record
from tests.assets.serving import Site, site_over

NEW = "application/graphql-response+json"
OLD = "application/json"
Post = Callable[..., Any]


@pytest.fixture
def database() -> str:
    """What is tested here is the same on every database."""
    return "sqlite"


@pytest.fixture
def post(client: TestClient, site: Site) -> Post:
    def send(body: Any, accept: str = NEW, **headers: str) -> Any:
        return client.post("/graphql", json=body, headers=site.bearer() | {"Accept": accept} | headers)

    return send


@pytest.mark.parametrize("accept", [NEW, OLD])
def test_answer_has_the_media_type_asked_for(post: Post, accept: str) -> None:
    answer = post({"query": "{ viewer { agency } }"}, accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, f"{accept}; charset=utf-8")
    assert answer.json()["data"] == {"viewer": {"agency": "elmshire"}}


@pytest.mark.parametrize(("accept", "status"), [(NEW, 400), (OLD, 200)])
@pytest.mark.parametrize(
    "query", ["{", "{ nothing }", "query($a: Int!) { viewer { agency } }", "fragment F on Case { ref }"]
)
def test_request_that_cannot_begin_has_no_data(post: Post, query: str, accept: str, status: int) -> None:
    answer = post({"query": query}, accept)
    assert (answer.status_code, "data" in answer.json()) == (status, False)
    assert set(answer.json()["errors"][0]["extensions"]) == {"code", "hint"}


def test_partial_data_is_sent_with_200_and_its_errors(post: Post) -> None:
    answer = post({"query": "{ viewer { agency } rules { id } }"})
    assert (answer.status_code, answer.json()["data"]["rules"]) == (200, None)
    assert answer.json()["errors"][0]["extensions"]["code"] == "not_allowed"


@pytest.mark.parametrize(
    "body",
    [[], "text", 1, {}, {"query": 1}, {"query": ""}, {"query": "{ a }", "variables": []},
     {"query": "{ a }", "operationName": 1}, {"query": "{ a }", "extensions": "x"}],
    ids=str,
)  # fmt: skip
def test_body_that_is_no_request_is_refused(post: Post, body: Any) -> None:
    assert post(body).status_code == 400


def test_body_of_another_type_is_refused(client: TestClient, site: Site) -> None:
    answer = client.post(
        "/graphql", content="{ viewer { agency } }", headers=site.bearer() | {"Content-Type": "text/plain"}
    )
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (415, "bad_request")


def test_answer_nobody_can_read_is_refused(post: Post) -> None:
    assert post({"query": "{ viewer { agency } }"}, "image/png").status_code == 406


def test_query_can_be_sent_by_get(client: TestClient, site: Site) -> None:
    asked = {"query": "query($id: ID!) { node(id: $id) { id } }", "variables": '{"id": "Q2FzZTox"}'}
    answer = client.get("/graphql", params=asked, headers=site.bearer())
    assert answer.json()["data"] == {"node": None}


def test_mutation_by_get_is_refused_and_changes_nothing(
    client: TestClient, site: Site, record: Record
) -> None:
    query = 'mutation { answerPrompt(input: {prompt: "UHJvbXB0OjE=", kind: DONE}) { __typename } }'
    answer = client.get("/graphql", params={"query": query}, headers=site.bearer())
    assert (answer.status_code, answer.headers["allow"], "data" in answer.json()) == (405, "POST", False)


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer abc"}, {"Authorization": "Basic abc"}])
def test_nobody_is_let_in_without_a_token(client: TestClient, header: dict[str, str]) -> None:
    answer = client.post("/graphql", json={"query": "{ __typename }"}, headers=header)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["errors"][0]["extensions"]["code"] == "token_refused"


def test_body_that_is_too_large_is_refused(post: Post) -> None:
    assert post({"query": "{ viewer { agency } }", "variables": {"a": "x" * 1_100_000}}).status_code == 413


def test_drafts_status_codes_can_be_chosen(store: Store, tmp_path: Any, record: Record) -> None:
    with site_over(store, tmp_path / "keys", draft_codes=True) as site, TestClient(site.app) as client:
        headers = site.bearer(Role.IRO) | {"Accept": NEW}
        sent = [client.post("/graphql", json={"query": query}, headers=headers).status_code
                for query in ("{ viewer { agency } }", "{ nothing }", "{ viewer { agency } rules { id } }")]  # fmt: skip
    assert sent == [200, 422, 294]


def test_browser_gets_the_empty_query_page_without_a_token(client: TestClient) -> None:
    answer = client.get("/graphql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, '<main id="graphiql">' in answer.text) == (200, True)
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'self'" in answer.headers["content-security-policy"]
