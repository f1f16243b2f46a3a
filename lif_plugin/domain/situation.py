"""Situations: when a lesson may apply to a case, told by kinds of event, age and plan; never by another case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from lif_plugin.domain.criteria import Standing, all_of
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.errors import LifError

OLDEST: Final = 25
"""The last age, in years, that a situation can speak of: support for care leavers ends at 25."""


class SituationRefused(LifError):
    """A situation says what no record can show."""

    code = "situation_refused"
    hint = "Name kinds of event, ages from 0 to 25, or codes of plans."


@dataclass(frozen=True, slots=True)
class Situation:
    """Every part that is given must hold. Empty parts ask nothing.

    ``events``: any of these kinds, within ``within_days`` where given; ``youngest`` and ``oldest`` in years, both
    included; ``plans``: a plan of any of these codes is in force. Raises `SituationRefused`.
    """

    events: tuple[str, ...] = ()
    within_days: int | None = None
    youngest: int | None = None
    oldest: int | None = None
    plans: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = sorted(set(self.events) - KINDS.keys())
        if unknown:
            raise SituationRefused(f"There is no kind of event {', '.join(unknown)}.")
        if self.within_days is not None and (self.within_days < 1 or not self.events):
            raise SituationRefused("Days are a number from 1, and of events.")
        ages = [age for age in (self.youngest, self.oldest) if age is not None]
        if ages != sorted(ages) or any(not 0 <= age <= OLDEST for age in ages):
            raise SituationRefused(f"Ages are from 0 to {OLDEST}, the youngest first.")
        if not self.events and not ages and not self.plans:
            raise SituationRefused("A situation asks something of a record, or every case would be in it.")

    @classmethod
    def of(cls, parts: Mapping[str, Any]) -> "Situation":
        """A situation from its stored parts. Raises `SituationRefused`."""
        return cls(
            tuple(parts.get("events") or ()),
            parts.get("within_days"),
            parts.get("youngest"),
            parts.get("oldest"),
            tuple(parts.get("plans") or ()),
        )

    def parts(self) -> dict[str, Any]:
        """The parts that ask something, as they are stored."""
        given = {name: getattr(self, name) for name in self.__slots__}
        return {name: part for name, part in given.items() if part not in {None, ()}}


@dataclass(frozen=True, slots=True)
class Held:
    """A fact as a situation asks for it: kind, days (YYYYMMDD), code, and the birth date that its row states."""

    kind: str
    day: int | None
    until: int | None
    code: str | None
    born_on: int | None


@dataclass(frozen=True, slots=True)
class Applies:
    """How a situation stands for a record, and why, in sentences that name no child."""

    standing: Standing
    why: tuple[str, ...]


def applies(situation: Situation, facts: Sequence[Held], known: Iterable[str], as_of: int) -> Applies:
    """Hold a situation against a record on a day (YYYYMMDD); ``known`` are the kinds that its source covers.

    What the source does not cover, or a birth date nobody recorded, is cannot tell; never no.
    """
    covered, day = frozenset(known), numbered_day(as_of)
    parts = []
    if situation.events:
        parts.append(_happened(situation, facts, covered, day))
    if situation.youngest is not None or situation.oldest is not None:
        parts.append(_aged(situation, facts, day))
    if situation.plans:
        parts.append(_planned(situation, facts, covered, as_of))
    return Applies(
        all_of(standing for standing, _why in parts), tuple(why for _standing, why in parts if why)
    )


def _happened(
    situation: Situation, facts: Sequence[Held], covered: frozenset[str], day: date
) -> tuple[Standing, str]:
    first = day - timedelta(days=situation.within_days) if situation.within_days else date.min
    found = [
        fact
        for fact in facts
        if fact.kind in situation.events and fact.day is not None and first <= numbered_day(fact.day) <= day
    ]
    if found:
        last = max(found, key=lambda fact: fact.day or 0)
        on = numbered_day(last.day or 0)
        return Standing.MET, f"The record shows: {_worded(last.kind)} on {on.day} {on:%B %Y}."
    uncovered = set(situation.events) - covered
    return (Standing.CANNOT_TELL if uncovered else Standing.UNMET), ""


def _aged(situation: Situation, facts: Sequence[Held], day: date) -> tuple[Standing, str]:
    births = {fact.born_on for fact in facts if fact.born_on} | {
        fact.day for fact in facts if fact.kind == "birth" and fact.day
    }
    if len(births) != 1:
        return Standing.CANNOT_TELL, ""
    born = numbered_day(births.pop())
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    youngest = 0 if situation.youngest is None else situation.youngest
    oldest = OLDEST if situation.oldest is None else situation.oldest
    met = youngest <= age <= oldest
    return (
        (Standing.MET, f"It is about children aged {youngest} to {oldest}.") if met else (Standing.UNMET, "")
    )


def _planned(
    situation: Situation, facts: Sequence[Held], covered: frozenset[str], as_of: int
) -> tuple[Standing, str]:
    for fact in facts:
        running = fact.day is not None and fact.day <= as_of and (fact.until is None or fact.until > as_of)
        if fact.kind == "plan" and fact.code in situation.plans and running:
            return Standing.MET, f"It is about children with this plan: {_worded(fact.code or '')}."
    return (Standing.UNMET if "plan" in covered else Standing.CANNOT_TELL), ""


def _worded(name: str) -> str:
    return name.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Learnt:
    """A published lesson of a partnership: what was learnt, from what, on which theme, and when it applies."""

    id: str
    text: str
    source: str
    theme: str
    situation: Situation
