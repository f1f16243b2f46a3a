"""The fake's own traps beyond what single recorded exchanges show: lost saves, webhooks, broken connections."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from lif_adapter_primero.clock import SystemClock
from lif_adapter_primero.testing import PASSWORD, SERVICE, FakePrimero, SimulatedClock
from lif_adapter_primero.times import parse_time

OWNER = ("primero_cp", PASSWORD)
RECORDED = Path(__file__).parents[3] / "assets" / "primero_recorded" / "08-webhook-deliveries.jsonl"


class Meeting(SystemClock):
    """A clock by which a save takes as long as it takes for another one to have read the record, too."""

    def __init__(self) -> None:
        self._both = threading.Barrier(2, timeout=30)

    def sleep(self, milliseconds: float) -> None:
        self._both.wait()


def test_two_saves_at_once_lose_one_and_both_are_told_that_it_went_well() -> None:
    with FakePrimero(Meeting()) as fake:
        case_id = fake.add_case({"age": 1})
        statuses = []

        def save(data: dict[str, Any]) -> None:
            url = f"{fake.url}/api/v2/cases/{case_id}"
            statuses.append(httpx.patch(url, json={"data": data}, auth=OWNER).status_code)

        fields = ("cpims_id", "name_first")
        threads = [threading.Thread(target=save, args=({field: "new"},)) for field in fields]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stored = fake.case(case_id)
    assert statuses == [200, 200]
    assert [stored.get("cpims_id"), stored.get("name_first")].count("new") == 1


@pytest.mark.parametrize(("gap", "kept"), [(0, False), (50, False), (400, True)])
def test_saves_of_different_fields_survive_each_other_only_when_apart(
    fake: FakePrimero, clock: SimulatedClock, gap: int, kept: bool
) -> None:
    case_id = fake.add_case({"age": 1})
    fake.save_at(clock.now() + 100, case_id, {"cpims_id": "new"})
    fake.save_at(clock.now() + 100 + gap, case_id, {"name_first": "new"})
    clock.sleep(5_000)
    stored = fake.case(case_id)
    assert (stored.get("cpims_id"), stored.get("name_first")).count("new") == (2 if kept else 1)


def test_a_lost_save_stands_in_the_change_log(fake: FakePrimero, clock: SimulatedClock) -> None:
    case_id = fake.add_case({"age": 1})
    for field in ("cpims_id", "name_first"):
        fake.save_at(clock.now() + 100, case_id, {field: "new"})
    clock.sleep(5_000)
    url = f"{fake.url}/api/v2/cases/{case_id}/record_history"
    log = httpx.get(url, auth=(SERVICE, PASSWORD)).json()["data"]
    logged = {name for entry in log for change in entry["record_changes"] for name in change}
    assert {"cpims_id", "name_first"} <= logged


class Receiver:
    """Takes webhooks and answers as told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], Any]] = []
        self.answer = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(receiver.answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def _delivered(fake: FakePrimero, clock: SimulatedClock) -> int:
    clock.sleep(4_500)
    return fake.webhooks.send_due()


def test_a_webhook_has_the_recorded_keys_and_no_event_id_or_signature(
    fake: FakePrimero, clock: SimulatedClock, receiver: Receiver
) -> None:
    recorded = [json.loads(line) for line in RECORDED.read_text("utf-8").splitlines()]
    first = next(line for line in recorded if "delivery" in line)
    fake.webhooks.add(receiver.url)
    fake.webhooks.key = "an invented key"
    case_id = fake.add_case({"name_first": "Hook", "name_last": "Child", "sex": "female", "age": 7})
    fake.save(case_id, {"age": 8})
    assert _delivered(fake, clock) == 1
    headers, body = receiver.got[0]
    assert body["data"].keys() == first["delivery"]["data"].keys()
    assert (body["data"]["record_id"], headers["x-api-key"]) == (case_id, "an invented key")
    assert [name for name in headers if "signature" in name or "event" in name or "delivery" in name] == []


def test_a_webhook_carries_the_state_when_sent(
    fake: FakePrimero, clock: SimulatedClock, receiver: Receiver
) -> None:
    fake.webhooks.add(receiver.url)
    case_id = fake.add_case({"age": 1})
    for age in (9, 10, 11):
        fake.save(case_id, {"age": age})
    assert _delivered(fake, clock) == 3
    assert [body["data"]["age"] for _, body in receiver.got] == [11, 11, 11]


def test_our_own_flag_comes_back_as_a_webhook(
    fake: FakePrimero, clock: SimulatedClock, receiver: Receiver
) -> None:
    fake.webhooks.add(receiver.url)
    case_id = fake.add_case({"age": 1})
    url = f"{fake.url}/api/v2/cases/{case_id}/flags"
    httpx.post(url, json={"data": {"message": "m"}}, auth=(SERVICE, PASSWORD))
    assert _delivered(fake, clock) == 1


def test_a_webhook_that_failed_is_never_sent_again(
    fake: FakePrimero, clock: SimulatedClock, receiver: Receiver
) -> None:
    fake.webhooks.add(receiver.url)
    receiver.answer = 500
    fake.save(fake.add_case({"age": 1}), {"age": 2})
    assert _delivered(fake, clock) == 1
    assert _delivered(fake, clock) == 0
    assert fake.webhooks.log == [(receiver.url, "failed")]


def test_webhooks_can_all_be_lost_or_all_doubled(
    fake: FakePrimero, clock: SimulatedClock, receiver: Receiver
) -> None:
    fake.webhooks.add(receiver.url)
    case_id = fake.add_case({"age": 1})
    for lost, doubled, times in ((1.0, 0.0, 0), (0.0, 1.0, 2)):
        fake.webhooks.lost, fake.webhooks.doubled = lost, doubled
        fake.save(case_id, {"age": times + 5})
        assert _delivered(fake, clock) == times


def test_bulk_flags_leave_the_case_as_if_nothing_had_happened(fake: FakePrimero) -> None:
    case_id = fake.add_case({"age": 1})
    before = fake.case(case_id)
    data = {"ids": [case_id], "message": "bulk", "date": "2026-12-01"}
    httpx.post(f"{fake.url}/api/v2/cases/flags", json={"data": data}, auth=OWNER)
    assert (fake.case(case_id), len(fake.flags(case_id))) == (before, 1)


def test_a_simulated_clock_does_what_was_planned_in_its_order(clock: SimulatedClock) -> None:
    happened: list[tuple[str, int]] = []
    start = clock.now()
    for name, after in (("late", 300), ("early", 100), ("never", 5_000)):
        clock.call_at(start + after, lambda name=name: happened.append((name, clock.now() - start)))  # type: ignore[misc]
    clock.sleep(1_000)
    assert (happened, clock.now() - start) == ([("early", 100), ("late", 300)], 1_000)


def test_times_are_read_and_written_as_the_server_does() -> None:
    assert parse_time("2026-11-22T04:13:29+03:00") == parse_time("2026-11-22T01:13:29Z") == 1_795_310_009_000
    assert [parse_time(text) for text in ("yesterday", "2026-13-01T00:00:00Z", "", None, 3)] == [None] * 5
