"""A sweep finds every change, also while rows move; page numbers do not."""

import random
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest

from lif_adapter_primero.answers import Page
from lif_adapter_primero.client import Primero
from lif_adapter_primero.errors import FilterIgnored, OddAnswer
from lif_adapter_primero.sign_in import ByPassword, Secret
from lif_adapter_primero.sweep import OVERLAP_MS, Cursor, Sweep
from lif_adapter_primero.testing import PASSWORD, SERVICE, Break, FakePrimero, Fault, SimulatedClock
from lif_adapter_primero.testing.calls import Request
from lif_adapter_primero.times import format_second, parse_time

SCHEDULES = 200
ROWS = 12


class Schedule:
    """A caseload spread over some seconds, and edits that fall between the calls of a sweep."""

    def __init__(self, seed: int, fake: FakePrimero, clock: SimulatedClock) -> None:
        self.random = random.Random(seed)
        self.fake = fake
        self.start = clock.now()
        spread = self.random.choice([300, 3_000, 20_000])
        self.cases = [
            fake.add_case({"age": 5}, at=self.start + self.random.randrange(spread)) for _ in range(ROWS)
        ]
        clock.set(self.start + spread)

    def edit(self) -> None:
        """Let up to three cases be saved; a call takes a third of a second."""
        self.fake.clock.sleep(333)
        for case_id in self.random.sample(self.cases, self.random.choice([0, 1, 1, 2, 3])):
            self.fake.save(case_id, {"age": self.random.randrange(18)})

    def stored(self) -> dict[str, str]:
        return {case_id: self.fake.case(case_id)["last_updated_at"] for case_id in self.cases}


class Calls:
    """Asks the server without the network between, with something happening before each call, at most so often."""

    def __init__(self, fake: FakePrimero, schedule: Schedule, moving: int) -> None:
        self._fake = fake
        self._schedule = schedule
        self._left = moving

    def cases(self, query: Mapping[str, str | int]) -> Page:
        if self._left:
            self._left -= 1
            self._schedule.edit()
        sign_in = {"authorization": "Basic " + b64encode(f"{SERVICE}:{PASSWORD}".encode()).decode()}
        reply = self._fake.answer(Request("GET", f"/api/v2/cases?{urlencode(query)}", sign_in))
        return Page(reply.body["data"], reply.body["metadata"]["total"], reply.body["metadata"]["per"])


def _swept(seed: int, server: FakePrimero, clock: SimulatedClock) -> bool:
    """Whether a safe sweep saw each case that is there, each in its last state."""
    schedule = _fresh(seed, server, clock)
    sweep = Sweep(Calls(server, schedule, 6), Cursor(schedule.start), per=5)
    seen = {row["id"]: row["last_updated_at"] for row in sweep.rows()}
    return seen.items() >= schedule.stored().items()


def _paged(seed: int, server: FakePrimero, clock: SimulatedClock) -> bool:
    """Whether going on by page number saw each case that is there, in any state."""
    schedule = _fresh(seed, server, clock)
    calls, seen, number = Calls(server, schedule, 6), set(), 1
    while rows := calls.cases(_by_number(schedule.start, number)).rows:
        seen |= {row["id"] for row in rows}
        number += 1
    return seen >= set(schedule.cases)


def _by_number(start: int, number: int) -> dict[str, str | int]:
    span = f"{format_second(start)}.."
    return {"last_updated_at": span, "order_by": "last_updated_at", "order": "asc", "per": 5, "page": number}


