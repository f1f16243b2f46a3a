"""Killed at any moment and started again, jobs lose nothing and do nothing twice."""

import sys
from collections.abc import Callable, Sequence

import pytest

from lif_plugin.store.engine import make_engine
from lif_plugin.store.work import Store
from tests.slow.campaign import campaign, run
from tests.slow.moving import AGENCIES, moved, waiting


def left(url: str) -> list[tuple[list[str], list[str]]]:
    store = Store(make_engine(url))
    try:
        return [(moved(store, name), sorted(waiting(store, name))) for name in AGENCIES]
    finally:
        store.close()


# As many as take longer than the start of the program, or most kills would hit that.
@pytest.mark.parametrize(("kind", "rows"), [("durable", 2_000), ("inline", 3_000)])
def test_rows_received_and_moved_under_kills_are_each_moved_once(
    new_url: Callable[[], str], kind: str, rows: int
) -> None:
    def command(url: str) -> Sequence[str]:
        return [sys.executable, "-m", "tests.slow.moving", url, kind, str(rows)]

    rounds = campaign(command, new_url, left, skip=0.3)
    assert [done for done in rounds if not done.same] == []
    assert sum(done.halfway for done in rounds) >= 5


def test_an_undisturbed_run_moves_every_row(new_url: Callable[[], str]) -> None:
    url = new_url()
    run([sys.executable, "-m", "tests.slow.moving", url, "inline", "20"])
    every = [f"{number:04}" for number in range(20)]
    assert left(url) == [(every, []), (every, [])]


def test_a_campaign_finds_a_program_that_does_a_step_twice(new_url: Callable[[], str]) -> None:
    program = (
        "import sys; from tests.slow import moving; from sqlalchemy import insert; import time\n"
        "store = moving.Store(moving.make_engine(sys.argv[1]))\n"
        "with store.write(moving.system('aton')) as c:\n"
        "    if not store.agencies(): c.execute(insert(moving.agency).values(id='aton', name='a', nation='england'))\n"
        "for number in range(20):\n"
        "    with store.write(moving.system('aton')) as c:\n"
        "        c.execute(insert(moving.plugin_fault).values(\n"
        "            agency_id='aton', plugin='p', hook='h', message=str(number), at=0))\n"
        "    time.sleep(0.02)\n"
    )
    rounds = campaign(lambda url: [sys.executable, "-c", program, url], new_url, left, moments=4, skip=0.7)
    assert any(not done.same for done in rounds)
