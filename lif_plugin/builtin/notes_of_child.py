"""What notes do not yet show of the child: rules on readings of notes, never on their words.

A reading says what a note was read to show (`lif_plugin.domain.reading`). Where no words were handed over there is no
reading, and these rules say nothing. Those about contacts run only where the child was to be seen: the note says so, or
a visit that was not to the parents stands on its day.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from lif_plugin.builtin.notes_kept import KEPT_RULES, copied_forward, written_late
from lif_plugin.domain.prompt import Evidence, Finding
from lif_plugin.domain.reading import CHILD_VIEWS, COMPLAINT, CONFERENCE, REVIEW, SEE_CHILD, Reading
from lif_plugin.domain.rule import ByPlugin, Channel, Exemption, Rule, Severity, State
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.window import Span, Unit, last_day
from lif_plugin.domain.worktime import OutsideCalendar, day_number, numbered_day
from lif_plugin.hooks import CaseFinding, CaseView, hookimpl
from lif_plugin.hooks.types import Fact

EVERYWHERE: Final = ("england", "scotland", "wales", "northern_ireland")
HEARD: Final = "UN Convention on the Rights of the Child, article 12: the child's views"
COMMUNICATION: Final = "COMM"
"""The need of a child who needs help to communicate, by the disability codes of the English census."""
LOOK_BACK: Final = timedelta(days=182)
ANSWER_IN: Final = Span(20, Unit.WORKING_DAYS)
VIEWS: Final = ("own_words", "wishes_feelings")
_DECLINED: Final = Exemption("declined", "The child did not want to say")
_ELSEWHERE: Final = Exemption("heard_elsewhere", "It is recorded elsewhere and will be added")


def _rule(identity: str, title: str, message: str, remedy: str, delivery: Channel, *, also: tuple[str, ...] = (),
          severity: Severity = Severity.WARNING, kind: str = "note", reasons: tuple[Exemption, ...] = ()) -> Rule:  # fmt: skip
    """A rule on readings, told to the worker."""
    return Rule(
        id=identity,
        version=1,
        title=title,
        message=message,
        remedy=remedy,
        authority=HEARD,
        template=ByPlugin(kind, also=also),
        addressees=(Role.WORKER,),
        severity=severity,
        delivery=delivery,
        nations=EVERYWHERE,
        exemptions=(*reasons, _ELSEWHERE),
    )


VOC_10: Final = _rule(
    "VOC-10",
    "Note of a contact with a child without speech, with nothing observed",
    "The note of {day} does not yet show what the child did, or how the child was with others.",
    "Add what you saw: what the child did, looked at, turned to or from, with whom, awake or asleep.",
    Channel.DIGEST,
    also=("visit", "birth"),
)
VOC_11: Final = _rule(
    "VOC-11",
    "Communication need, and no way of hearing the child in six months of notes",
    "The notes of the last six months do not yet show which way of communicating was used with the child.",
    "If a method, aid or interpreter was used, record it. If not, plan which will be used next time.",
    Channel.DIGEST,
    kind="need",
    also=("note", "visit"),
)
VOC_13: Final = _rule(
    "VOC-13",
    "Section for the child's wishes and feelings without any of them",
    "The section for the child's wishes and feelings of {day} does not yet show any of them.",
    "Add what the child said, wished or showed, in their own way. If that could not be, say why.",
    Channel.PANEL,
    reasons=(_DECLINED,),
)
VOC_15: Final = _rule(
    "VOC-15",
    "Child present, and only adults' words about the child",
    "The note of {day} does not yet show what the child said or wished, only what adults said of the child.",
    "If the child said or showed something, add it as theirs. If not, plan how the child can speak for themselves.",
    Channel.PANEL,
    also=("visit", "birth"),
    reasons=(_DECLINED,),
)
VOC_17: Final = _rule(
    "VOC-17",
    "View given at a review, conference or in a complaint, and no answer in 20 working days",
    "The record does not yet show by {day} what was done with the view that the child gave, or what the child was told.",
    "Record what was done because of it, or why not, and what the child was told.",
    Channel.PANEL,
)
VOC_27: Final = _rule(
    "VOC-27",
    "View recorded, and no meaning given to it",
    "The note of {day} shows a view of the child's and does not yet show what it means for the child.",
    "Add what you make of what the child said or showed.",
    Channel.PANEL,
    also=("visit",),
    severity=Severity.INFO,
)
NOTE_RULES: Final = (VOC_10, VOC_11, VOC_13, VOC_15, VOC_17, VOC_27, *KEPT_RULES)
Said = tuple[State, str | None] | None
"""What a rule says of one note: a state and its reason; None where there is nothing to say."""


@hookimpl
def lif_rules() -> Sequence[Rule]:
    """The rules that readings of notes can answer."""
    return NOTE_RULES


@hookimpl
def lif_prompts(cases: Sequence[CaseView]) -> Sequence[CaseFinding]:
    """What the readings of each case's notes do not show."""
    return [CaseFinding(case.case_ref, finding) for case in cases for finding in _findings(case)]


