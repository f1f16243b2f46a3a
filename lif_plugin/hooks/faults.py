"""What went wrong in a plugin, told without a word that could come from a record."""

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Final

import pluggy

from lif_plugin.errors import InvalidEvent, InvalidRule, PluginFault

_HOUSE: Final = "lif_plugin"
_SAFE: Final = (PluginFault, InvalidRule, InvalidEvent)
"""Errors whose sentences, as this house writes them, name hooks, rules, kinds and fields, never a value."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: which plugin, in which hook (`load` when it could not be loaded), what, and when.

    ``message`` is a sentence of ours, or else the kind of exception and its place; never the text of an
    exception that somebody else wrote, because it may quote a record. ``at`` is in seconds since 1970.
    """

    plugin: str
    hook: str
    message: str
    at: float


def fault_of(plugin: str, hook: str, error: BaseException) -> Fault:
    """Describe an exception as a fault."""
    return Fault(plugin, hook, _told(error), time.time())


def _told(error: BaseException) -> str:
    if isinstance(error, pluggy.PluginValidationError):
        return " ".join(str(error).split())
    trace = _innermost(error.__traceback__)
    module = str(trace.tb_frame.f_globals.get("__name__", "?")) if trace else _HOUSE
    # A plugin may raise our classes with words of its own, so where it was raised counts too.
    if isinstance(error, _SAFE) and module.split(".")[0] == _HOUSE:
        return error.message
    where = f" at line {trace.tb_lineno} of {module}.{trace.tb_frame.f_code.co_name}" if trace else ""
    return f"{type(error).__name__}{where}"


def _innermost(trace: TracebackType | None) -> TracebackType | None:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace
