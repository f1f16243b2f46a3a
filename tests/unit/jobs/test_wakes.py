"""Wakes: a stop is never missed, whatever comes in at that moment."""

import threading

from lif_plugin.jobs.wakes import Wakes


def test_a_stop_while_wakes_are_gathered_is_not_missed() -> None:
    for _ in range(5):
        wakes = Wakes(lambda _agency: None)
        wakes.start()
        wakes.wake("elmshire")
        stopping = threading.Thread(target=wakes.stop, daemon=True)
        stopping.start()
        stopping.join(5)
        assert not stopping.is_alive()
