"""Checks what a plugin returned, down to its fields, before it can break a batch that others share."""

import collections.abc
import dataclasses
import types
import typing
from functools import cache
from typing import Any, Final

from lif_plugin.domain.prompt import AuditNomination, Finding, Lesson, ReviewLink
from lif_plugin.domain.rule import Exemption, Rule
from lif_plugin.domain.timer import Timer
from lif_plugin.errors import PluginFault
from lif_plugin.hooks.live import LiveAdapter, LiveSetting
from lif_plugin.hooks.types import Adapter

NAME_AT_MOST: Final = 64
"""Characters of an id or a code; the store's columns hold no more."""
SUBJECT_AT_MOST: Final = 200

_AT_MOST: Final[dict[tuple[type, str], int]] = {
    (Adapter, "name"): NAME_AT_MOST,
    (Adapter, "source"): NAME_AT_MOST,
    (LiveAdapter, "name"): NAME_AT_MOST,
    (LiveAdapter, "source"): NAME_AT_MOST,
    (LiveSetting, "name"): NAME_AT_MOST,
    (Rule, "id"): NAME_AT_MOST,
    (Timer, "id"): NAME_AT_MOST,
    (Exemption, "code"): NAME_AT_MOST,
    (Finding, "rule"): NAME_AT_MOST,
    (Finding, "reason"): NAME_AT_MOST,
    (Finding, "subject"): SUBJECT_AT_MOST,
    (AuditNomination, "trigger"): NAME_AT_MOST,
    (AuditNomination, "subject"): SUBJECT_AT_MOST,
    (ReviewLink, "review"): NAME_AT_MOST,
    (ReviewLink, "subject"): SUBJECT_AT_MOST,
    (Lesson, "id"): NAME_AT_MOST,
}
_SIXTY_FOUR_BITS: Final = 1 << 63


def check_item(item: object, of: type | types.UnionType) -> None:
    """Raise `PluginFault`, naming the field and never its value, unless an item is all that its type says.

    ``of`` may be several types, any of which will do.
    """
    fits = [one for one in typing.get_args(of) or (of,) if isinstance(item, one)]
    if not fits:
        raise PluginFault(f"Returned a {type(item).__name__} among the {named(of)}s.")
    _check(item, fits[0], fits[0].__name__)


def named(of: type | types.UnionType) -> str:
    """The name of a type, or of the first of several."""
    first: type = (typing.get_args(of) or (of,))[0]
    return first.__name__


def _check(value: Any, hint: Any, where: str) -> None:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        # The member it is an instance of says best what is wrong inside.
        likely = [one for one in inner if isinstance(one, type) and type(value) is one]
        _check_union(value, likely or inner, where)
    elif origin in {tuple, frozenset, collections.abc.Sequence}:
        _require(isinstance(value, origin) and not isinstance(value, str), value, origin, where)
        for part in value:
            _check(part, inner[0], where)
    elif origin is not None:
        _require(isinstance(value, origin), value, origin, where)
    elif hint is not Any:
        _check_plain(value, hint, where)


def _check_union(value: Any, members: typing.Sequence[Any], where: str) -> None:
    faults = []
    for member in members:
        try:
            _check(value, member, where)
        except PluginFault as fault:
            faults.append(fault)
        else:
            return
    raise faults[0]


def _check_plain(value: Any, hint: type, where: str) -> None:
    _require(isinstance(value, hint) and not (hint is int and isinstance(value, bool)), value, hint, where)
    if isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, int) and not -_SIXTY_FOUR_BITS <= value < _SIXTY_FOUR_BITS:
        raise PluginFault(f"{where} is too large a number to keep.")
    elif dataclasses.is_dataclass(hint):
        for name, inner in _hints(hint).items():
            part = getattr(value, name)
            _check(part, inner, f"{hint.__name__}.{name}")
            if isinstance(part, str) and len(part) > _AT_MOST.get((hint, name), len(part)):
                raise PluginFault(f"{hint.__name__}.{name} is longer than {_AT_MOST[hint, name]} characters.")


def _check_text(value: str, where: str) -> None:
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise PluginFault(f"{where} holds a character that no database keeps.")


def _require(fits: bool, value: object, wanted: type, where: str) -> None:
    if not fits:
        raise PluginFault(f"{where} is of type {type(value).__name__}, not {wanted.__name__}.")


@cache
def _hints(of: type) -> dict[str, Any]:
    hints = typing.get_type_hints(of)
    return {part.name: hints[part.name] for part in dataclasses.fields(of)}
