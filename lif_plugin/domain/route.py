"""Where an item of learning stands on a route: which bodies have considered it, and who has to next.

A route is a framework's: steps in order, the bodies of one step acting in parallel. A body that a framework lets
act in several forms is served by any one of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lif_plugin.domain.framework_entry import Route


class Verdict(StrEnum):
    """What a body said of an item.

    On the learning route: AGREED (it goes on), NO_ACTION (nothing to change, with a reason), SENT_BACK (an earlier
    body is to look again). On the evaluation route: IMPROVED, NOT_IMPROVED, CANNOT_TELL. NOT_NEEDED on either: an
    optional step left out, with a reason.
    """

    AGREED = "agreed"
    NO_ACTION = "no_action"
    SENT_BACK = "sent_back"
    NOT_NEEDED = "not_needed"
    IMPROVED = "improved"
    NOT_IMPROVED = "not_improved"
    CANNOT_TELL = "cannot_tell"


LEARNING_VERDICTS = frozenset({Verdict.AGREED, Verdict.NO_ACTION, Verdict.SENT_BACK, Verdict.NOT_NEEDED})
EVALUATION_VERDICTS = frozenset(
    {Verdict.IMPROVED, Verdict.NOT_IMPROVED, Verdict.CANNOT_TELL, Verdict.SENT_BACK, Verdict.NOT_NEEDED}
)


@dataclass(frozen=True, slots=True)
class Considered:
    """One body's word on an item, in the order in which they were given; ``back_to`` with SENT_BACK only."""

    body: str
    verdict: Verdict
    back_to: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an item stands. ``step`` counts from 0; equal to the number of steps once the route is walked.

    ``waiting`` are the bodies of this step that have not spoken, ``early`` those of later steps that have.
    """

    step: int
    steps: int
    waiting: tuple[str, ...]
    early: tuple[str, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def is_walked(self) -> bool:
        """Whether every body that had to consider it has."""
        return self.step == self.steps


def stand(
    route: Route,
    considered: Iterable[Considered],
    *,
    optional: Sequence[str] = (),
    forms: Mapping[str, Sequence[str]] | None = None,
) -> Standing:
    """Work out where an item stands after what bodies said, in their order.

    A body speaks for itself or as a form of the body on the route. Words of bodies that are on no step are left out
    of the reckoning (`bodies_of` says who may speak). SENT_BACK to a body takes back what it and every later step
    said. An optional body never holds a step up once another body of the step, or of a later one, has spoken; alone
    on its step it is waited for until it speaks or a later step does.
    """
    served = _served(route, forms or {})
    said: dict[str, Verdict] = {}
    for one in considered:
        body = served.get(one.body)
        if body is None:
            continue
        if one.verdict is Verdict.SENT_BACK:
            back = served.get(one.back_to or "")
            first = _step_of(route, back) if back is not None else _step_of(route, body)
            for later in {name for step in route[first:] for name in step}:
                said.pop(later, None)
        else:
            said[body] = one.verdict
    return _standing(route, said, frozenset(optional))


def bodies_of(route: Route, forms: Mapping[str, Sequence[str]] | None = None) -> frozenset[str]:
    """Every body, and every form of one, that may speak on a route."""
    return frozenset(_served(route, forms or {}))


def _standing(route: Route, said: Mapping[str, Verdict], optional: frozenset[str]) -> Standing:
    spoken_at = [any(body in said for body in step) for step in route]
    for number, step in enumerate(route):
        silent = [body for body in step if body not in said]
        passed = spoken_at[number] or any(spoken_at[number + 1 :])
        waiting = [body for body in silent if body not in optional or not passed]
        if waiting:
            later = {body for after in route[number + 1 :] for body in after if body in said}
            return Standing(
                number, len(route), tuple(waiting), tuple(sorted(later)), _verdicts(route[:number], said)
            )
    return Standing(len(route), len(route), (), (), _verdicts(route, said))


def _verdicts(steps: Route, said: Mapping[str, Verdict]) -> tuple[Verdict, ...]:
    return tuple(said[body] for step in steps for body in step if body in said)


def _served(route: Route, forms: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Of every name that may speak, the body on the route it speaks for."""
    served = {form: body for step in route for body in step for form in forms.get(body, ())}
    return served | {body: body for step in route for body in step}


def _step_of(route: Route, body: str) -> int:
    return next(number for number, step in enumerate(route) if body in step)
