"""What holds for every page: who is let in, the headers, errors in plain words, nothing said in logs."""

import logging
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from lif_plugin.domain.viewer import Role
from tests.assets.builders import Record
from tests.assets.serving import Site

SignIn = Callable[..., TestClient]
Fields = Callable[[str], dict[str, str]]
HTML = {"Accept": "text/html"}


@pytest.fixture
def database() -> str:
    """What is tested here is the same on every database."""
    return "sqlite"


@pytest.mark.parametrize("path", ["/", "/panel/E-1001"])
def test_reader_without_a_token_is_sent_to_sign_in(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_program_without_a_token_is_told_so(client: TestClient) -> None:
    answer = client.get("/panel/E-1001", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_refused")


def test_token_in_the_header_opens_a_panel(client: TestClient, site: Site, record: Record) -> None:
    record.case()
    assert client.get("/panel/E-1001", headers=site.bearer()).status_code == 200


def test_after_signing_in_the_reader_is_where_they_wanted_to_be(
    client: TestClient, site: Site, fields: Fields
) -> None:
    client.get("/panel/E-1001", headers=HTML)
    form = fields(client.get("/sign-in", headers=HTML).text) | {"token": site.token()}
    assert client.post("/sign-in", data=form).headers["location"] == "/panel/E-1001"


def test_link_from_another_system_reloads_once_so_that_the_cookie_comes_along(client: TestClient) -> None:
    answer = client.get("/panel/E-1001", headers=HTML | {"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, 'http-equiv="refresh"' in answer.text) == (200, True)


def test_session_cookie_is_kept_from_scripts_and_other_sites(
    client: TestClient, site: Site, fields: Fields
) -> None:
    form = fields(client.get("/sign-in").text) | {"token": site.token()}
    cookie = client.post("/sign-in", data=form).headers["set-cookie"].lower()
    assert all(part in cookie for part in ("lif_session=", "httponly", "samesite=strict", "path=/"))


def test_session_cookie_is_secure_over_https(site: Site, fields: Fields) -> None:
    with TestClient(site.app, base_url="https://lif.example", follow_redirects=False) as client:
        form = fields(client.get("/sign-in").text) | {"token": site.token()}
        assert "; secure" in client.post("/sign-in", data=form).headers["set-cookie"].lower()


@pytest.mark.parametrize(
    ("token", "said"), [("", "Paste your token"), ("abc", "The token was not accepted.")]
)
def test_token_that_is_not_accepted_is_said_beside_its_field(
    client: TestClient, fields: Fields, token: str, said: str
) -> None:
    form = fields(client.get("/sign-in").text) | {"token": token}
    answer = client.post("/sign-in", data=form)
    assert (answer.status_code, f'<a href="#token">{said}</a>' in answer.text) == (422, True)
    assert "lif_session" not in client.cookies


def test_signing_out_forgets_the_token(sign_in: SignIn, fields: Fields) -> None:
    client = sign_in()
    client.post("/sign-out", data=fields(client.get("/").text))
    assert client.get("/", headers=HTML).headers["location"] == "/sign-in"


def test_signing_out_cannot_be_forged(sign_in: SignIn) -> None:
    client = sign_in()
    assert client.post("/sign-out", data={}, headers=HTML).status_code == 400
    assert client.get("/").status_code == 200


def test_start_page_says_who_you_are_and_leads_to_cases_that_wait(sign_in: SignIn, record: Record) -> None:
    waiting = record.case("E-1001")
    record.prompt(waiting)
    record.case("E-2002")
    page = sign_in().get("/").text
    assert "You are here as the reviewing officer." in page
    assert f'<a href="/panel/{waiting.public_id}">E-1001</a>' in page
    assert "E-2002" not in page


def test_case_is_opened_by_a_form_so_that_no_query_holds_its_reference(
    sign_in: SignIn, fields: Fields
) -> None:
    client = sign_in()
    answer = client.post("/case", data=fields(client.get("/").text) | {"case": " 17/A "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/panel/17%2FA")


def test_empty_case_reference_is_asked_for(sign_in: SignIn, fields: Fields) -> None:
    client = sign_in()
    answer = client.post("/case", data=fields(client.get("/").text) | {"case": ""})
    assert (answer.status_code, '<a href="#case">Enter a case reference</a>' in answer.text) == (422, True)


def test_start_page_for_a_role_without_casework_shows_no_case(sign_in: SignIn, record: Record) -> None:
    record.prompt(record.case("E-1001"))
    page = sign_in(Role.BOARD).get("/").text
    assert ("Your role shows figures and settings" in page, "E-1001" in page) == (True, False)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/health", "/nowhere", "/graphql", "/static/pages.css"])
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path, headers=HTML).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


def test_panel_is_not_kept_by_the_browser(sign_in: SignIn, record: Record) -> None:
    record.case()
    assert sign_in().get("/panel/E-1001").headers["cache-control"] == "no-store"


def test_health_answers_without_a_token(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}


def test_ready_says_what_is_missing(client: TestClient, site: Site) -> None:
    before = client.get("/ready")
    site.problems.append("The tables are not those of this version.")
    after = client.get("/ready")
    assert (before.status_code, after.status_code) == (200, 503)
    assert after.json()["problems"] == ["The tables are not those of this version."]


def test_address_that_does_not_exist_is_said_in_plain_words(client: TestClient) -> None:
    answer = client.get("/nowhere", headers=HTML)
    assert (answer.status_code, "There is no such page" in answer.text) == (404, True)


def test_method_that_does_not_fit_names_those_that_do(client: TestClient) -> None:
    answer = client.delete("/graphql")
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD", "POST"})


def test_log_holds_the_route_and_never_the_reference(
    sign_in: SignIn, record: Record, caplog: pytest.LogCaptureFixture
) -> None:
    record.case("SECRET-REF")
    client = sign_in()
    with caplog.at_level(logging.INFO):
        client.get("/panel/SECRET-REF")
    assert "GET /panel/{case:path} 200" in caplog.text
    # The test client's own log is not the server's.
    assert "SECRET-REF" not in "".join(
        line.getMessage() for line in caplog.records if "httpx" not in line.name
    )


def test_fault_is_answered_in_plain_words_and_logged_without_values(
    sign_in: SignIn, record: Record, caplog: pytest.LogCaptureFixture
) -> None:
    made = record.case("SECRET-REF")
    record.prompt(made, evidence='{"SECRET": broken')
    client = sign_in()
    answer = client.get(f"/panel/{made.public_id}")
    assert (answer.status_code, answer.text) == (500, "Something went wrong on our side. Try again.")
    said = [line.getMessage() for line in caplog.records if line.levelname == "ERROR"]
    assert ["SECRET" in line for line in said] == [False]
    assert "JSONDecodeError" in said[0]
