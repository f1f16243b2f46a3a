"""An agency's own condition on a rule: checked when it is saved, three-valued when it is asked."""

from dataclasses import replace

import pytest

from lif_plugin.cli.config_files import there
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.config.checking import check, needs_second
from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.config.document import read, write
from lif_plugin.domain.config.settings import RuleSetting
from lif_plugin.domain.prompt import Finding
from lif_plugin.domain.rule import State
from lif_plugin.flow.guarding import guarded
from lif_plugin.hooks.types import CaseView, Fact
from lif_plugin.rules.guards import LONGEST, answer_of
from lif_plugin.testing import case, fact

THERE = there()
DAY = 20240301
VISIT = fact("visit", DAY, "CP", key="v", seen="no")


def guard(text: str, rule: str = "VOC-01") -> Configuration:
    return Configuration(rules={rule: RuleSetting(guard=text)})


def answer(text: str, *facts: Fact, view: CaseView | None = None) -> bool | None:
    return answer_of(text, "visit", view or case(VISIT, *facts), ("v",), DAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("code == 'CP'", True),
        ("seen == 'yes'", False),
        ("purpose == 'parents'", None),
        ("purpose == 'parents' || code == 'CP'", True),
        ("purpose == 'parents' && code == 'CIN'", False),
        ("!(purpose == 'parents')", None),
        ("day >= 20240301", True),
    ],
)
def test_what_is_not_recorded_cannot_be_told_unless_the_rest_decides(
    text: str, expected: bool | None
) -> None:
    assert answer(text) is expected


@pytest.mark.parametrize(("born", "expected"), [(20190301, True), (20190302, False)])
def test_age_is_counted_in_whole_years_on_the_day(born: int, expected: bool) -> None:
    assert answer("age >= 5", fact("birth", born)) is expected


def test_an_age_told_in_two_ways_or_not_at_all_is_not_known() -> None:
    assert answer("age >= 5") is None
    assert answer("age >= 5", fact("birth", 20150101), fact("birth", 20150102)) is None


def test_a_spell_counts_on_its_days_and_only_where_the_source_knows_them() -> None:
    plan, ended = fact("plan", 20240101, "CP"), fact("plan", 20230101, "CIN", until_day=DAY)
    assert (answer("'CP' in plans", plan, ended), answer("'CIN' in plans", plan, ended)) == (True, False)
    unknown = replace(case(VISIT, plan), stretches={"plan": ((20240302, 20240331),)})
    assert answer("'CP' in plans", view=unknown) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("agee >= 5", "The condition has no name 'agee'. Did you mean 'age'?"),
        ("seem == 'yes'", "The condition has no name 'seem'. Did you mean 'seen'?"),
        ("actor == 'W-1'", "The condition has no name 'actor'."),
        ("participation == 'PN1'", "The condition has no name 'participation'."),
        ("age >=", "The condition is no CEL: 1:7:"),
        ("matches(code, 'C.*')", "The condition may not use 'matches'."),
        ("code", "The condition does not give true or false."),
        ("age > 'five'", "The condition does not give true or false."),
        ("age > 5 || " * 40 + "age > 5", f"The condition is longer than {LONGEST} characters."),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_be_used_is_refused_with_its_place(text: str, problem: str) -> None:
    [fault] = check(guard(text), THERE)
    assert (fault.place, fault.problem.startswith(problem)) == ("rules.VOC-01.guard", True)


def test_a_list_is_walked_by_no_condition() -> None:
    problems = [fault.problem for fault in check(guard("plans.exists(p, p == 'CP')"), THERE)]
    assert "The condition has no name 'p'." in problems
    assert "The condition may not use '@not_strictly_false'." in problems


def test_a_condition_is_written_and_read_back_and_kept_with_the_agency() -> None:
    value = guard("age >= 5")
    assert check(value, THERE) == []
    assert read(write(value)) == value
    assert Configuration.of(value.agency("elmshire", "Elmshire")) == value


def test_a_timer_takes_no_condition() -> None:
    [fault] = check(guard("age >= 5", "T-19"), THERE)
    assert fault.place == "rules.T-19"


@pytest.mark.parametrize(
    ("rule", "second"),
    [
        ("VOC-01", []),
        ("VOC-07", ["The condition of VOC-07 changes, which rests on a duty."]),
        ("VOC-06", ["The condition of VOC-06 changes, which is critical."]),
    ],
)
def test_a_condition_on_what_rests_on_a_duty_or_is_critical_needs_a_second_person(
    rule: str, second: list[str]
) -> None:
    assert needs_second(Configuration(), guard("age >= 5", rule), THERE) == second


@pytest.mark.parametrize(
    ("text", "state", "reason"),
    [
        ("code == 'CP'", State.GAP, None),
        ("code == 'CIN'", State.NOT_APPLICABLE, "guard"),
        ("age >= 5", State.CANNOT_TELL, "guard_unknown"),
    ],
)
def test_a_finding_stands_only_where_the_condition_holds(text: str, state: State, reason: str | None) -> None:
    agency = Agency("elmshire", "Elmshire", rules={"VOC-01": RuleSetting(guard=text)})
    rule = THERE.rules["VOC-01"][0]
    found = guarded(
        rule, Finding("VOC-01", "v", State.GAP, DAY, (VISIT.evidence,)), case(VISIT, agency=agency)
    )
    assert (found.state, found.reason) == (state, reason)
