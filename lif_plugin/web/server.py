"""Serves the application over HTTP."""

import gc

import uvicorn
from starlette.types import ASGIApp

from lif_plugin.voice import read_note


def settle() -> None:
    """Make ready what lives as long as the process, and take it out of the collector's rounds.

    The reader's lexicon is read here and not at somebody's first note. What is there by now, modules and
    rules above all, never becomes garbage; looking through it again and again made one long note in a
    hundred wait twice its time.
    """
    read_note("Child seen.")
    gc.collect()
    gc.freeze()


def serve(app: ASGIApp, host: str, port: int) -> None:
    """Serve until told to stop.

    The server's own access log stays off: it would write addresses, and a panel's may hold a case's
    reference. `guard.Guard` logs routes in its place.
    """
    settle()
    uvicorn.run(app, host=host, port=port, access_log=False, log_config=None, server_header=False)
