"""What facts of a record answer of a review's criteria: one function for each `RecordFact`, in three values.

The absence of a fact is a "no" only where the source covers such facts. Codes are those of the SSDA903 return,
which the other standards share.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from lif_plugin.domain.criteria import Standing, all_of, any_of
from lif_plugin.domain.review import RecordFact
from lif_plugin.hooks import CaseView
from lif_plugin.hooks.types import Fact

ADULT: Final = 18
LEAVER_FROM: Final = 16
LEAVER_UNTIL: Final = 25
"""A care leaver is spoken of up to and including 24 years: until the 25th birthday."""
PROTECTION: Final = "CP"
REMAND: Final = "J1"
YOUNG_OFFENDERS: Final = "R5"
SECURE_HOME: Final = "K1"
NEED_ABUSE: Final = "N1"
JUSTICE: Final = {"legal_status": frozenset({"J1", "J2", "J3"}), "placement": frozenset({"R5"})}
"""Remanded, detained or sentenced; placed in a young offender institution or prison."""
CONFERENCE: Final = "CONFERENCE"
_YEAR: Final = 10_000
_EXACT: Final = frozenset({"day", "minute"})
_IN_CARE: Final = ("placement", "legal_status")


class Answer(NamedTuple):
    """How a question stands, what the record shows of it, and the facts that rests on."""

    standing: Standing
    because: str
    keys: tuple[str, ...] = ()


def answer(case: CaseView, facts: Iterable[RecordFact]) -> Answer:
    """Answer all of these questions together for one case."""
    given = [ANSWERS[fact](case) for fact in facts]
    keys = dict.fromkeys(key for one in given for key in one.keys)
    said = dict.fromkeys(one.because for one in given if one.because)
    return Answer(all_of(one.standing for one in given), "; ".join(said), tuple(keys))


def death_of(case: CaseView) -> Fact | None:
    """The fact that says most exactly when the person died."""
    deaths = case.of("death")
    return next((fact for fact in deaths if fact.precision in _EXACT), deaths[0] if deaths else None)


def younger_than(case: CaseView, years: int, fact: Fact) -> bool | None:
    """Whether the person had not reached this age on the day of a fact; None where the record cannot tell.

    A 29 February birthday is passed on 1 March, as in English law.
    """
    births = {birth.evidence.occurred_day for birth in case.of("birth")}
    answers = {fact.evidence.occurred_day < born + years * _YEAR for born in births}
    if fact.precision not in _EXACT:
        return None
    return answers.pop() if len(answers) == 1 else None


def protection_plans(case: CaseView) -> tuple[Fact, ...]:
    """The child protection plans, in order of time."""
    return tuple(plan for plan in case.of("plan") if plan.evidence.code == PROTECTION)


def repeat_plans(case: CaseView) -> tuple[tuple[Fact, ...], ...]:
    """Each protection plan that began after another had ended, with all those before it."""
    plans = protection_plans(case)
    found = []
    for place, plan in enumerate(plans):
        earlier = tuple(
            one
            for one in plans[:place]
            if one.until_day is not None and one.until_day <= plan.evidence.occurred_day
        )
        if earlier:
            found.append((*earlier, plan))
    return tuple(found)


def _child_died(case: CaseView) -> Answer:
    death = death_of(case)
    if death is None:
        return _none(case, "death", "The record shows no death")
    return _as_child(case, death, "The record shows a death", _keys(case.of("death")))


def _child_harmed(case: CaseView) -> Answer:
    harms = case.of("serious_harm")
    if not harms:
        return _none(case, "serious_harm", "The record shows no serious harm")
    given = [_as_child(case, harm, "The record shows serious harm", _keys(harms)) for harm in harms]
    standing = any_of(one.standing for one in given)
    return next(one for one in given if one.standing is standing)


def _as_child(case: CaseView, fact: Fact, what: str, keys: tuple[str, ...]) -> Answer:
    under = younger_than(case, ADULT, fact)
    if under is None:
        return Answer(Standing.CANNOT_TELL, f"{what}; it does not show the age on that day", keys)
    if under:
        return Answer(Standing.MET, what, keys)
    return Answer(Standing.UNMET, f"{what} at 18 years or over", keys)


def _died_or_harmed(case: CaseView) -> Answer:
    given = (_child_died(case), _child_harmed(case))
    standing = any_of(one.standing for one in given)
    same = [one for one in given if one.standing is standing]
    return Answer(
        standing, "; ".join(one.because for one in same), tuple(key for one in same for key in one.keys)
    )


def _abuse_or_neglect(case: CaseView) -> Answer:
    """A protection plan or a section 47 enquiry; never "no", since what is suspected need not be on record."""
    shown = [*protection_plans(case), *case.of("section_47")]
    if shown:
        kinds = {"plan": "a child protection plan", "section_47": "a section 47 enquiry"}
        said = dict.fromkeys(kinds[fact.evidence.kind] for fact in shown)
        return Answer(Standing.MET, f"The record shows {' and '.join(said)}", _keys(shown))
    needs = tuple(need for need in case.of("need") if need.evidence.code == NEED_ABUSE)
    if needs:
        said_need = "The recorded need is abuse or neglect, which also stands for a child at risk of it"
        return Answer(Standing.CANNOT_TELL, said_need, _keys(needs))
    return Answer(
        Standing.CANNOT_TELL, "The record shows neither a child protection plan nor a section 47 enquiry"
    )


def _looked_after(case: CaseView) -> Answer:
    death = death_of(case)
    if death is None:
        return _none(case, "death", "The record shows no death")
    if younger_than(case, ADULT, death) is False:
        return Answer(Standing.UNMET, "The record shows a death at 18 years or over", _keys((death,)))
    spells = _on_the_day(case, _IN_CARE, death)
    if spells:
        return Answer(Standing.MET, "The record shows care on that day", (*_keys((death,)), *_keys(spells)))
    known = [kind for kind in _IN_CARE if case.covered.get(kind, 0) >= death.evidence.occurred_day]
    if known and death.precision in _EXACT:
        return Answer(Standing.UNMET, "The record shows no care on that day")
    return Answer(Standing.CANNOT_TELL, "The source does not tell who was looked after on that day")


def _care_leaver(case: CaseView) -> Answer:
    death = death_of(case)
    if death is None:
        return _none(case, "death", "The record shows no death")
    if younger_than(case, LEAVER_UNTIL, death) is False:
        return Answer(Standing.UNMET, "The record shows an age of 25 or over on that day")
    if younger_than(case, LEAVER_FROM, death):
        return Answer(Standing.UNMET, "The record shows an age under 16 on that day")
    contacts = case.of("care_leaver_contact")
    if contacts:
        keys = (*_keys((death,)), *_keys(contacts))
        if younger_than(case, LEAVER_UNTIL, death) is None:
            said = "The record shows a care leaver; it does not show the age on that day"
            return Answer(Standing.CANNOT_TELL, said, keys)
        return Answer(Standing.MET, "The record shows a care leaver", keys)
    if _on_the_day(case, _IN_CARE, death):
        return Answer(Standing.UNMET, "The record shows care on that day, not care that was left")
    cared = [spell for kind in _IN_CARE for spell in case.of(kind)]
    if cared:
        return Answer(Standing.CANNOT_TELL, "The record shows care that ended before", _keys(cared))
    if {"care_leaver_contact", "placement"} <= case.covered.keys():
        return Answer(Standing.UNMET, "The record shows no care leaver")
    return Answer(Standing.CANNOT_TELL, "The source does not tell who has left care")


def _placed(kind: str, code: str, what: str) -> Callable[[CaseView], Answer]:
    """On the day of death the record shows this placement or status; without it nobody can say where it was."""

    def answered(case: CaseView) -> Answer:
        death = death_of(case)
        if death is None:
            return _none(case, "death", "The record shows no death")
        spells = [spell for spell in _on_the_day(case, (kind,), death) if spell.evidence.code == code]
        if spells:
            return Answer(Standing.MET, f"The record shows {what} on that day", _keys(spells))
        return Answer(Standing.CANNOT_TELL, "The record does not show where the child died")

    return answered


def _ever_on_plan(case: CaseView) -> Answer:
    plans = protection_plans(case)
    if plans:
        return Answer(Standing.MET, "The record shows a child protection plan", _keys(plans))
    return Answer(
        Standing.CANNOT_TELL, "The record shows no child protection plan; it may not reach back far enough"
    )


def _care_experienced(case: CaseView) -> Answer:
    care = [fact for kind in (*_IN_CARE, "care_leaver_contact") for fact in case.of(kind)]
    if care:
        return Answer(Standing.MET, "The record shows care", _keys(care))
    return Answer(Standing.CANNOT_TELL, "The record shows no care; it may not reach back far enough")


def _repeat_plan(case: CaseView) -> Answer:
    runs = repeat_plans(case)
    if runs:
        return Answer(
            Standing.MET,
            f"The record shows {len(runs[-1])} child protection plans, one after another",
            _keys(runs[-1]),
        )
    return Answer(Standing.CANNOT_TELL, "The record shows no second plan; it may not reach back far enough")


def _youth_justice(case: CaseView) -> Answer:
    """A remand, a sentence or custody; never "no", since a youth offending team may know others."""
    shown = [one for kind, codes in JUSTICE.items() for one in case.of(kind) if one.evidence.code in codes]
    if shown:
        return Answer(Standing.MET, "The record shows a remand, a sentence or custody", _keys(shown))
    return Answer(
        Standing.CANNOT_TELL,
        "The record does not show whether the youth offending team knows the young person",
    )


def conference_dissents(case: CaseView) -> tuple[Fact, ...]:
    """Each dissent on the outcome of a child protection conference."""
    return tuple(one for one in case.of("dispute") if one.evidence.code == CONFERENCE)


def _conference_dissent(case: CaseView) -> Answer:
    shown = conference_dissents(case)
    if shown:
        return Answer(Standing.MET, "The record shows a dissent on the outcome of a conference", _keys(shown))
    return _none(case, "dispute", "The record shows no dissent on the outcome of a conference")


ANSWERS: Final[Mapping[RecordFact, Callable[[CaseView], Answer]]] = {
    RecordFact.CHILD_DIED: _child_died,
    RecordFact.CHILD_HARMED: _child_harmed,
    RecordFact.CHILD_DIED_OR_HARMED: _died_or_harmed,
    RecordFact.ABUSE_OR_NEGLECT: _abuse_or_neglect,
    RecordFact.LOOKED_AFTER_AT_DEATH: _looked_after,
    RecordFact.CARE_LEAVER_TO_24: _care_leaver,
    RecordFact.DIED_ON_REMAND: _placed("legal_status", REMAND, "a remand"),
    RecordFact.DIED_IN_YOUNG_OFFENDER_INSTITUTION: _placed(
        "placement", YOUNG_OFFENDERS, "a placement in a young offender institution or prison"
    ),
    RecordFact.DIED_IN_SECURE_CHILDRENS_HOME: _placed(
        "placement", SECURE_HOME, "a placement in a secure children's home"
    ),
    RecordFact.EVER_ON_PROTECTION_PLAN: _ever_on_plan,
    RecordFact.CARE_EXPERIENCED: _care_experienced,
    RecordFact.REPEAT_PROTECTION_PLAN: _repeat_plan,
    RecordFact.KNOWN_TO_YOUTH_JUSTICE: _youth_justice,
    RecordFact.CONFERENCE_DISSENT: _conference_dissent,
}


def _none(case: CaseView, kind: str, what: str) -> Answer:
    """Nothing of a kind: a "no" where the source covers the kind."""
    if kind in case.covered:
        return Answer(Standing.UNMET, what)
    return Answer(Standing.CANNOT_TELL, f"{what}, and the source does not cover such facts")


def _on_the_day(case: CaseView, kinds: Iterable[str], death: Fact) -> list[Fact]:
    """Spells that held on the day of death; care that ended before is none."""
    day = death.evidence.occurred_day
    spells = (spell for kind in kinds for spell in case.of(kind))
    return [
        spell
        for spell in spells
        if spell.evidence.occurred_day <= day and (spell.until_day is None or spell.until_day >= day)
    ]


def _keys(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(fact.evidence.key for fact in facts)
