"""What a caller is told when Primero says no, fails or says nothing, and what is never tried twice."""

import json
import logging
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from lif_adapter_primero.client import Primero, api_address
from lif_adapter_primero.errors import (
    AlreadyThere,
    Busy,
    CredentialsRefused,
    Gone,
    NotTaken,
    NotVisible,
    OddAnswer,
    ServerFault,
    Unreachable,
)
from lif_adapter_primero.sign_in import ByPassword, BySession, ByToken, Secret
from lif_adapter_primero.testing import PASSWORD, SERVICE, Break, FakePrimero, Fault, SimulatedClock
from lif_plugin.errors import BadSetting, LifError

NAME = "Ada Invented"
WORDS = "wants to live with her aunt"


@pytest.fixture
def case_id(fake: FakePrimero) -> str:
    return fake.add_case({"name": NAME, "age": 9})


def _asked(fake: FakePrimero) -> int:
    return len(fake.requests)


@pytest.mark.parametrize(
    ("status", "error", "tries"),
    [
        (401, CredentialsRefused, 1),
        (403, NotVisible, 1),
        (404, Gone, 1),
        (409, AlreadyThere, 1),
        (422, NotTaken, 1),
        (302, OddAnswer, 1),
        (429, Busy, 4),
        (503, Busy, 4),
        (502, Unreachable, 4),
        (500, ServerFault, 2),
    ],
)
def test_each_refusal_of_a_read_is_an_error_of_its_own_and_tried_so_often(
    fake: FakePrimero, client: Primero, case_id: str, status: int, error: type[LifError], tries: int
) -> None:
    fake.faults.add(Fault(status, times=99))
    with pytest.raises(error) as raised:
        client.case(case_id)
    assert (raised.value.facts["status"], _asked(fake)) == (status, tries)


@pytest.mark.parametrize("status", [401, 403, 404, 409, 422, 429, 500, 503])
def test_a_write_is_never_tried_twice(fake: FakePrimero, client: Primero, case_id: str, status: int) -> None:
    fake.faults.add(Fault(status, times=99))
    with pytest.raises(LifError):
        client.add_flag(case_id, "a question", "2026-11-22")
    assert _asked(fake) == 1


@pytest.mark.parametrize("how", [Break.BEFORE, Break.AFTER, Break.MIDWAY])
def test_a_read_survives_a_broken_connection(
    fake: FakePrimero, client: Primero, case_id: str, how: Break
) -> None:
    fake.faults.add(Fault(how))
    assert client.case(case_id, "age")["age"] == 9


@pytest.mark.parametrize(("how", "made"), [(Break.BEFORE, 0), (Break.AFTER, 1), (Break.MIDWAY, 1)])
def test_a_broken_write_leaves_open_whether_it_was_done(
    fake: FakePrimero, client: Primero, case_id: str, how: Break, made: int
) -> None:
    fake.faults.add(Fault(how, method="POST"))
    with pytest.raises(Unreachable) as raised:
        client.add_flag(case_id, "a question", "2026-11-22")
    assert raised.value.facts["maybe_done"]
    assert len(fake.flags(case_id)) == made


def test_a_server_that_is_silent_is_given_up(fake: FakePrimero, clock: SimulatedClock, case_id: str) -> None:
    fake.faults.add(Fault(Break.SILENT, method="POST"))
    brief = httpx.Timeout(0.2)
    sign_in = ByPassword(SERVICE, Secret(PASSWORD))
    with (
        Primero(fake.url, sign_in, clock=clock, timeout=brief) as client,
        pytest.raises(Unreachable, match="ReadTimeout"),
    ):
        client.add_flag(case_id, "a question", "2026-11-22")


def test_nobody_listening_is_known_to_have_done_nothing(clock: SimulatedClock) -> None:
    with FakePrimero(clock) as gone:
        address = gone.url
    sign_in = ByPassword(SERVICE, Secret(PASSWORD))
    with Primero(address, sign_in, clock=clock) as client, pytest.raises(Unreachable) as raised:
        client.add_flag("any", "a question", "2026-11-22")
    assert raised.value.facts["maybe_done"] is False


def test_what_the_server_asks_to_wait_is_waited(
    fake: FakePrimero, client: Primero, clock: SimulatedClock, case_id: str
) -> None:
    fake.faults.add(Fault(503, headers=(("Retry-After", "40"),)))
    before = clock.now()
    client.case(case_id)
    assert 40_000 <= clock.now() - before < 41_000


def test_requests_are_kept_half_a_second_apart(
    fake: FakePrimero, client: Primero, clock: SimulatedClock
) -> None:
    before = clock.now()
    for _ in range(5):
        client.version()
    assert clock.now() - before == 2_000


def test_a_wrong_password_is_sent_once_and_never_locks_the_account(
    fake: FakePrimero, clock: SimulatedClock, case_id: str
) -> None:
    with Primero(fake.url, ByPassword(SERVICE, Secret("wrong")), clock=clock) as client:
        calls: list[Callable[[], Any]] = [
            lambda: client.case(case_id),
            lambda: client.flags(case_id),
            lambda: client.add_flag(case_id, "m", "2026-11-22"),
        ] * 4
        for call in calls:
            with pytest.raises(CredentialsRefused):
                call()
    assert (_asked(fake), fake.locked(SERVICE)) == (1, False)


