"""What a tool of audits must make sense of beside its shape: every name leads somewhere, and the child's voice is asked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lif_plugin.domain.audit_tool import CONCERN, OVERALL, YES_NO, Kind, Level, Who
from lif_plugin.frameworks.faults import Fault, suggestion
from lif_plugin.frameworks.reading import Document, Parts

Placed = tuple[Parts, Mapping[str, Any]]


def sense_faults(document: Document) -> Iterator[Fault]:
    """Yield a fault for everything that has the right shape and cannot be meant."""
    data = document.data
    sections: list[Placed] = [(("sections", at), one) for at, one in enumerate(data["sections"])]
    questions: list[Placed] = [
        ((*parts, "questions", at), one)
        for parts, section in sections
        for at, one in enumerate(section["questions"])
    ]
    yield from _twice(document, sections, "section")
    yield from _twice(document, questions, "question")
    yield from _twice(document, [(("grades", at), one) for at, one in enumerate(data["grades"])], "grade")
    values = {one["id"]: _values(data, one) for _parts, one in questions}
    yield from _named(document, questions, values)
    yield from _capped(document, values)
    yield from _whole(document, questions)
    yield from _who(document, sections)


def _values(data: Mapping[str, Any], question: Mapping[str, Any]) -> list[str]:
    """What a question can be answered by; nothing where that is free."""
    kind = Kind(question["kind"])
    if kind is Kind.YES_NO:
        return [one.id for one in YES_NO]
    choices: Iterable[Mapping[str, Any]] = (
        data["grades"] if kind is Kind.GRADE else question.get("choices", ())
    )
    return [one["id"] for one in choices]


def _twice(document: Document, placed: list[Placed], what: str) -> Iterator[Fault]:
    met: Counter[str] = Counter()
    for parts, one in placed:
        met[one["id"]] += 1
        if met[one["id"]] == 2:
            yield document.fault((*parts, "id"), f"is the id of another {what} too", "Give it its own.")


def _named(document: Document, questions: list[Placed], values: Mapping[str, list[str]]) -> Iterator[Fault]:
    before: list[str] = []
    for parts, one in questions:
        is_choice = one["kind"] == Kind.CHOICE
        if is_choice != bool(one.get("choices")):
            problem = "has nothing to choose from" if is_choice else "has choices and is no choice"
            yield document.fault(
                parts, problem, "Give choices to a question of kind choice, and to no other."
            )
        for field in ("evidence_when", "strength_when", "concern_when"):
            yield from _unknown(document, (*parts, field), one.get(field, ()), values[one["id"]])
        if (one.get("strength_when") or one.get("concern_when")) and not one.get("theme"):
            yield document.fault(parts, "proposes findings under no theme", "Add theme.")
        for at, condition in enumerate(one.get("show_if", ())):
            here: Parts = (*parts, "show_if", at)
            if condition["question"] not in before:
                problem = f'names "{condition["question"]}", which is no question above it'
                near = suggestion(condition["question"], before)
                yield document.fault((*here, "question"), problem, f"Name one that stands above.{near}")
            else:
                known = values[condition["question"]]
                yield from _unknown(document, (*here, "among"), condition["among"], known)
        before.append(one["id"])


def _unknown(document: Document, parts: Parts, given: Iterable[str], known: list[str]) -> Iterator[Fault]:
    for value in given:
        if value not in known:
            listed = ", ".join(known) or "none, since its answer is free"
            yield document.fault(parts, f'names the answer "{value}"', f"The answers are: {listed}.")


def _capped(document: Document, values: Mapping[str, list[str]]) -> Iterator[Fault]:
    grades = [one["id"] for one in document.data["grades"]]
    for at, cap in enumerate(document.data.get("caps", ())):
        parts: Parts = ("caps", at)
        if cap["question"] not in values:
            near = suggestion(cap["question"], values)
            yield document.fault((*parts, "question"), "names no question of the tool", f"Name one.{near}")
        else:
            yield from _unknown(document, (*parts, "among"), cap["among"], values[cap["question"]])
        if cap["at_best"] not in grades:
            yield document.fault(
                (*parts, "at_best"), "names no grade", f"The grades are: {', '.join(grades)}."
            )


def _whole(document: Document, questions: list[Placed]) -> Iterator[Fault]:
    """A tool grades the whole, and asks after the child's voice at every level."""
    asked = {one["id"]: one for _parts, one in questions}
    for parts, one in questions:
        if one["id"] == CONCERN:
            yield document.fault((*parts, "id"), "is the id of a concern for now", "Give it another.")
    overall = asked.get(OVERALL)
    if overall is None or overall["kind"] != Kind.GRADE or overall.get("show_if"):
        yield document.fault(
            ("sections",),
            f"ask no question {OVERALL!r} of kind grade that is always asked",
            "Add it at the end.",
        )
    if len(document.data["grades"]) < 2:
        yield document.fault(("grades",), "are fewer than two", "Name the best first.")
    levels = {one.get("level") for one in asked.values()}
    for level in Level:
        if level.value not in levels:
            yield document.fault(
                ("sections",),
                f"do not ask after the child's voice at the level of the {level.value}",
                f"Give a question level: {level.value}.",
            )


def _who(document: Document, sections: list[Placed]) -> Iterator[Fault]:
    has_parts = bool(document.data.get("parts"))
    for parts, section in sections:
        if has_parts != ("who" in section):
            problem = (
                "does not say who answers it" if has_parts else "says who answers it in a tool without parts"
            )
            yield document.fault(
                parts, problem, f"Give who ({', '.join(Who)}) to all sections of a tool with parts."
            )