def _fresh(seed: int, server: FakePrimero, clock: SimulatedClock) -> Schedule:
    server.world.cases.clear()
    clock.sleep(3_600_000)
    clock.set(clock.now() // 1000 * 1000)
    return Schedule(seed, server, clock)


def test_no_row_is_lost_in_200_schedules_of_moving_rows(fake: FakePrimero, clock: SimulatedClock) -> None:
    assert [seed for seed in range(SCHEDULES) if not _swept(seed, fake, clock)] == []


def test_page_numbers_lose_rows_in_the_same_schedules(fake: FakePrimero, clock: SimulatedClock) -> None:
    lost = [seed for seed in range(SCHEDULES) if not _paged(seed, fake, clock)]
    assert len(lost) > SCHEDULES // 4


@pytest.fixture
def small(client: Primero) -> Sweep:
    return Sweep(client, Cursor(), per=2)


def test_a_second_that_fills_a_page_is_read_whole(fake: FakePrimero, small: Sweep) -> None:
    at = fake.clock.now() - 60_000
    made = [fake.add_case({"age": number}, at=at + number) for number in range(7)]
    later = fake.add_case({"age": 9}, at=at + 5_000)
    assert [row["id"] for row in small.rows()] == [*made, later]


def test_the_next_sweep_starts_where_the_last_ended(fake: FakePrimero, client: Primero) -> None:
    moved = fake.clock.now()
    fake.add_case({"age": 1}, at=moved)
    sweep = Sweep(client, Cursor())
    assert len(list(sweep.rows())) == 1
    assert sweep.cursor == Cursor(moved // 1000 * 1000)


def test_a_sweep_that_finds_nothing_keeps_its_cursor(client: Primero) -> None:
    sweep = Sweep(client, Cursor(1_795_000_000_000))
    assert list(sweep.rows()) == []
    assert sweep.cursor == Cursor(1_795_000_000_000)


def test_a_slow_save_that_appears_behind_the_cursor_is_found(
    fake: FakePrimero, client: Primero, clock: SimulatedClock
) -> None:
    slow, quick = fake.add_case({"age": 1}), fake.add_case({"age": 1})
    clock.sleep(OVERLAP_MS + 60_000)
    fake.world.write_ms = (4_000, 4_000)
    fake.save_at(clock.now() + 100, slow, {"age": 2})
    clock.sleep(2_500)
    fake.save(quick, {"age": 2})
    first = Sweep(client, Cursor(clock.now() // 1000 * 1000))
    assert {row["id"]: row["age"] for row in first.rows() if row["age"] == 2} == {quick: 2}
    clock.sleep(10_000)
    assert (parse_time(fake.case(slow)["last_updated_at"]) or 0) < first.cursor.at
    second = Sweep(client, first.cursor)
    assert {row["id"] for row in second.rows() if row["age"] == 2} == {slow, quick}


def test_a_filter_the_server_passes_over_is_noticed(fake: FakePrimero, client: Primero) -> None:
    fake.add_case({"age": 5})
    with pytest.raises(FilterIgnored, match="no_such_field"):
        list(Sweep(client, Cursor(), narrow={"no_such_field": "x"}).rows())


def test_a_filter_the_server_knows_narrows(fake: FakePrimero, client: Primero) -> None:
    fake.add_case({"age": 5, "status": "closed"})
    kept = fake.add_case({"age": 5})
    sweep = Sweep(client, Cursor(), ("age",), {"status": "open"})
    assert [(row["id"], row["age"], row["status"]) for row in sweep.rows()] == [(kept, 5, "open")]


def test_a_cursor_that_is_no_second_is_refused() -> None:
    for at in (-1000, 1_795_000_000_001, 5_000_000_000_000):
        with pytest.raises(ValueError, match="whole second"):
            Cursor(at)


def test_a_break_in_the_middle_of_a_page_costs_no_row(fake: FakePrimero, small: Sweep) -> None:
    made = [fake.add_case({"age": 1}, at=fake.clock.now() - 9_000 + 2_000 * step) for step in range(4)]
    fake.faults.add(Fault(Break.MIDWAY, skip=1))
    assert [row["id"] for row in small.rows()] == made


class Liar:
    """A server that answers every question with the same rows."""

    def __init__(self, *times: str) -> None:
        self._rows = [{"id": str(number), "last_updated_at": time} for number, time in enumerate(times)]

    def cases(self, query: Mapping[str, str | int]) -> Page:
        return Page(self._rows, len(self._rows), int(query["per"]))


@pytest.mark.parametrize(
    ("times", "error"),
    [
        (("2020-01-01T00:00:00.000Z",), FilterIgnored),
        (("2027-01-01T00:00:01.000Z", "2027-01-01T00:00:00.000Z"), FilterIgnored),
        (("soon",), OddAnswer),
    ],
)
def test_answers_that_do_not_fit_the_question_end_the_sweep(
    times: tuple[str, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        list(Sweep(Liar(*times), Cursor(1_795_000_000_000)).rows())


def test_the_account_and_its_password_are_in_no_representation() -> None:
    sign_in = ByPassword(SERVICE, Secret(PASSWORD))
    with Primero("https://primero.example.org", sign_in) as client:
        assert PASSWORD not in f"{client!r} {sign_in!r} {Secret(PASSWORD)!r} {Secret(PASSWORD)}"
