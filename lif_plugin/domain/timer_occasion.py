"""Finds on a record each time a timer's clock began: from which day, what ended it, what speaks against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.timer import Edge, Happened, Match, Step
from lif_plugin.domain.timer_scope import Stretches, excluded, holds_on, is_known
from lif_plugin.domain.worktime import day_number, numbered_day

EXACT = frozenset({"day", "minute"})
"""How exactly a day must be known to count from it."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A time during which a clock can run; ``until`` is None while it lasts."""

    first: int
    until: int | None
    facts: tuple[Happened, ...]

    def holds(self, day: int) -> bool:
        """Whether it holds on a day, its last one too."""
        return self.first <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Dated:
    """A fact and the day of it that counts."""

    day: int
    fact: Happened
    match: Match


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time a clock began. Days are YYYYMMDD.

    ``start`` is the day it counts from, None where the fact it counts from is missing; ``about`` the fact that it
    is about. ``maybe`` is the first day on which the record may show it done, or no longer called for, without
    saying so. ``is_first_known``: whether the record reaches back to the beginning of the spell. ``is_current``:
    no later one of the same spell has begun. ``excluded``: whether it does not apply; ``extended``: whether its limit
    was extended; each None where nobody can say.
    """

    step: Step
    about: Happened
    start: int | None
    start_fact: Happened
    spell: Spell | None
    done: Dated | None
    stop: Dated | None
    explained: Dated | None
    maybe: int | None
    pauses: tuple[Dated, ...]
    is_current: bool
    is_first_known: bool
    excluded: bool | None
    extended: bool | None


@dataclass(frozen=True, slots=True)
class _Look:
    """What one look at a record needs: the step, the facts in order, the day it is asked for, what is known.

    ``matched`` keeps what each match found, since every start of a step asks for the same.
    """

    step: Step
    held: Sequence[Happened]
    today: int
    known: Stretches
    matched: dict[int, list[Dated]] = field(default_factory=dict)

    def matching(self, match: Match, own: Happened | None = None) -> list[Dated]:
        """Facts that match for certain, in order of the day that counts."""
        if match.own:
            return _matching(match, () if own is None else (own,))
        found = self.matched.get(id(match))
        if found is None:
            found = self.matched[id(match)] = _matching(match, self.held)
        return found


def in_order(facts: Iterable[Happened]) -> list[Happened]:
    """Facts by day and key: what order they came in never matters."""
    return sorted(facts, key=lambda one: (one.evidence.occurred_day, one.evidence.kind, one.evidence.key))


def occasions(step: Step, facts: Iterable[Happened], today: int, known: Stretches) -> list[Occasion]:
    """Every time a step's clock began by ``today``, in order of time."""
    kinds = step.kinds
    held = in_order(
        fact for fact in facts if fact.evidence.kind in kinds and fact.evidence.occurred_day <= today
    )
    if not held:
        return []
    look = _Look(step, held, today, known)
    found = []
    for spell in _spells(step, held, today):
        starts, is_first_known = _starts(look, spell)
        last = starts[-1] if starts else None
        for one in starts:
            occasion = _occasion(look, spell, one, is_first_known, is_current=step.each or one is last)
            found.append(occasion if step.asked is None else _once_asked(look, occasion))
    return [one for one in found if one is not None and _in_force(step, one)]


def _in_force(step: Step, occasion: Occasion) -> bool:
    day = numbered_day(occasion.start or occasion.start_fact.evidence.occurred_day)
    return (step.valid_from is None or step.valid_from <= day) and (
        step.valid_to is None or day <= step.valid_to
    )


def _spells(step: Step, held: Sequence[Happened], today: int) -> list[Spell | None]:
    if step.within is None:
        return [None]
    found: list[Spell] = []
    for fact in held:
        if step.within.holds(fact) is not True:
            continue
        until = fact.until_day if fact.until_day is None or fact.until_day <= today else None
        last = found[-1] if found else None
        if step.joined and last is not None and _follows(last, fact):
            ends = None if until is None or last.until is None else max(until, last.until)
            found[-1] = Spell(last.first, ends, (*last.facts, fact))
        else:
            found.append(Spell(fact.evidence.occurred_day, until, (fact,)))
    return list(found)


