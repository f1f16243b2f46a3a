"""Calls a plugin in a thread of its own, for no longer than its deadline, and carries back whatever comes of it."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import UnionType
from typing import Any

from pluggy import HookImpl

from lif_plugin.errors import PluginFault
from lif_plugin.hooks.checks import check_item, named


@dataclass(slots=True)
class Outcome:
    """What a call came to: items, or an error of any kind, or no answer in time."""

    items: list[Any] = field(default_factory=list)
    error: BaseException | None = None
    late: bool = False


def within(seconds: float, name: str, work: Callable[[threading.Event], list[Any]]) -> Outcome:
    """Do work in a thread of its own and wait for it so long.

    Python cannot stop a function, so a late one is left running and its answer is dropped; the event it
    was given is set, so that work which looks at it can end.
    """
    outcome = Outcome()
    late = threading.Event()

    def run() -> None:
        try:
            outcome.items = work(late)
        except BaseException as error:  # noqa: BLE001  SystemExit in a plugin must not end us either
            outcome.error = error

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        late.set()
        return Outcome(late=True)
    return outcome


def collect(
    implementations: Sequence[HookImpl],
    arguments: Mapping[str, Any],
    returns: type | UnionType | None,
    late: threading.Event,
) -> list[Any]:
    """Call one plugin's implementations of a hook and gather what they return, each item checked.

    A generator runs here too, inside the deadline. Raises `PluginFault` for an answer of another type.
    """
    items: list[Any] = []
    for implementation in implementations:
        for item in _answered(_call(implementation, arguments), returns):
            if late.is_set():
                return []
            check_item(item, returns or object)
            items.append(item)
    return items


def _call(implementation: HookImpl, arguments: Mapping[str, Any]) -> Any:
    """Call with the arguments the function asks for; one that has a default is given too."""
    named = {name: arguments[name] for name in implementation.kwargnames if name in arguments}
    return implementation.function(*(arguments[name] for name in implementation.argnames), **named)


def _answered(answer: Any, returns: type | UnionType | None) -> Iterator[Any]:
    if answer is None:
        return
    if returns is None:
        raise PluginFault(f"Returned a {type(answer).__name__}; this hook returns nothing.")
    if isinstance(answer, str | bytes | Mapping) or not isinstance(answer, Iterable):
        raise PluginFault(f"Returned a {type(answer).__name__}, not a list of {named(returns)}.")
    yield from answer
