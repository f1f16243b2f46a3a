"""Every rule that runs is shown in its five cases by a scenario, or the scenario says why a case cannot occur."""

import functools
from collections.abc import Mapping
from typing import Any, Final

from lif_plugin.app import Parts
from lif_plugin.builtin import BUILTIN
from lif_plugin.cli.catalogue import catalogue
from lif_plugin.hooks import build_plugins
from lif_plugin.testing.cases import fact
from lif_plugin.testing.scenarios import (
    Claim,
    Five,
    Heard,
    Part,
    Shown,
    Subject,
    edges_of,
    files_of,
    load,
    shown_in,
    timer_said,
)
from lif_plugin.testing.scenarios.facts import events_of
from tests.assets.scenarios import FOLDERS

ELSEWHERE: Final = {
    "VOC-28": "about an audit and not about a case; shown in tests/unit/domain/test_heard.py",
    "VOC-29": "about learning and not about a case; shown in tests/unit/domain/test_heard.py",
    "T-33": "a duty of agencies and not of a case; shown in tests/unit/domain/test_duty.py",
    "T-34": "a duty of the partnership and not of a case; shown in tests/unit/domain/test_duty.py",
}


@functools.cache
def parts() -> tuple[Part, ...]:
    return tuple(load(files_of(FOLDERS)))


@functools.cache
def application() -> Parts:
    return Parts(build_plugins(BUILTIN, discover=True))


def running() -> list[dict[str, Any]]:
    return [row for row in catalogue(application(), None) if row["status"] == "running"]


def is_of_a_case(row: Mapping[str, Any]) -> bool:
    """Not so a duty of a partnership, and a review that learning or an audit programme asks for.

    The latter are shown in tests/unit/domain/test_review_question.py and tests/integration/cycle/test_draws.py.
    """
    return row["id"] not in ELSEWHERE and (row["kind"] != "review" or bool(row["brought_up_by"]))


def heard(claim: Claim) -> Heard:
    """A claim of a timer, read on its facts alone."""
    owned = application().timers.get(claim.rule)
    if owned is None or owned.timer.carried_by or claim.nation not in owned.timer.nations:
        return Heard(claim, ())
    facts = [
        fact(
            one.kind, one.occurred_day, key=one.key, until_day=one.until_day, precision=one.precision, detail=one.detail,
            **one.fields,
        )
        for one in events_of(claim, "invented")
        if one.precision != "minute"
    ]  # fmt: skip
    return Heard(claim, tuple(timer_said(owned.timer, facts, claim)))


@functools.cache
def shown() -> Mapping[str, Shown]:
    timers = [claim for part in parts() if part.subject is Subject.TIMER for claim in part.claims]
    return shown_in(parts(), edges_of(map(heard, timers)))


def test_no_running_rule_lacks_one_of_its_five_cases() -> None:
    lacking = {}
    for row in filter(is_of_a_case, running()):
        found = shown().get(row["id"])
        cases = ["every case"] if found is None else [five.value for five in found.lacking]
        if cases:
            lacking[row["id"]] = cases
    assert lacking == {}


def test_every_reason_of_every_rule_is_given_in_a_scenario() -> None:
    given = {(claim.rule, claim.answered) for part in parts() for claim in part.claims}
    reasons = {(row["id"], code) for row in running() for code in row.get("exemptions", ())}
    assert reasons - given == set()


def test_every_timer_that_can_be_explained_is() -> None:
    explains = {
        name
        for name, owned in application().timers.items()
        if any(step.explains for step in owned.timer.steps)
    }
    assert {name for name in explains if Five.EXPLAINED not in shown()[name].cases} == set()


def test_no_scenario_is_about_a_rule_that_is_not_there() -> None:
    there = {row["id"] for row in catalogue(application(), None)}
    assert {part.rule for part in parts()} - there == set()
