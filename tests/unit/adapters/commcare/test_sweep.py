"""What changed since a cursor: every case once more than never, and a cursor that only ever goes on."""

import random

from lif_adapter_commcare.adapter import ADAPTER
from lif_adapter_commcare.session import CommCareSession
from lif_plugin.hooks.live import Changed, LiveSession, Outgoing, Polled
from lif_plugin.testing.live_checks import IDENTITY
from tests.contract.commcare_bench import CommCareBench


def _poll(session: LiveSession, cursor: str | None) -> tuple[dict[str, Changed], str, list[Polled]]:
    steps = list(session.poll(cursor))
    found = {one.case_ref: one for step in steps for one in step.cases if isinstance(one, Changed)}
    return found, steps[-1].cursor, steps


def test_pages_go_by_the_servers_own_cursor_and_each_may_be_kept(
    bench: CommCareBench, session: CommCareSession
) -> None:
    refs = [bench.add() for _ in range(5)]
    _found, _cursor, steps = _poll(session, None)
    seen: set[str] = set()
    cursor = None
    for step in steps[:3]:
        seen |= {one.case_ref for one in step.cases}
        cursor = step.cursor
    assert len(seen) == 5
    rest = {ref for ref in refs if ref not in seen}
    assert rest <= set(_poll(session, cursor)[0])


def test_a_quiet_server_gives_the_last_case_alone_for_a_handful_of_requests(
    bench: CommCareBench, session: CommCareSession
) -> None:
    for _ in range(5):
        bench.add()
    cursor = _poll(session, None)[1]
    bench.rest()
    cursor = _poll(session, cursor)[1]
    bench.fake.requests.clear()
    found = _poll(session, cursor)[0]
    assert len(found) <= 1
    assert len(bench.fake.requests) == 6


def test_a_change_below_a_childs_case_brings_the_child(
    bench: CommCareBench, session: CommCareSession
) -> None:
    refs = [bench.add() for _ in range(3)]
    cursor = _poll(session, None)[1]
    bench.rest()
    cursor = _poll(session, cursor)[1]
    bench.change(refs[0])
    assert refs[0] in _poll(session, cursor)[0]


def test_another_map_reads_all_cases_anew(bench: CommCareBench, session: CommCareSession) -> None:
    refs = {bench.add() for _ in range(3)}
    _found, cursor, _steps = _poll(session, None)
    mark, _, rest = cursor.partition("|")
    bench.rest()
    assert set(_poll(session, f"{mark[::-1]}|{rest}")[0]) == refs


def test_an_answer_moves_its_child_and_our_own_prompt_does_not(
    bench: CommCareBench, session: CommCareSession
) -> None:
    ref, _other = bench.add(), bench.add()
    before, cursor, _steps = _poll(session, None)
    bench.rest()
    cursor = _poll(session, cursor)[1]
    session.deliver(Outgoing(IDENTITY, ref, "The record does not yet show this.", "https://lif/p/1"))
    assert ref not in _poll(session, cursor)[0]
    bench.time.sleep(1_000)
    bench.answer(ref, "invented words")
    after = _poll(session, cursor)[0][ref]
    assert (after.digest == before[ref].digest, after.moved_at > before[ref].moved_at) == (True, True)


def test_no_change_is_lost_whatever_the_order_of_saves_polls_and_lag() -> None:
    """In seeded stories, what polls gathered is what a poll from the beginning gives."""
    for seed in range(6):
        chance = random.Random(seed)
        with CommCareBench(lag_ms=chance.choice((0, 500, 3_000))) as bench:
            session = ADAPTER.connect(bench.settings, bench.secrets, bench.clock)
            refs = [bench.add()]
            cursor: str | None = None
            held: dict[str, Changed] = {}
            for _ in range(6):
                what = chance.randrange(3)
                if what == 0:
                    refs.append(bench.add())
                elif what == 1:
                    bench.fake.add_case("visit", {"visit_date": "2026-11-01"}, chance.choice(refs))
                found, cursor, _steps = _poll(session, cursor)
                held |= found
                bench.time.sleep(chance.choice((0, 100, 5_000, 400_000)))
            bench.rest()
            held |= _poll(session, cursor)[0]
            assert held == _poll(session, None)[0], f"seed {seed}"
            session.close()