def _findings(case: CaseView) -> Iterator[Finding]:
    yield from written_late(case, _days_to_see(case))
    yield from copied_forward(case)
    notes = [(fact, reading) for fact in case.of("note") if (reading := fact.reading) is not None]
    if not notes:
        return
    to_see = _days_to_see(case)
    for fact, reading in notes:
        for rule, ask in _ASKED:
            said = ask(fact, reading, to_see)
            if said is not None:
                day = fact.evidence.occurred_day
                yield Finding(rule.id, fact.evidence.key, said[0], day, (fact.evidence,), said[1])
    yield from _unaided(case, notes, to_see)
    yield from _unanswered(case, notes)


def _days_to_see(case: CaseView) -> frozenset[int]:
    """The days with a visit at which the child was to be seen."""
    visits = (fact for fact in case.of("visit") if fact.fields.get("purpose") != "parents")
    return frozenset(fact.evidence.occurred_day for fact in visits)


def _to_be_seen(fact: Fact, to_see: frozenset[int]) -> bool:
    purpose = fact.fields.get("purpose")
    return purpose == SEE_CHILD or (purpose is None and fact.evidence.occurred_day in to_see)


def _nothing_observed(fact: Fact, reading: Reading, to_see: frozenset[int]) -> Said:
    """VOC-10. Whether the child was seen at all is for other rules."""
    if not _to_be_seen(fact, to_see) or not reading.shows("child_seen") or reading.shows("observation"):
        return None
    if reading.without_speech is None:
        return State.CANNOT_TELL, "not_recorded"
    return (State.GAP, None) if reading.without_speech else None


def _section_without_child(fact: Fact, reading: Reading, _to_see: frozenset[int]) -> Said:
    """VOC-13. A reason given in the section is no empty section."""
    if fact.fields.get("purpose") != CHILD_VIEWS:
        return None
    shown = reading.shows(*VIEWS, "observation", "reason_if_absent")
    return None if shown and not reading.empty else (State.GAP, None)


def _only_adults(fact: Fact, reading: Reading, to_see: frozenset[int]) -> Said:
    """VOC-15."""
    if (
        not _to_be_seen(fact, to_see)
        or not reading.shows("child_seen")
        or not reading.shows("adult_voice_only")
    ):
        return None
    if reading.without_speech is None:
        return State.CANNOT_TELL, "not_recorded"
    return None if reading.without_speech else (State.GAP, None)


def _without_meaning(fact: Fact, reading: Reading, to_see: frozenset[int]) -> Said:
    """VOC-27."""
    asked = _to_be_seen(fact, to_see) or fact.fields.get("purpose") == CHILD_VIEWS
    return (
        (State.GAP, None) if asked and reading.shows(*VIEWS) and not reading.shows("interpretation") else None
    )


_ASKED: Final[tuple[tuple[Rule, Callable[[Fact, Reading, frozenset[int]], Said]], ...]] = (
    (VOC_10, _nothing_observed),
    (VOC_13, _section_without_child),
    (VOC_15, _only_adults),
    (VOC_27, _without_meaning),
)


def _unaided(
    case: CaseView, notes: Sequence[tuple[Fact, Reading]], to_see: frozenset[int]
) -> Iterator[Finding]:
    """VOC-11, about each communication need on record: no way of hearing the child used in six months of contacts."""
    since = day_number(numbered_day(case.as_of) - LOOK_BACK)
    recent = [
        (fact, reading)
        for fact, reading in notes
        if since <= fact.evidence.occurred_day <= case.as_of and _to_be_seen(fact, to_see)
    ]
    for need in case.of("need"):
        if need.evidence.code != COMMUNICATION or (
            need.until_day is not None and need.until_day < case.as_of
        ):
            continue
        if any(reading.shows("method_adapted") for _, reading in recent):
            continue
        known = recent and _knows(case, "note", max(since, need.evidence.occurred_day), case.as_of)
        proof = (need.evidence, *(fact.evidence for fact, _ in recent))
        yield _found(VOC_11, need.evidence, proof, known=bool(known))


def _unanswered(case: CaseView, notes: Sequence[tuple[Fact, Reading]]) -> Iterator[Finding]:
    """VOC-17, about each note of a review, conference or complaint that shows a view and no answer to it."""
    for fact, reading in notes:
        given = fact.fields.get("purpose") in {REVIEW, CONFERENCE, COMPLAINT} and reading.shows(*VIEWS)
        if not given or reading.shows("response"):
            continue
        day = fact.evidence.occurred_day
        try:
            due, _within = last_day(day, ANSWER_IN, case.calendar)
        except OutsideCalendar:
            yield Finding(
                VOC_17.id, fact.evidence.key, State.CANNOT_TELL, day, (fact.evidence,), "outside_calendar"
            )
            continue
        later = [
            other
            for other, told in notes
            if day < other.evidence.occurred_day <= due and told.shows("response")
        ]
        if later or case.as_of <= due:
            continue
        known = _knows(case, "note", day, due)
        yield _found(VOC_17, fact.evidence, (fact.evidence,), known=known, day=due)


def _found(
    rule: Rule, about: Evidence, proof: tuple[Evidence, ...], *, known: bool, day: int | None = None
) -> Finding:
    state, reason = (State.GAP, None) if known else (State.CANNOT_TELL, "not_covered")
    return Finding(rule.id, about.key, state, day or about.occurred_day, proof, reason)


def _knows(case: CaseView, kind: str, first: int, last: int) -> bool:
    """Whether the source knows all facts of a kind from one day to another, both included."""
    return any(begin <= first and last <= end for begin, end in case.stretches.get(kind, ()))
