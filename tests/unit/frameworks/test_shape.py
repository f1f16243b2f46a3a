"""Faults of shape: what is missing, too much or of the wrong type, with the place and the remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lif_plugin.frameworks import Fault, check_framework

Damage = Callable[[str, str], list[Fault]]


def test_the_small_framework_has_no_fault(small: Path) -> None:
    assert check_framework(small) == ()


@pytest.mark.parametrize(
    ("old", "new", "item", "problem", "remedy"),
    [
        ("scope: multi_agency\n", "", "scope", "is missing", "Add scope."),
        (
            "    evaluation_route: [[board]]\n",
            "",
            "sources_of_learning[audits].evaluation_route",
            "is missing",
            "Add evaluation_route.",
        ),
        (
            "kind: quality_assurance",
            "kind: quality_asurance",
            "sources_of_learning[audits].kind",
            'is "quality_asurance"',
            "Did you mean quality_assurance?",
        ),
        (
            "via: board",
            "via: board, vai: board",
            "roles[chair_reads].vai",
            "is not a field of this part",
            "Take it out or rename it.",
        ),
        (
            "agencies:\n",
            "agancies: []\nagencies:\n",
            "agancies",
            "is not a field of this part",
            "Take it out",
        ),
        ('title: "Smallshire Framework"', "title: no", "title", "is yes or no where text belongs", "quotes"),
        (
            'starts: "2024"',
            "starts: 2024",
            "period.starts",
            "is a number where text or null belongs",
            '"2024"',
        ),
        (
            "[[panel], [either, board]]",
            "[panel]",
            "sources_of_learning[audits].learning_route[#1]",
            "is text where a list belongs",
            "Write a list.",
        ),
        (
            "id: listened",
            "id: Listened",
            "voice_of_child.tests[Listened].id",
            'is "Listened", which is no id',
            "Begin with a small letter",
        ),
        ('title: "Smallshire Framework"', 'title: ""', "title", "is empty", "Write something"),
        (
            "[either, board]]",
            "[board, board]]",
            "sources_of_learning[audits].learning_route[#2]",
            "names the same thing twice",
            "Keep it once.",
        ),
        ("month: 9", "month: 13", "reporting_calendar[#2].month", "is 13", "Write a number of at most 12."),
        ("month: 2", "month: 0", "reporting_calendar[#1].month", "is 0", "Write a number of at least 1."),
        ("- {id: answer, ", "- {", "obligations[#1].id", "is missing", "Add id."),
        ('must: "Answer each finding"', "must: 3", "obligations[answer].must", "is a number", "quotes"),
        (
            "level: strategic",
            "level: []",
            "governance_bodies[board].level",
            "is a list where text",
            "Write text.",
        ),
    ],
)
def test_a_damage_is_named_with_place_and_remedy(
    damage: Damage, old: str, new: str, item: str, problem: str, remedy: str
) -> None:
    fault = next(fault for fault in damage(old, new) if fault.item == item)
    assert fault.problem.startswith(problem)
    assert remedy in fault.remedy


def test_a_fault_of_two_schemas_is_said_once(damage: Damage) -> None:
    faults = damage('- {id: safer, label: "Children are safer", of', "- {id: safer, of")
    assert [(fault.item, fault.line) for fault in faults] == [("aims[safer].label", 10)]


def test_all_missing_fields_are_named_in_the_order_of_the_file(damage: Damage) -> None:
    faults = damage("- {id: yearly, ", "- {")
    assert [fault.item for fault in faults] == [
        "reporting_calendar[#1].items",
        "reporting_calendar[#2].items",
        "recurring_reports[#1].id",
    ]


def test_the_line_is_that_of_the_field(damage: Damage) -> None:
    (fault,) = damage("    frequency: quarterly", "    frequency: 4")
    assert (fault.item, fault.line) == ("sources_of_learning[audits].frequency", 23)
