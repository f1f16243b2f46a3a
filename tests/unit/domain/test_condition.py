"""Conditions are checked against the kind they are asked of, and say what else they read."""

import pytest

from lif_plugin.domain.condition import (
    AgeUnder,
    AllOf,
    AnyOf,
    Condition,
    During,
    Is,
    Missing,
    Not,
    check_condition,
    kinds_of,
)
from lif_plugin.errors import InvalidRule


@pytest.mark.parametrize(
    "condition",
    [
        Is("code", ("PN4",)),
        Missing("born_on"),
        AllOf((Not(Is("held", ("no",))), AnyOf((AgeUnder(4), During("legal_status", ("V4",)))))),
    ],
)
def test_a_condition_that_fits_its_kind_is_taken(condition: Condition) -> None:
    check_condition(condition, "review")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (Is("seen", ("no",)), "Events of kind review have no column 'seen'."),
        (Missing("detail"), "Events of kind review have no column 'detail'."),
        (Not(AllOf((Missing("mood"),))), "Events of kind review have no column 'mood'."),
        (During("holiday", ("V4",)), "There is no event kind 'holiday'."),
        (Is("code", ()), "A condition that names no value can never hold."),
        (During("plan", ()), "A condition that names no value can never hold."),
        (Is("held", ("No",)), "held can only be yes, no or not_applicable."),
        (Is("seq", ("1",)), "seq is a number; a condition can only ask whether it is missing."),
    ],
)
def test_a_condition_that_cannot_be_asked_is_refused(condition: Condition, said: str) -> None:
    with pytest.raises(InvalidRule) as refusal:
        check_condition(condition, "review")
    assert refusal.value.message == said


@pytest.mark.parametrize(
    ("condition", "kinds"),
    [
        (None, set()),
        (Is("code", ("PN4",)), set()),
        (Not(AgeUnder(4)), {"birth"}),
        (AnyOf((During("legal_status", ("V4",)), During("plan", ("CP",)))), {"legal_status", "plan"}),
    ],
)
def test_a_condition_names_the_other_kinds_it_reads(condition: Condition | None, kinds: set[str]) -> None:
    assert kinds_of(condition) == kinds
