"""Serves the application over HTTP."""

import gc
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from lif_plugin.voice import read_note

COLLECTED_AFTER: Final = 50_000, 20, 50
"""How many new objects the collector of cycles waits for, generation by generation."""


def spare_collector() -> None:
    """Keep the collector of cycles from looking through what lasts, and from looking too often.

    Modules and rules never become garbage. A batch of cases makes objects by the ten thousand, none of them in a
    cycle; at Python's own 700 an eighth of the time of a batch was spent on looking.
    """
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


def settle() -> None:
    """Make ready what lives as long as the process, and take it out of the collector's rounds.

    The reader's lexicon is read here and not at somebody's first note. Looking through it again and again made one
    long note in a hundred wait twice its time.
    """
    read_note("Child seen.")
    gc.collect()
    spare_collector()


def serve(app: ASGIApp, host: str, port: int) -> None:
    """Serve until told to stop.

    The server's own access log stays off: it would write addresses, and a panel's may hold a case's
    reference. `guard.Guard` logs routes in its place.
    """
    settle()
    uvicorn.run(app, host=host, port=port, access_log=False, log_config=None, server_header=False)
