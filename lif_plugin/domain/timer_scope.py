"""Whether a timer's step applies on the day a clock starts: what must hold or must not, what came before, the age."""

from collections.abc import Iterable, Mapping, Sequence

from lif_plugin.domain.timer import Happened, Match, Step

Stretches = Mapping[str, Sequence[tuple[int, int]]]
"""The days (YYYYMMDD, both included) from which to which a source knows all facts of a kind."""
_YEAR = 10_000


def is_known(known: Stretches, kind: str, first: int, last: int) -> bool:
    """Whether the source knows every fact of a kind from one day to another."""
    return any(start <= first and last <= end for start, end in known.get(kind, ()))


def excluded(
    step: Step, held: Sequence[Happened], known: Stretches, day: int, opened: int | None
) -> bool | None:
    """Whether a step does not apply to a clock that starts on ``day``; None where nobody can say.

    ``opened`` is the day the spell began in which it runs, None where it runs in none.
    """
    said: set[bool | None] = set()
    if step.not_in is not None:
        said.add(holds_on(step.not_in, held, known, day))
    if step.only_in is not None:
        said.add(_not(holds_on(step.only_in, held, known, day)))
    if step.until_first is not None and opened is not None:
        said.add(_came(step.until_first, held, known, opened, day))
    if step.from_first is not None and opened is not None:
        said.add(_not(_came(step.from_first, held, known, opened, day)))
    if step.under:
        said.add(_not(_is_under(step.under, held, day)))
    return True if True in said else None if None in said else False


def _not(said: bool | None) -> bool | None:
    return None if said is None else not said


def holds_on(match: Match, held: Iterable[Happened], known: Stretches, day: int) -> bool | None:
    """Whether a fact that lasts held on a day."""
    there = [
        fact
        for fact in held
        if fact.evidence.kind == match.kind
        and fact.evidence.occurred_day <= day
        and (fact.until_day is None or day <= fact.until_day)
    ]
    said = {match.holds(fact) for fact in there}
    if True in said:
        return True
    if None in said:
        return None
    return False if there or is_known(known, match.kind, day, day) else None


def _came(match: Match, held: Iterable[Happened], known: Stretches, first: int, day: int) -> bool | None:
    """Whether such a fact came in a time, both days included."""
    said = {match.holds(fact) for fact in held if first <= (match.day(fact) or 0) <= day}
    if True in said:
        return True
    return None if None in said or not is_known(known, match.kind, first, day) else False


def _is_under(years: int, held: Iterable[Happened], day: int) -> bool | None:
    """Whether the person was below an age on a day; a 29 February birthday is passed on 1 March, as in law."""
    births = {fact.evidence.occurred_day for fact in held if fact.evidence.kind == "birth"}
    said = {day < born + years * _YEAR for born in births}
    return said.pop() if len(said) == 1 else None
