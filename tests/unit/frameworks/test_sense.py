"""Faults of sense: what a file must not say at the same time."""

from collections.abc import Callable

import pytest

from lif_plugin.frameworks import Fault

Damage = Callable[[str, str], list[Fault]]


@pytest.mark.parametrize(
    ("old", "new", "item", "problem"),
    [
        ("- {id: panel, ", "- {id: board, ", "governance_bodies[board].id", "repeats the id of line 16"),
        ("id: letters\n    label", "id: audits\n    label", "sources_of_learning[audits].id", "repeats the id of line 20"),
        ("month: 9", "month: 2", "reporting_calendar[#2].items", 'has "yearly" in month 2 once more'),
        ("optional_steps: [either]", "optional_step: [either]", "sources_of_learning[audits].optional_step", "is read by nobody"),
        ("optional_steps: [either]", "optional_steps: [agreed]", "sources_of_learning[audits].optional_steps", 'names "agreed", which is on neither route'),
        ("route_basis: stated", "route_basis: none", "sources_of_learning[audits].route_basis", "is none though there is a route"),
        ("route_basis: none", "route_basis: partly", "sources_of_learning[letters].route_basis", "speaks of a route, but both are empty"),
        ("criteria_logic: any_of, ", "", "review_types[short_review].criteria", "has 2 criteria and does not say whether all or any must be met"),
        ("links_inferred: [team_plan]", "links_inferred: [board_plan]", "action_plan_types[board_plan].links_inferred", 'names "board_plan", which is no link of this plan'),
    ],
)  # fmt: skip
def test_a_contradiction_is_a_fault(damage: Damage, old: str, new: str, item: str, problem: str) -> None:
    assert (item, problem) in [(fault.item, fault.problem) for fault in damage(old, new)]


def test_a_misspelt_field_is_offered_the_right_one(damage: Damage) -> None:
    (fault,) = damage("method_options: [talk]", "method_option: [talk]")
    assert fault.remedy == "Check the spelling. Did you mean method_options?"


def test_the_same_id_in_two_lists_is_no_fault(damage: Damage) -> None:
    assert damage("id: listened", "id: letters") == []


def test_fields_of_a_frameworks_own_are_welcome(damage: Damage) -> None:
    assert (
        damage("frequency: quarterly", "frequency: quarterly\n    reported: annual\n    lead_note: by turns")
        == []
    )