def test_the_fake_locks_an_account_after_six_wrong_passwords(fake: FakePrimero) -> None:
    for _ in range(6):
        httpx.get(f"{fake.url}/api/v2/cases", auth=(SERVICE, "wrong"))
    assert fake.locked(SERVICE)
    assert httpx.get(f"{fake.url}/api/v2/cases", auth=(SERVICE, PASSWORD)).status_code == 401


@pytest.fixture
def in_session(fake: FakePrimero, clock: SimulatedClock) -> Iterator[Primero]:
    sign_in = BySession(f"{fake.url}/api/v2/", SERVICE, Secret(PASSWORD), clock)
    with Primero(fake.url, sign_in, clock=clock) as client:
        yield client


def test_a_session_is_signed_in_once_and_writes(fake: FakePrimero, in_session: Primero, case_id: str) -> None:
    assert in_session.case(case_id, "age")["age"] == 9
    assert in_session.add_flag(case_id, "a question", "2026-11-22").message == "a question"
    assert fake.requests.count(("POST", "/api/v2/tokens")) == 1


def test_a_session_is_renewed_before_it_ends(
    fake: FakePrimero, in_session: Primero, clock: SimulatedClock, case_id: str
) -> None:
    for _ in range(4):
        in_session.case(case_id)
        clock.sleep(40 * 60_000)
    assert fake.requests.count(("POST", "/api/v2/tokens")) == 2


def test_a_refused_sign_in_is_not_tried_again(fake: FakePrimero, clock: SimulatedClock, case_id: str) -> None:
    sign_in = BySession(f"{fake.url}/api/v2/", SERVICE, Secret("wrong"), clock)
    with Primero(fake.url, sign_in, clock=clock) as client:
        for _ in range(8):
            with pytest.raises(CredentialsRefused):
                client.case(case_id)
    assert fake.requests.count(("POST", "/api/v2/tokens")) == 1


def test_a_bearer_token_is_refused_by_a_server_with_passwords(
    fake: FakePrimero, clock: SimulatedClock
) -> None:
    sign_in = ByToken(Secret("not.a.token"))
    with Primero(fake.url, sign_in, clock=clock) as client, pytest.raises(CredentialsRefused):
        client.version()


def test_a_flag_comes_without_the_name_the_server_sends_along(
    fake: FakePrimero, client: Primero, case_id: str
) -> None:
    flag = client.add_flag(case_id, "a question", "2026-11-22")
    assert NAME not in repr(flag)
    assert client.flags(case_id) == [flag]


def test_neither_secrets_nor_record_are_in_logs_or_errors(
    fake: FakePrimero, in_session: Primero, case_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = []
    for fault in (Fault(422), Fault(500, times=2), Fault(Break.AFTER)):
        in_session.case(case_id)
        fake.faults.add(fault)
        with pytest.raises(LifError) as raised:
            in_session.resolve_flag(case_id, in_session.add_flag(case_id, "m", "2026-11-22").id, WORDS)
        said.append(f"{raised.value} {raised.value.facts}")
        fake.faults.planned.clear()
    written = caplog.text + "".join(said)
    sessions = list(fake.sign_in.sessions)
    assert [secret for secret in (PASSWORD, NAME, WORDS, case_id, *sessions) if secret in written] == []
    assert "cases/:id/flags" in written


def test_a_refusal_names_the_field_and_not_the_value(
    fake: FakePrimero, client: Primero, case_id: str
) -> None:
    with pytest.raises(NotTaken) as raised:
        client.add_notes(case_id, [{"unique_id": "prompt-1", "note_text": WORDS}])
    assert raised.value.facts["fields"] == ("/notes_section/0/unique_id",)
    assert WORDS not in str(raised.value)


def test_a_page_before_the_server_is_no_answer(clock: SimulatedClock) -> None:
    page = httpx.MockTransport(lambda _: httpx.Response(200, text="<html>Sign in</html>"))
    sign_in = ByToken(Secret("t"))
    with (
        Primero("https://primero.example.org", sign_in, clock=clock, transport=page) as client,
        pytest.raises(OddAnswer, match="JSON"),
    ):
        client.version()


@pytest.mark.parametrize("body", [{}, [], {"data": 3}, {"data": [{"id": 1}]}, {"data": None, "metadata": {}}])
def test_json_of_another_shape_is_no_answer(clock: SimulatedClock, body: Any) -> None:
    odd = httpx.MockTransport(lambda _: httpx.Response(200, content=json.dumps(body)))
    with Primero("https://primero.example.org", ByToken(Secret("t")), clock=clock, transport=odd) as client:
        for call in (lambda: client.cases({}), lambda: client.flags("x"), lambda: client.case("x")):
            with pytest.raises(OddAnswer):
                call()


@pytest.mark.parametrize(
    "address",
    ["http://primero.example.org", "primero.example.org", "https://a:b@primero.example.org", "ftp://x"],
)
def test_an_address_without_encryption_or_with_a_password_is_refused(address: str) -> None:
    with pytest.raises(BadSetting):
        api_address(address)


def test_an_address_with_a_path_means_its_server() -> None:
    assert api_address("https://primero.example.org/v2/login") == "https://primero.example.org/api/v2/"


def test_a_secret_is_not_written_down() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(PASSWORD))
