"""Holds what rules said against what scenarios expect, and says which of the five cases each rule is shown in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lif_plugin.testing.scenarios.form import FIRST_LATE, LAST_IN_TIME, Claim, Five, Part, Subject
from lif_plugin.testing.scenarios.saying import Heard, Said


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim holds; where it does not, what the rule said in its place."""

    claim: Claim
    holds: bool
    said: str


def judge(heard: Iterable[Heard]) -> list[Verdict]:
    """Hold each claim against what was heard."""
    return [Verdict(one.claim, _holds(one), in_words(one.said)) for one in heard]


def _holds(heard: Heard) -> bool:
    expected = heard.claim.says
    if isinstance(expected, str):
        return bool(heard.said) and all(one["state"] == expected for one in heard.said)
    return len(expected) == len(heard.said) and all(
        one.get(name) == value
        for wanted, one in zip(expected, heard.said, strict=True)
        for name, value in wanted.items()
    )


def in_words(said: Iterable[Said]) -> str:
    """What was said, on one line; no child's facts."""
    return (
        "; ".join(
            ", ".join(
                f"{value}" if name == "state" else f"{name} {value}"
                for name, value in one.items()
                if value is not None
            )
            for one in said
        )
        or "nothing"
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """Which of the five cases a rule is shown in, and which it is said not to have, each with the reason."""

    subject: Subject
    cases: frozenset[Five]
    cannot_occur: Mapping[Five, str]

    @property
    def lacking(self) -> list[Five]:
        """The cases that are neither shown nor said not to occur, in order."""
        return [five for five in Five if five not in self.cases and five not in self.cannot_occur]


def shown_in(parts: Iterable[Part], edges: Mapping[str, Iterable[str]]) -> dict[str, Shown]:
    """By rule, the cases that its claims show; ``edges`` are those that readings of timers stand at.

    A boundary is shown by two claims, the last in time and the first late.
    """
    found: dict[str, Shown] = {}
    at_edge = {rule: set(marks) for rule, marks in edges.items()}
    for part in parts:
        marked = at_edge.setdefault(part.rule, set())
        marked |= {claim.edge for claim in part.claims if claim.edge is not None}
        cases = {five for claim in part.claims for five in claim.shows}
        if marked >= {LAST_IN_TIME, FIRST_LATE}:
            cases.add(Five.EDGE)
        before = found.get(part.rule, Shown(part.subject, frozenset(), {}))
        found[part.rule] = Shown(
            part.subject, before.cases | cases, {**before.cannot_occur, **part.cannot_occur}
        )
    return found


def edges_of(heard: Iterable[Heard]) -> dict[str, set[str]]:
    """The edges that readings of timers stand at: done on the last day, done or asked on the first after it."""
    found: dict[str, set[str]] = {}
    for one in heard:
        marks = found.setdefault(one.claim.rule, set())
        for said in one.said:
            due, done = _day(said.get("due")), _day(said.get("done"))
            if due is None:
                continue
            after = due + timedelta(days=1)
            if said["state"] == "met" and done == due:
                marks.add(LAST_IN_TIME)
            if said["state"] == "late" and after in {done, one.claim.today}:
                marks.add(FIRST_LATE)
    return found


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
