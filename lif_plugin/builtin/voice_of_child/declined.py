"""VOC-24: the child declined twice running, and was asked in the same way by the same person both times.

Reads ``visit`` (``outcome`` declined, ``seen``, ``method``, ``actor``), ``view_given`` (``outcome`` declined, ``method``, ``actor``) and
``advocacy`` (``offered``). Met once another way or person is on record, at either time or since; cannot tell while
way or person is blank and nothing else on record differs.
"""

from collections.abc import Iterator
from itertools import pairwise

from lif_plugin.domain.kinds import DECLINED
from lif_plugin.domain.prompt import Finding
from lif_plugin.domain.rule import State
from lif_plugin.hooks import CaseView
from lif_plugin.hooks.types import Fact

_WAYS = ("method", "actor")


def declined_twice(rule: str, case: CaseView) -> Iterator[Finding]:
    """One finding for each second time running at which the child chose to say nothing."""
    asked = [
        fact for fact in case.facts if fact.evidence.kind in {"visit", "view_given"} and _was_asked(fact)
    ]
    for number, (first, second) in enumerate(pairwise(asked)):
        if not (_declined(first) and _declined(second)):
            continue
        later = asked[number + 2 :]
        if _offered_since(case, first) or any(_differ(second, one) is True for one in (first, *later)):
            continue
        unsure = any(_differ(second, one) is None for one in (first, *later))
        state, reason = (State.CANNOT_TELL, "not_recorded") if unsure else (State.GAP, None)
        day, proof = second.evidence.occurred_day, (first.evidence, second.evidence)
        yield Finding(rule, second.evidence.key, state, day, proof, reason)


def _was_asked(fact: Fact) -> bool:
    """A view given or declined, or a visit at which the child was there to be asked."""
    return fact.evidence.kind == "view_given" or _declined(fact) or fact.fields.get("seen") == "yes"


def _declined(fact: Fact) -> bool:
    return fact.fields.get("outcome") == DECLINED


def _differ(one: Fact, other: Fact) -> bool | None:
    """Whether way or person differ; None while neither is known to, and one of them is blank."""
    ways = [(one.fields.get(name), other.fields.get(name)) for name in _WAYS]
    if any(mine is not None and theirs is not None and mine != theirs for mine, theirs in ways):
        return True
    return None if any(mine is None or theirs is None for mine, theirs in ways) else False


def _offered_since(case: CaseView, first: Fact) -> bool:
    """An advocate is another person."""
    offers = (fact for fact in case.of("advocacy") if fact.fields.get("offered") == "yes")
    return any(fact.evidence.occurred_day >= first.evidence.occurred_day for fact in offers)