def _follows(spell: Spell, fact: Happened) -> bool:
    """Whether a fact goes on where a spell ended, or within it: without a day between."""
    if spell.until is None:
        return True
    return fact.evidence.occurred_day <= day_number(numbered_day(spell.until) + timedelta(days=1))


def _starts(look: _Look, spell: Spell | None) -> tuple[list[Dated], bool]:
    """The facts that start a clock in a spell, one a day, and whether none can have come before the first."""
    step = look.step
    by_day: dict[tuple[int, str], Dated] = {}
    if spell is not None and step.opens:
        by_day[spell.first, ""] = Dated(spell.first, spell.facts[0], Match(spell.facts[0].evidence.kind))
    for match in step.starts:
        for one in look.matching(match):
            if one.day <= look.today and (spell is None or spell.holds(one.day)):
                by_day.setdefault((one.day, one.fact.evidence.key if step.each else ""), one)
    found = [by_day[day] for day in sorted(by_day)]
    reaches = _reaches_back(look, spell, found[-1].day) if found else True
    if step.nth and reaches:
        found = found[step.nth - 1 :] if step.nth_on else found[step.nth - 1 : step.nth]
    elif step.nth and not step.nth_on:
        # Which of them is the n-th is not known, so none is taken for it.
        found = []
    return found, reaches


def _matching(match: Match, held: Iterable[Happened]) -> list[Dated]:
    found = [
        Dated(day, fact, match)
        for fact in held
        if match.holds(fact) is True and (day := match.day(fact)) is not None
    ]
    return sorted(found, key=lambda one: (one.day, one.fact.evidence.key))


def _occasion(
    look: _Look, spell: Spell | None, start: Dated, is_first_known: bool, *, is_current: bool
) -> Occasion:
    step, held = look.step, look.held
    began = _beginning(look, start)
    after = start.day if began is None else began.day
    until = _window_end(look, start, spell)
    if step.ahead:
        after, until = _time_before(look, start)
    stops = [one for match in step.stops for one in look.matching(match, start.fact) if one.day >= start.day]
    if spell is not None and spell.until is not None and step.within is not None:
        stops.append(Dated(spell.until, spell.facts[-1], step.within))
    explained = [one for match in step.explains for one in look.matching(match, start.fact)]
    return Occasion(
        step=step,
        about=start.fact,
        start=None if began is None else began.day,
        start_fact=start.fact if began is None else began.fact,
        spell=spell,
        done=_done(look, start, after, until),
        stop=min(stops, key=lambda one: one.day, default=None),
        explained=next((one for one in explained if after <= one.day <= until), None),
        maybe=_maybe(step, held, start, (after, until)),
        pauses=tuple(one for match in step.pauses for one in look.matching(match, start.fact)),
        is_current=is_current,
        is_first_known=is_first_known,
        excluded=excluded(step, held, look.known, start.day, None if spell is None else spell.first),
        extended=_extended(look, after, until),
    )


def _once_asked(look: _Look, occasion: Occasion) -> Occasion | None:
    """A clock that is called for because somebody asked while it ran, done only after that; None: nobody asked."""
    asked, done = occasion.step.asked, occasion.done
    if asked is None or occasion.start is None:
        return None
    last = look.today if done is None else done.day
    came = [one for one in look.matching(asked) if occasion.start <= one.day <= last]
    return replace(occasion, about=came[0].fact) if came else None


def _extended(look: _Look, first: int, last: int) -> bool | None:
    """Whether its limit was extended while it ran, or is longer as it begins; None where the source would not know."""
    match = look.step.extended
    if match is None:
        return False
    if KINDS[match.kind].interval:
        return holds_on(match, look.held, look.known, first)
    if any(first <= one.day <= last for one in look.matching(match)):
        return True
    return False if is_known(look.known, match.kind, first, last) else None


