"""A pytest plugin: `--without KIND:ID` takes away what carries out one fact of a framework, before any test is read.

The verb that `lif_plugin.cycle.coverage` names does nothing when it is asked about the fact, and leaves it out of what it
lists. Nothing else is touched, so a test that still passes does not look at the fact.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import wraps
from importlib import import_module
from typing import Any

import pytest

from lif_plugin.domain.framework import Framework


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption("--without", metavar="KIND:ID", help="Take away what carries out this fact.")


def pytest_configure(config: pytest.Config) -> None:
    """Take it away."""
    wanted = config.getoption("--without")
    if wanted:
        kind, _, entry = wanted.partition(":")
        take_away(kind, entry)


def take_away(kind: str, entry: str) -> None:
    """Put a stand-in in the place of the verb that carries out a kind of fact."""
    from lif_plugin.cycle.coverage import FEATURES

    verb = next(feature.verb for feature in FEATURES if feature.kind == kind)
    module_name, _, name = verb.rpartition(".")
    module = import_module(f"lif_plugin.{module_name}")
    setattr(module, name, _without(getattr(module, name), kind, entry))


def _without(verb: Callable[..., Any], kind: str, entry: str) -> Callable[..., Any]:
    @wraps(verb)
    def stand_in(*given: Any, **named: Any) -> Any:
        if _names((given, named), entry):
            return None
        told = verb(*given, **named)
        if isinstance(told, tuple | list):
            return type(told)(one for one in told if not _is(one, kind, entry))
        return told

    return stand_in


def _names(value: Any, entry: str) -> bool:
    """Whether what a verb is given names the fact; a framework names all of its own."""
    if isinstance(value, Framework):
        return False
    if is_dataclass(value):
        return any(_names(getattr(value, one.name), entry) for one in fields(value))
    if isinstance(value, dict):
        return any(_names(one, entry) for one in value.values())
    if isinstance(value, tuple | list):
        return any(_names(one, entry) for one in value)
    return isinstance(value, str) and value == entry


def _is(one: Any, kind: str, entry: str) -> bool:
    """Whether a duty is the fact; a report on the calendar is there by its entries, a month behind its id."""
    if kind == "recurring_report" and one.kind == "calendar_entry":
        return bool(one.entry.rpartition("_")[0] == entry)
    return bool(one.kind == kind and one.entry == entry)
