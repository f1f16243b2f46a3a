"""The fake Primero answers as the real one was recorded to answer: all exchanges, played again in their order."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from lif_adapter_primero.testing import PASSWORD, SERVICE, FakePrimero, SimulatedClock
from lif_adapter_primero.testing.people import Role
from tests.assets.primero_replay import FOLDER, Replay, between, exchanges, notes

RECORDED = 454
LEFT_OUT = notes("left_out")["left_out"]
FIRST_RECORDING = 1_795_309_200_000


@pytest.fixture(scope="module")
def differences() -> dict[str, list[str]]:
    """What differs in each exchange, left-out ones among them."""
    clock = SimulatedClock(FIRST_RECORDING)
    found = {}
    with FakePrimero(clock, write_ms=(0, 0), behind_proxy=False) as fake, httpx.Client() as client:
        replay = Replay(fake, clock, client)
        for recorded in exchanges():
            between(replay, recorded.name)
            found[recorded.name] = replay.play(recorded)
    return found


def test_every_recorded_exchange_is_played(differences: dict[str, list[str]]) -> None:
    assert len(differences) == RECORDED


def test_425_of_454_answers_are_compared_and_each_left_out_has_its_reason() -> None:
    names = {recorded.name for recorded in exchanges()}
    assert LEFT_OUT.keys() <= names
    assert all(LEFT_OUT.values())
    assert len(names) - len(LEFT_OUT) == 425


def test_every_compared_answer_is_the_recorded_one(differences: dict[str, list[str]]) -> None:
    assert {name: found for name, found in differences.items() if found and name not in LEFT_OUT} == {}


def test_nothing_is_left_out_that_would_be_the_same(differences: dict[str, list[str]]) -> None:
    assert [name for name in LEFT_OUT if not differences[name]] == []


def _summaries() -> dict[str, Any]:
    lines = (FOLDER / "12-open-points.jsonl").read_text("utf-8").splitlines()
    told = [json.loads(line).get("summary") for line in lines]
    return {summary["note"].partition(":")[0]: summary for summary in told if summary}


MATRIX = _summaries()["permission matrix"]["matrix"]


def _role(permissions: str) -> Role:
    """A role as the matrix names it, e.g. "case: read, flag (…); dashboard: dash_flags"."""
    held: dict[str, list[str]] = {}
    for part in permissions.split(";"):
        resource, colon, actions = part.partition(":")
        if colon:
            held[resource.strip()] = [action.split()[0] for action in actions.split(",")]
    return Role("role-matrix", "group", held, {"notes": "r", "basic_identity": "r"})


@pytest.fixture(scope="module")
def server() -> Iterator[FakePrimero]:
    with FakePrimero(SimulatedClock(), write_ms=(0, 0)) as fake:
        fake.add_service()
        yield fake


@pytest.mark.parametrize("tried", MATRIX, ids=lambda tried: tried["permissions"])
def test_each_permission_opens_what_it_was_recorded_to_open(
    server: FakePrimero, tried: dict[str, Any]
) -> None:
    account = server.world.people.users[SERVICE]
    account.role = _role(tried["permissions"])
    case_id = server.add_case({"name": "Matrix"})
    server.save(case_id, {"age": 5})
    own = f"/api/v2/users/{account.id}"
    flag = _flag(server, case_id)
    note = {"notes_section": [{"note_subject": "n", "note_text": "t"}]}
    calls: dict[str, tuple[str, str, Any]] = {
        "GET /cases": ("GET", "cases", None),
        "GET /cases/:id": ("GET", f"cases/{case_id}", None),
        "GET /cases/:id/record_history": ("GET", f"cases/{case_id}/record_history", None),
        "GET /cases/:id/flags": ("GET", f"cases/{case_id}/flags", None),
        "POST /cases/:id/flags": ("POST", f"cases/{case_id}/flags", {"data": {"message": "m"}}),
        "PATCH flag, text": ("PATCH", f"cases/{case_id}/flags/{flag}", {"data": {"message": "other"}}),
        "PATCH flag, unflag_message": (
            "PATCH",
            f"cases/{case_id}/flags/{flag}",
            {"data": {"unflag_message": "a"}},
        ),
        "GET /flags": ("GET", "flags", None),
        "PATCH add_note": ("PATCH", f"cases/{case_id}", {"data": note, "record_action": "add_note"}),
        "PATCH note without record_action": ("PATCH", f"cases/{case_id}", {"data": note}),
        "GET /alerts": ("GET", "alerts", None),
        "GET /cases/:id/alerts": ("GET", f"cases/{case_id}/alerts", None),
        "DELETE unknown alert": ("DELETE", f"cases/{case_id}/alerts/none", None),
        "GET /forms": ("GET", "forms", None),
        "GET /contact_information": ("GET", "contact_information", None),
        "GET /users/:own_id": ("GET", own.removeprefix("/api/v2/"), None),
    }
    answers = {
        name: httpx.request(
            method, f"{server.url}/api/v2/{path}", json=body, auth=(SERVICE, PASSWORD)
        ).status_code
        for name, (method, path, body) in calls.items()
    }
    assert answers == {name: tried["status"][name] for name in calls}


def _flag(server: FakePrimero, case_id: str) -> int:
    url = f"{server.url}/api/v2/cases/{case_id}/flags"
    answer = httpx.post(url, json={"data": {"message": "owner's"}}, auth=("primero_cp", PASSWORD))
    return int(answer.json()["data"]["id"])
