"""Thresholds: the numbers of a rule that an agency may set, within bounds, and how strong each of them is.

A threshold is a slot of the rule's template. Domain guide, section 3: a local setting may tighten, never loosen,
a limit of statute or of national guidance.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

from lif_plugin.domain.window import Span, Unit
from lif_plugin.errors import InvalidRule

T = TypeVar("T")


class Strength(StrEnum):
    """What a limit rests on: statute or regulation, statutory or national guidance, or a local standard."""

    STATUTE = "S"
    GUIDANCE = "G"
    LOCAL = "L"


class Slot(StrEnum):
    """Where in a template a threshold stands; the name an agency sets it by.

    LIMIT: how long something may not be shown. HOURS: within how many hours it is due. BEFORE and AFTER: how far
    the windows of a rule's conditions reach.
    """

    LIMIT = "limit"
    HOURS = "hours"
    BEFORE = "before"
    AFTER = "after"


MEANING: Final = {
    Slot.LIMIT: "how long the record may not show it",
    Slot.HOURS: "within how many hours it is due",
    Slot.BEFORE: "how far back is looked",
    Slot.AFTER: "how far ahead is looked",
}
_SMALL: Final = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of a rule that an agency may set from ``least`` to ``most``.

    A smaller number is always the tighter one. ``source`` says what a limit of statute or guidance rests on; without
    it the rule's authority does.
    """

    slot: Slot
    most: int
    least: int = 1
    strength: Strength = Strength.LOCAL
    source: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise InvalidRule(f"The threshold {self.slot} needs bounds from 1 on, the least first.")

    @property
    def is_bound(self) -> bool:
        """Whether it may only be tightened."""
        return self.strength is not Strength.LOCAL

    def in_template(self, template: T, value: int) -> T:
        """The template with this threshold set to a number."""
        return with_amount(template, self.slot, value)


def amounts(template: object, slot: Slot) -> Iterator[tuple[int, Unit | None]]:
    """Yield every amount that stands in a slot of a template, with its unit; hours have none."""
    for name, value in _parts(template):
        if name == slot and isinstance(value, Span):
            yield value.n, value.unit
        elif name == slot and isinstance(value, int):
            yield value, None


@lru_cache(maxsize=4096)
def amount(template: Hashable, slot: Slot) -> tuple[int, Unit | None]:
    """The one amount that stands in a slot. Raises `InvalidRule` where there is none, or several that differ.

    It is said with every result, and templates are frozen: each is looked through once.
    """
    found = set(amounts(template, slot))
    if len(found) != 1:
        raise InvalidRule(
            f"A threshold {slot} needs exactly one such amount in the rule; there are {len(found)}."
        )
    return found.pop()


def with_amount(template: T, slot: Slot, value: int) -> T:
    """The template with another amount in every place of a slot."""
    return cast("T", _changed(template, slot, value))


def _parts(node: object) -> Iterator[tuple[str, object]]:
    """Yield the fields of a template with their names, however deep they lie."""
    if isinstance(node, tuple):
        for item in node:
            yield from _parts(item)
    elif is_dataclass(node) and not isinstance(node, type | Span):
        for one in fields(node):
            value = getattr(node, one.name)
            yield one.name, value
            yield from _parts(value)


def _changed(node: Any, slot: Slot, value: int) -> Any:
    if isinstance(node, tuple):
        return tuple(_changed(item, slot, value) for item in node)
    if not is_dataclass(node) or isinstance(node, type | Span):
        return node
    changes: dict[str, Any] = {}
    for one in fields(node):
        held = getattr(node, one.name)
        if one.name == slot and isinstance(held, Span):
            changes[one.name] = Span(value, held.unit)
        elif one.name == slot and isinstance(held, int):
            changes[one.name] = value
        else:
            changes[one.name] = _changed(held, slot, value)
    return replace(node, **changes)


def spoken(value: int, unit: Unit | None) -> str:
    """An amount as a sentence says it: 28 days are four weeks."""
    if unit is None:
        return f"{value} hours" if value != 1 else "1 hour"
    if unit is Unit.DAYS and value % 7 == 0 and value // 7 < len(_SMALL):
        weeks = value // 7
        return "one week" if weeks == 1 else f"{_SMALL[weeks]} weeks"
    word = {Unit.DAYS: "day", Unit.WORKING_DAYS: "working day", Unit.YEARS: "year"}[unit]
    return f"{value} {word}" if value == 1 else f"{value} {word}s"
