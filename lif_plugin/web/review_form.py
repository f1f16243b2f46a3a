"""The forms of a review as they were sent: read into values, with what is wrong and the field to mend."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from starlette.datastructures import FormData

from lif_plugin.domain.clock import Milestone
from lif_plugin.domain.criteria import Standing
from lif_plugin.domain.review import Decision
from lif_plugin.errors import DecisionRefused
from lif_plugin.flow.review import Judgement
from lif_plugin.flow.review_view import ReviewSeen

_DATE: Final = ("day", "month", "year")
_FIRST: Final = {"decision": "decision-yes", "criteria": "criterion-1"}
"""The element that a link to a field leads to, where it is not the field itself."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a form that was sent: the field, the element to lead to, and what was typed."""

    field: str
    message: str
    target: str
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent."""

    values: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, form: FormData) -> "Typed":
        """Take the texts of a form, with one kind of line end."""
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        return cls({name: value.replace("\r\n", "\n").strip() for name, value in texts.items()})

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def date_of(self, name: str) -> date | None:
        """Read a day of three fields; None when all are empty. Raises `DecisionRefused`."""
        parts = [self[f"{name}-{part}"] for part in _DATE]
        if not any(parts):
            return None
        try:
            day, month, year = (int(part) for part in parts)
            return date(year, month, day)
        except ValueError as error:
            raise DecisionRefused("Enter a real date", hint="For example 27 3 2026.", field=name) from error

    def mistake(self, error: DecisionRefused) -> Mistake:
        """Say what is wrong, and where."""
        name = str(error.facts.get("field", "decision"))
        is_date = f"{name}-day" in self.values
        target = f"{name}-day" if is_date else _FIRST.get(name, name)
        return Mistake(name, f"{error.message.rstrip('.')}. {error.hint}", target, self.values)


def judgement_of(typed: Typed, seen: ReviewSeen) -> Judgement:
    """Read the form of a decision. Raises `DecisionRefused`."""
    if typed["decision"] not in set(Decision):
        raise DecisionRefused("Choose what was decided", hint="Yes, no or not yet.", field="decision")
    decided_on = typed.date_of("decided_on")
    if decided_on is None:
        raise DecisionRefused(
            "Enter the day of the decision", hint="For example 27 3 2026.", field="decided_on"
        )
    answers = {}
    for number, criterion in enumerate(seen.criteria, 1):
        given = typed[f"criterion-{number}"]
        if given in set(Standing):
            answers[criterion.text] = Standing(given)
    return Judgement(
        Decision(typed["decision"]),
        decided_on,
        typed["recommended_by"],
        typed["decided_by"],
        typed["reason"],
        typed["dissent"] or None,
        answers,
    )


def milestone_of(typed: Typed) -> Milestone:
    """Read which day a form states. Raises `DecisionRefused`."""
    if typed["milestone"] not in set(Milestone):
        raise DecisionRefused("No such day can be stated", field="milestone")
    return Milestone(typed["milestone"])
