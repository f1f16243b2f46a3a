"""Checks what a plugin returned, down to its fields, before it can break a batch that others share."""

import collections.abc
import dataclasses
import re
import types
import typing
from collections.abc import Callable
from functools import cache, partial
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
_UNKEPT: Final = re.compile("[\x00\ud800-\udfff]")
Check = Callable[[Any, str], None]


def check_item(item: object, of: type | types.UnionType) -> None:
    """Raise `PluginFault`, naming the field and never its value, unless an item is all that its type says.

    ``of`` may be several types, any of which will do.
    """
    fits = [one for one in typing.get_args(of) or (of,) if isinstance(item, one)]
    if not fits:
        raise PluginFault(f"Returned a {type(item).__name__} among the {named(of)}s.")
    _check_of(fits[0])(item, fits[0].__name__)


def named(of: type | types.UnionType) -> str:
    """The name of a type, or of the first of several."""
    first: type = (typing.get_args(of) or (of,))[0]
    return first.__name__


@cache
def _check_of(hint: Any) -> Check:
    """How a value is held against a type: worked out once, since every finding of every batch is looked through."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        return partial(_check_union, {member: _check_of(member) for member in inner})
    if origin in {tuple, frozenset, collections.abc.Sequence}:
        return partial(_check_parts, origin, _check_of(inner[0]))
    if origin is not None:
        return lambda value, where: _require(isinstance(value, origin), value, origin, where)
    if hint is Any:
        return lambda _value, _where: None
    return partial(_check_whole if dataclasses.is_dataclass(hint) else _check_plain, hint)


def _check_parts(origin: type, check: Check, value: Any, where: str) -> None:
    _require(isinstance(value, origin) and not isinstance(value, str), value, origin, where)
    for part in value:
        check(part, where)


def _check_union(members: typing.Mapping[Any, Check], value: Any, where: str) -> None:
    # The member it is an instance of says best what is wrong inside.
    likely = members.get(type(value))
    if likely is not None:
        likely(value, where)
        return
    faults = []
    for check in members.values():
        try:
            check(value, where)
        except PluginFault as fault:
            faults.append(fault)
        else:
            return
    raise faults[0]


def _check_plain(hint: type, value: Any, where: str) -> None:
    _require(isinstance(value, hint) and not (hint is int and isinstance(value, bool)), value, hint, where)
    if isinstance(value, str):
        if _UNKEPT.search(value):
            raise PluginFault(f"{where} holds a character that no database keeps.")
    elif isinstance(value, int) and not -_SIXTY_FOUR_BITS <= value < _SIXTY_FOUR_BITS:
        raise PluginFault(f"{where} is too large a number to keep.")


def _check_whole(hint: type, value: Any, where: str) -> None:
    _require(isinstance(value, hint), value, hint, where)
    for name, said, check, at_most in _fields(hint):
        part = getattr(value, name)
        check(part, said)
        if at_most is not None and isinstance(part, str) and len(part) > at_most:
            raise PluginFault(f"{said} is longer than {at_most} characters.")


def _require(fits: bool, value: object, wanted: type, where: str) -> None:
    if not fits:
        raise PluginFault(f"{where} is of type {type(value).__name__}, not {wanted.__name__}.")


@cache
def _fields(of: type) -> tuple[tuple[str, str, Check, int | None], ...]:
    """Of each field its name, how a fault names it, how it is checked, and how long its text may be."""
    hints = typing.get_type_hints(of)
    names = [part.name for part in dataclasses.fields(of)]
    return tuple(
        (name, f"{of.__name__}.{name}", _check_of(hints[name]), _AT_MOST.get((of, name))) for name in names
    )
