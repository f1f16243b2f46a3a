"""Tools of audits: sections of questions, what is asked given the answers so far, grades, and what an answer lacks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

OVERALL: Final = "overall"
"""The question that every tool ends with: the grade of the whole."""
CONCERN: Final = "immediate_concern"
"""The row of a workbook that tells of a concern for now; no question goes by this id."""
TEXT_AT_MOST: Final = 4_000
"""Characters of an answer, its evidence or its note."""


class Kind(StrEnum):
    """How a question is answered. GRADE: by one of the tool's grades. DAY: as 2026-03-31."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    GRADE = "grade"


class Level(StrEnum):
    """Where the child's voice is looked for: with this child, in the team's practice, in how the agency is run."""

    CHILD = "child"
    TEAM = "team"
    AGENCY = "agency"


class Who(StrEnum):
    """Who answers a section of a multi-agency tool: EACH agency for its own part, or the one that leads for all."""

    EACH = "each"
    JOINT = "joint"


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose; ``id`` is what is stored."""

    id: str
    label: str


YES_NO: Final = (
    Choice("yes", "Yes"),
    Choice("no", "No"),
    Choice("not_applicable", "Not applicable"),
    Choice("cannot_tell", "The record does not show"),
)
"""The answers of a yes-or-no question: what the record does not show is never a no."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when a question that is itself asked was answered by one of these."""

    question: str
    among: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    ``show_if``: asked only when all of these hold. ``evidence_when``: the answers that need evidence. ``strength_when``
    and ``concern_when``: the answers that propose a finding under ``theme``. ``asks``: the framework's own test, as
    (kind of fact, id), that an answer answers.
    """

    id: str
    text: str
    kind: Kind
    help: str = ""
    choices: tuple[Choice, ...] = ()
    required: bool = True
    evidence_when: tuple[str, ...] = ()
    show_if: tuple[Condition, ...] = ()
    level: Level | None = None
    theme: str | None = None
    strength_when: tuple[str, ...] = ()
    concern_when: tuple[str, ...] = ()
    asks: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one title; ``who`` answers them where several agencies do."""

    id: str
    title: str
    questions: tuple[Question, ...]
    who: Who | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """While a question is answered by one of these, the overall grade is ``at_best`` this one."""

    question: str
    among: tuple[str, ...]
    at_best: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool in one version: ``grades`` the best first, ``subject`` a case or the agency itself.

    ``programmes`` are pieces of ids of the programmes that it is for, ``parts`` the parts of one child's story.
    """

    id: str
    version: int
    title: str
    subject: str
    guidance: tuple[str, ...]
    grades: tuple[Choice, ...]
    sections: tuple[Section, ...]
    caps: tuple[Cap, ...] = ()
    programmes: tuple[str, ...] = ()
    parts: tuple[Choice, ...] = ()

    def questions(self) -> Iterator[Question]:
        """Every question, section by section."""
        for section in self.sections:
            yield from section.questions

    def question(self, question_id: str) -> Question | None:
        """One question, or None."""
        return next((one for one in self.questions() if one.id == question_id), None)

    def choices_of(self, question: Question) -> tuple[Choice, ...]:
        """What a question can be answered by; nothing where that is free."""
        if question.kind is Kind.YES_NO:
            return YES_NO
        return self.grades if question.kind is Kind.GRADE else question.choices


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: a choice's id, a text, a number, or a day as 2026-03-31; empty is no answer."""

    value: str
    evidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """What is wrong with one answer, and how to mend it; ``field`` is value, evidence or note."""

    question: str
    field: str
    what: str
    remedy: str


Answers = Mapping[str, Answer]


def asked(tool: Tool, answers: Answers) -> tuple[Question, ...]:
    """The questions that are asked given these answers, in order: what hangs on a hidden question is hidden too."""
    shown: dict[str, Question] = {}
    for question in tool.questions():
        if all(one.question in shown and _holds(one, answers) for one in question.show_if):
            shown[question.id] = question
    return tuple(shown.values())


def _holds(condition: Condition | Cap, answers: Answers) -> bool:
    given = answers.get(condition.question)
    return given is not None and given.value in condition.among


