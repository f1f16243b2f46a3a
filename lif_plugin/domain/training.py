"""Training: who still lacks a course, and what those trained could do before, directly after and later. Figures only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

FEWEST: Final = 5
"""Fewer people than these on either side say nothing about a course."""


class Stage(StrEnum):
    """When a question was asked: before the course, directly after it, or later at work."""

    BEFORE = "before"
    AFTER = "after"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a course got in one role of one agency.

    ``need`` None: the agency has not said how many need it, so nobody knows who lacks it; never nobody.
    """

    agency: str
    role: str
    need: int | None
    attended: int

    @property
    def lacking(self) -> int | None:
        """How many still lack it; None where that is not known."""
        return None if self.need is None else max(0, self.need - self.attended)


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered to one question at one stage: how many people, and their mean score."""

    stage: Stage
    people: int
    mean: float


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A question at its stages. ``change`` and ``lasting`` are later means less the first; None: too few, or not asked."""

    code: str
    text: str
    answers: tuple[Answered, ...]
    change: float | None
    lasting: float | None


def reached(
    audience: Iterable[tuple[str, str]],
    needs: Mapping[tuple[str, str], int],
    attended: Mapping[tuple[str, str], int],
) -> list[Reached]:
    """Who lacks a course: every agency and role it is offered to, and whoever came or needs it beside them."""
    keys = {*audience, *needs, *attended}
    return [Reached(agency, role, needs.get((agency, role)), attended.get((agency, role), 0))
            for agency, role in sorted(keys)]  # fmt: skip


def evaluated(
    questions: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]]
) -> list[Evaluated]:
    """Work out each question's means, and what changed directly after and later against before."""
    return [_question(one, [row for row in answers if row["code"] == one["code"]]) for one in questions]


def _question(question: Mapping[str, Any], answers: Sequence[Mapping[str, Any]]) -> Evaluated:
    found = {}
    for stage in Stage:
        rows = [row for row in answers if row["stage"] == stage]
        people = sum(row["people"] for row in rows)
        if people:
            found[stage] = Answered(stage, people, sum(row["score"] * row["people"] for row in rows) / people)
    return Evaluated(
        question["code"],
        question["text"],
        tuple(found.values()),
        _change(found, Stage.AFTER),
        _change(found, Stage.LATER),
    )


def _change(found: Mapping[Stage, Answered], last: Stage) -> float | None:
    first, then = found.get(Stage.BEFORE), found.get(last)
    if first is None or then is None or min(first.people, then.people) < FEWEST:
        return None
    return then.mean - first.mean