def _time_before(look: _Look, start: Dated) -> tuple[int, int]:
    """The days in which what must come ahead of a start can have come: after the start before, up to its own day."""
    earlier = [one.day for match in look.step.starts for one in look.matching(match) if one.day < start.day]
    first = numbered_day(max(earlier)) + timedelta(days=1) if earlier else date.min
    return day_number(first), start.day


def _beginning(look: _Look, start: Dated) -> Dated | None:
    """What the clock counts from: the start, or the fact that it began with."""
    step = look.step
    if step.began_with is None:
        return start
    before = [one for one in look.matching(step.began_with) if one.day <= start.day]
    if before and not _between(look, before[-1].day, start):
        return before[-1]
    return None if step.needs_beginning else start


def _between(look: _Look, first: int, start: Dated) -> bool:
    """Whether something came between that belongs to another occasion, or may have come without being known."""
    if not all(is_known(look.known, kind, first, start.day) for kind in look.step.between):
        return True
    return any(
        fact.evidence.kind in look.step.between
        and fact is not start.fact
        and first <= fact.evidence.occurred_day < start.day
        for fact in look.held
    )


def _window_end(look: _Look, start: Dated, spell: Spell | None) -> int:
    """The last day on which something can end this clock rather than a later one."""
    if spell is not None:
        return look.today if spell.until is None else min(spell.until, look.today)
    own_end = start.fact.until_day
    if own_end is None and not look.step.until_next:
        return look.today
    follows = [
        day_number(numbered_day(one.day) - timedelta(days=1))
        for match in look.step.starts
        for one in look.matching(match)
        if one.fact is not start.fact and one.day > max(own_end or 0, start.day)
    ]
    return min([look.today, *follows])


def _done(look: _Look, start: Dated, after: int, until: int) -> Dated | None:
    """The first fact after the start that ends the clock."""
    found = [
        one
        for match in look.step.done
        for one in look.matching(match, start.fact)
        if one.fact.precision in EXACT and _comes_after(look.step, one, start, after) and one.day <= until
    ]
    return min(found, key=lambda one: (one.day, one.fact.evidence.key), default=None)


def _comes_after(step: Step, one: Dated, start: Dated, after: int) -> bool:
    """Whether a fact came after the start: of the same day too, unless it would start a clock itself."""
    if one.match.own and one.match.edge is Edge.END:
        return one.day >= after
    if one.fact is start.fact:
        return False
    if one.day > start.day or one.day < after:
        return one.day > start.day
    return not any(match.holds(one.fact) is True for match in step.starts)


def _maybe(step: Step, held: Sequence[Happened], start: Dated, window: tuple[int, int]) -> int | None:
    """The first day on which it may have been done, or called off, by what the record leaves open."""
    days = []
    for match in step.done:
        for fact in held:
            day = match.day(fact)
            if day is None or (fact is start.fact) is not match.own or not window[0] <= day <= window[1]:
                continue
            holds = match.holds(fact)
            if holds is None or (holds is True and fact.precision not in EXACT):
                days.append(day)
    ended = start.fact.until_day
    if ended is not None and any(match.own and match.holds(start.fact) is None for match in step.stops):
        # Whether what has ended led to it is not said.
        days.append(ended)
    return min(days, default=None)


def _reaches_back(look: _Look, spell: Spell | None, day: int) -> bool:
    """Whether the record knows of all that came before the start in its spell, so that it can be counted."""
    step = look.step
    if spell is None or step.within is None or not (step.nth or step.joined):
        return True
    before = day_number(numbered_day(spell.first) - timedelta(days=1))
    if step.joined and not is_known(look.known, step.within.kind, before, spell.first):
        return False
    return all(is_known(look.known, match.kind, spell.first, day) for match in step.starts)
