"""Criteria of a review in three values: met, unmet, cannot tell. They propose; people decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How a criterion, or all of a review's criteria together, stand. Unknown is neither met nor unmet."""

    MET = "met"
    UNMET = "unmet"
    CANNOT_TELL = "cannot_tell"


class Part(StrEnum):
    """Which list of the review a criterion is in."""

    ALL_OF = "all_of"
    ANY_OF = "any_of"
    ALWAYS_WHEN = "always_when"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion as it stands for one case.

    ``because`` says what the record shows of it, ``evidence_keys`` the facts that rests on. ``asked``: no
    record fact answers all of it, so people do. ``defects`` are known faults of the framework's own wording.
    """

    part: Part
    text: str
    standing: Standing
    because: str = ""
    evidence_keys: tuple[str, ...] = ()
    asked: bool = False
    defects: tuple[str, ...] = ()


def all_of(standings: Iterable[Standing]) -> Standing:
    """Unmet if one is unmet; else cannot tell if one cannot be told; else met, also of none at all."""
    found = set(standings)
    if Standing.UNMET in found:
        return Standing.UNMET
    return Standing.CANNOT_TELL if Standing.CANNOT_TELL in found else Standing.MET


def any_of(standings: Iterable[Standing]) -> Standing:
    """Met if one is met; else cannot tell if one cannot be told; else unmet, also of none at all."""
    found = set(standings)
    if Standing.MET in found:
        return Standing.MET
    return Standing.CANNOT_TELL if Standing.CANNOT_TELL in found else Standing.UNMET


def whole(criteria: Iterable[Criterion]) -> Standing:
    """How a review's criteria stand together.

    Met when all of one list and at least one of the next hold (an empty list asks nothing), or any of the
    third. A review that states no criteria cannot be told: its need is people's judgement.
    """
    lists: dict[Part, list[Standing]] = {part: [] for part in Part}
    for criterion in criteria:
        lists[criterion.part].append(criterion.standing)
    if not any(lists.values()):
        return Standing.CANNOT_TELL
    ordinary = []
    if lists[Part.ALL_OF]:
        ordinary.append(all_of(lists[Part.ALL_OF]))
    if lists[Part.ANY_OF]:
        ordinary.append(any_of(lists[Part.ANY_OF]))
    ways = [all_of(ordinary)] if ordinary else []
    return any_of([*ways, *lists[Part.ALWAYS_WHEN]])
