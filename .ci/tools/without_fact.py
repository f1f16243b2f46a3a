"""A pytest plugin: `--without KIND:ID` takes away what carries out one fact of a framework, before any test is read.

The verb that `lif_plugin.cycle.coverage` names does nothing when it is asked about the fact, and leaves it out of what it
lists. Nothing else is touched, so a test that still passes does not look at the fact.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import wraps
from importlib import import_module
from typing import Any

import pytest

from lif_plugin.domain.duty import Duty
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
        if _names((*given, *named.values()), entry):
            return None
        return _left(verb(*given, **named), kind, entry)

    return stand_in


def _names(value: Any, entry: str) -> bool:
    """Whether what a verb is given names the fact; a framework, or what is made of one, names all of its own."""
    if isinstance(value, Framework | Mapping):
        return False
    if is_dataclass(value):
        return any(_names(getattr(value, one.name), entry) for one in fields(value))
    if isinstance(value, tuple | list):
        return any(_names(one, entry) for one in value)
    return isinstance(value, str) and value == entry


def _left(told: Any, kind: str, entry: str) -> Any:
    """What a verb told, without the fact, however deep it stands."""
    if isinstance(told, str) and told == entry:
        return None
    if isinstance(told, tuple | list):
        return type(told)(_left(one, kind, entry) for one in told if not _is(one, kind, entry))
    if is_dataclass(told) and not isinstance(told, type):
        held = {one.name: getattr(told, one.name) for one in fields(told) if one.init}
        left = {
            name: _left(value, kind, entry) for name, value in held.items() if isinstance(value, tuple | list)
        }
        return replace(told, **{name: value for name, value in left.items() if value != held[name]})
    return told


def _is(one: Any, kind: str, entry: str) -> bool:
    """Whether a question or a duty is the fact; a report on the calendar is there by its entries, a month behind its id."""
    if getattr(one, "asks", None) == (kind, entry):
        return True
    if not isinstance(one, Duty):
        return False
    if kind == "recurring_report" and one.kind == "calendar_entry":
        return one.entry.rpartition("_")[0] == entry
    return (one.kind, one.entry) == (kind, entry)