def faults_of(tool: Tool, answers: Answers, *, whole: bool) -> list[AnswerFault]:
    """What is wrong with these answers; with ``whole`` also what is missing before they can be submitted."""
    shown = {question.id: question for question in asked(tool, answers)}
    found: list[AnswerFault] = []
    for key, given in answers.items():
        if tool.question(key) is None:
            found.append(AnswerFault(key, "value", "The tool asks no such question.", "Leave it out."))
        elif key not in shown and given.value and whole:
            found.append(
                AnswerFault(
                    key,
                    "value",
                    "It is not asked, given the other answers.",
                    "Empty it, or change the other.",
                )
            )
    for question in shown.values():
        found += _faults(tool, question, answers.get(question.id, Answer("")), whole=whole)
    return found + (_capped(tool, answers) if whole else [])


def _faults(tool: Tool, question: Question, given: Answer, *, whole: bool) -> Iterator[AnswerFault]:
    key, value = question.id, given.value.strip()
    for name, text in (("value", given.value), ("evidence", given.evidence), ("note", given.note)):
        if len(text) > TEXT_AT_MOST:
            yield AnswerFault(
                key, name, f"It is longer than {TEXT_AT_MOST:,} characters.", "Say it in fewer words."
            )
    if not value:
        if whole and question.required:
            yield AnswerFault(key, "value", "It is not answered yet.", "Answer it; the record may not show.")
        return
    choices = tool.choices_of(question)
    if choices and value not in {one.id for one in choices}:
        listed = ", ".join(one.label for one in choices)
        yield AnswerFault(key, "value", "It is none of the answers to choose.", f"Choose one: {listed}.")
    elif question.kind is Kind.NUMBER and not (value.isascii() and value.isdigit() and len(value) < 10):
        yield AnswerFault(key, "value", "It is no whole number from 0.", "Give one such as 12.")
    elif question.kind is Kind.DAY and not _is_day(value):
        yield AnswerFault(key, "value", "It is no day of the calendar.", "Give one such as 2026-03-31.")
    elif whole and value in question.evidence_when and not given.evidence.strip():
        yield AnswerFault(
            key, "evidence", "This answer needs evidence.", "Say where in the record it is seen."
        )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _capped(tool: Tool, answers: Answers) -> list[AnswerFault]:
    order = [one.id for one in tool.grades]
    given = answers.get(OVERALL, Answer("")).value
    names = {one.id: one.label for one in tool.grades}
    return [
        AnswerFault(
            OVERALL,
            "value",
            f"The overall grade is higher than an answer allows: at best {names[cap.at_best]}.",
            f"Look at {cap.question} again, or choose another grade.",
        )
        for cap in tool.caps
        if given in order and _holds(cap, answers) and order.index(given) < order.index(cap.at_best)
    ]


def proposed_findings(tool: Tool, answers: Answers) -> list[tuple[str, str, str]]:
    """The findings that answers propose, as (nature, theme, question): strengths with the same care as concerns."""
    found = []
    for question in asked(tool, answers):
        value = answers.get(question.id, Answer("")).value
        for nature, among in (("strength", question.strength_when), ("concern", question.concern_when)):
            if value and value in among and question.theme:
                found.append((nature, question.theme, question.id))
    return found


def part_of(tool: Tool, *, leads: bool) -> Tool:
    """What one agency answers of a multi-agency tool: everything for the one that leads, else its own part only."""
    if leads:
        return tool
    own = tuple(section for section in tool.sections if section.who is Who.EACH)
    kept = {question.id for section in own for question in section.questions}
    return _with(tool, own, tuple(cap for cap in tool.caps if cap.question in kept))


def _with(tool: Tool, sections: Sequence[Section], caps: tuple[Cap, ...]) -> Tool:
    return Tool(
        tool.id,
        tool.version,
        tool.title,
        tool.subject,
        tool.guidance,
        tool.grades,
        tuple(sections),
        caps,
        tool.programmes,
        tool.parts,
    )


def with_sections(tool: Tool, sections: Sequence[Section]) -> Tool:
    """The tool with these sections put before the one that holds the overall grade."""
    at = next(
        (
            place
            for place, one in enumerate(tool.sections)
            if any(question.id == OVERALL for question in one.questions)
        ),
        len(tool.sections),
    )
    return _with(tool, (*tool.sections[:at], *sections, *tool.sections[at:]), tool.caps)
