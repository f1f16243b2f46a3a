"""Guards: an agency's own condition on a rule, written in CEL; the only home of the CEL library.

A guard is asked of the fact a result is about. What the record does not say is left out of what it is asked with, so an
answer that hangs on it cannot be told; CEL's own "and" and "or" give an answer all the same where the other side decides.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import cel

from lif_plugin.domain.config.shape import listed, nearest
from lif_plugin.domain.kinds import KINDS, NUMBER_FIELDS, TRI_FIELDS
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.hooks import CaseView
from lif_plugin.hooks.types import Fact

LONGEST: Final = 300
"""Characters of a guard."""
SPELLS: Final = {
    "plans": "plan",
    "needs": "need",
    "legal_statuses": "legal_status",
    "placements": "placement",
}
"""Lists of the codes in force on the day, by the kind they are of."""
AGE: Final = "age"
DAY: Final = "day"
_HIDDEN: Final = frozenset({"code_raw", "actor"})
"""The text as it was sent, and who the worker is: no rule is for one worker."""
_ALLOWED: Final = frozenset(
    {"_&&_", "_||_", "!_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in", "_?_:_", "_+_", "_-_", "-_", "_[_]",
     "size", "startsWith", "endsWith", "contains"}
)  # fmt: skip


def names_of(kind: str) -> tuple[str, ...]:
    """The names a guard may use on a rule about events of a kind."""
    return (AGE, DAY, *SPELLS, *sorted(KINDS[kind].fields - _HIDDEN))


def faults_of(text: str, kind: str) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a guard on a rule about events of a kind, each with its remedy; nothing if it can be used."""
    if len(text) > LONGEST:
        yield (
            f"The condition is longer than {LONGEST} characters.",
            "Say less, or set a threshold or a reason.",
        )
        return
    try:
        program = cel.compile(text)
    except ValueError as error:
        where = str(error).splitlines()[0].partition("ERROR: <input>:")[2] or "it cannot be read"
        yield f"The condition is no CEL: {where[:120]}.", "Write it as \"age >= 5 && code == 'CP'\"."
        return
    known = names_of(kind)
    before = False
    for name in program.variables():
        if name not in known:
            before = True
            yield f"The condition has no name {name!r}.{nearest(name, known)}", f"It may use {listed(known)}."
    for name in program.functions():
        if name not in _ALLOWED:
            before = True
            yield (
                f"The condition may not use {name!r}.",
                "It compares, joins with && and ||, and looks into lists.",
            )
    if not before and not _gives_an_answer(program, kind):
        yield (
            "The condition does not give true or false.",
            "Compare texts with texts and numbers with numbers.",
        )


def _gives_an_answer(program: Any, kind: str) -> bool:
    """Whether made-up values of the right sort give true or false."""
    made: dict[str, Any] = {AGE: 7, DAY: 20240101, **{name: ["X"] for name in SPELLS}}
    for name in KINDS[kind].fields - _HIDDEN:
        made[name] = 20240101 if name in NUMBER_FIELDS else "yes" if name in TRI_FIELDS else "X"
    try:
        return isinstance(program.execute(made), bool)
    except Exception:  # noqa: BLE001  whatever the library says of a wrong comparison, it gives no answer
        return False


def kinds_asked(text: str) -> frozenset[str]:
    """The kinds of facts that a guard reads beside the fact a result is about."""
    names = set(_program(text).variables())
    births = {"birth"} if AGE in names else set()
    return frozenset(births | {kind for name, kind in SPELLS.items() if name in names})


def answer_of(text: str, kind: str, view: CaseView, keys: tuple[str, ...], day: int | None) -> bool | None:
    """Whether a guard holds for a result about these facts, on a day (YYYYMMDD); None where it cannot be told."""
    about = [fact for fact in view.facts if fact.evidence.key in keys and fact.evidence.kind == kind]
    fact = about[-1] if about else None
    asked = dict(_asked(view, fact, day or (fact.evidence.occurred_day if fact else view.as_of)))
    try:
        answer = _program(text).execute(asked)
    except Exception:  # noqa: BLE001  the library says of what is left out: no such name, no such overload
        return None
    return answer if isinstance(answer, bool) else None


@lru_cache(maxsize=512)
def _program(text: str) -> Any:
    return cel.compile(text)


def _asked(view: CaseView, fact: Fact | None, day: int) -> Iterator[tuple[str, Any]]:
    yield DAY, day
    age = _age(view, fact, day)
    if age is not None:
        yield AGE, age
    for name, kind in SPELLS.items():
        codes = _in_force(view, kind, day)
        if codes is not None:
            yield name, codes
    recorded: Mapping[str, Any] = fact.fields if fact else {}
    # A yes-or-no is asked as the text it stands as.
    yield from (
        (name, str(value) if name not in NUMBER_FIELDS else value) for name, value in recorded.items()
    )


def _age(view: CaseView, fact: Fact | None, day: int) -> int | None:
    """Whole years on a day; None where the birth is not known to the day, or is told in two ways."""
    births = {one.evidence.occurred_day for one in view.of("birth") if one.precision in {"day", "minute"}}
    if fact is not None and fact.fields.get("born_on") is not None:
        births.add(fact.fields["born_on"])
    if len(births) != 1:
        return None
    born, then = numbered_day(births.pop()), numbered_day(day)
    # A child born on 29 February reaches an age on 1 March of a year without that day.
    return then.year - born.year - ((then.month, then.day) < (born.month, born.day))


def _in_force(view: CaseView, kind: str, day: int) -> list[str] | None:
    """The codes in force on a day; None where the source does not know that day, or a code or day is not known."""
    if not any(first <= day <= last for first, last in view.stretches.get(kind, ())):
        return None
    spells = [
        fact
        for fact in view.of(kind)
        if fact.evidence.occurred_day <= day and (fact.until_day is None or day < fact.until_day)
    ]
    codes = [fact.evidence.code for fact in spells]
    return None if None in codes else [code for code in codes if code is not None]
