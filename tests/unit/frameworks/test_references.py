"""Faults of reference: a name that leads nowhere."""

from collections.abc import Callable

import pytest

from lif_plugin.frameworks import Fault
from lif_plugin.frameworks.references import REFERENCES
from lif_plugin.frameworks.shape import known_fields

Damage = Callable[[str, str], list[Fault]]


@pytest.mark.parametrize(
    ("old", "new", "item", "what"),
    [
        ("of: audits", "of: nowhere", "aims[safer].of", "source of learning"),
        ("next: find", "next: nowhere", "cycle[change].next", "cycle stage"),
        ("forms: [panel, board]", "forms: [panel, nowhere]", "governance_bodies[either].forms", "governance body"),
        ("lead_body: panel", "lead_body: nowhere", "sources_of_learning[audits].lead_body", "governance body"),
        (
            "[[panel], [either, board]]",
            "[[panel], [either, nowhere]]",
            "sources_of_learning[audits].learning_route",
            "governance body",
        ),
        ("evaluation_route: [[board]]", "evaluation_route: [[nowhere]]", "sources_of_learning[audits].evaluation_route", "governance body"),
        ("used_for: [short_review]", "used_for: [nowhere]", "review_methods[talk].used_for", "review type"),
        ("method_options: [talk]", "method_options: [nowhere]", "review_types[short_review].method_options", "review method"),
        ("decided_by: panel", "decided_by: nowhere", "review_types[short_review].decided_by", "governance body or agency"),
        ("led_by: council", "led_by: nowhere", "audit_programmes[files].led_by", "governance body or agency"),
        ("lead_body: panel", "lead_body: panel\n    commissioned_by: [nowhere]", "sources_of_learning[audits].commissioned_by", "governance body"),
        ("lead_body: panel", "lead_body: panel\n    linked_to: [nowhere]", "sources_of_learning[audits].linked_to", "source of learning"),
        ("optional_steps: [either]", "optional_steps: [nowhere]", "sources_of_learning[audits].optional_steps", "governance body"),
        ("criteria_logic: any_of", "escalates_to: nowhere", "review_types[short_review].escalates_to", "review type"),
        ("criteria_logic: any_of", "overseen_by: nowhere", "review_types[short_review].overseen_by", "governance body or agency"),
        ("criteria_logic: any_of", "decided_by_also: [nowhere]", "review_types[short_review].decided_by_also", "governance body or agency"),
        ("criteria_logic: any_of", "recommended_by: nowhere", "review_types[short_review].recommended_by", "governance body or agency"),
        ("criteria_logic: any_of", "reports_to: nowhere", "review_types[short_review].reports_to", "governance body or agency"),
        ("led_by: council", "led_by: council, reports_to: nowhere", "audit_programmes[files].reports_to", "governance body or agency"),
        ("forms: [panel, board]", "may_be_same_as: nowhere", "governance_bodies[either].may_be_same_as", "governance body"),
        ("takes_from: [team_plan]", "takes_from: [nowhere]", "action_plan_types[board_plan].takes_from", "action plan type"),
        ("links_inferred: [team_plan]", "links_inferred: [nowhere]", "action_plan_types[board_plan].links_inferred", "action plan type"),
        ("led_by: council", "led_by: council, commissioned_by: [nowhere]", "audit_programmes[files].commissioned_by", "governance body"),
        ("led_by: council", "led_by: council, tests: [nowhere]", "audit_programmes[files].tests", "audit test"),
        ("of: files", "of: nowhere", "audit_tests[heard].of", "audit programme"),
        ("of: files", "of: files, also_of: [nowhere]", "audit_tests[heard].also_of", "audit programme"),
        ("month: 2, items: [yearly]", "month: 2, items: [nowhere]", "reporting_calendar[#1].items", "recurring report"),
        ("to: public", "to: nowhere", "recurring_reports[yearly].to", "governance body or agency"),
        ('["all staff", board]', '["all staff", nowhere]', "recurring_reports[yearly].also_to", "governance body or agency"),
        ("via: board", "via: nowhere", "roles[chair_reads].via", "governance body"),
        ('body: panel, source: "8"', 'body: nowhere, source: "8"', "reflection_opportunities[at_panel].body", "governance body"),
        ("example_of: seen", "example_of: nowhere", "indicators[seen_alone].example_of", "indicator"),
        ("feeds_into: [board_plan]", "feeds_into: [nowhere]", "action_plan_types[team_plan].feeds_into", "action plan type"),
        ("owner: board", "owner: nowhere", "action_plan_types[board_plan].owner", "governance body or agency"),
        ("monitored_by: panel", "monitored_by: nowhere", "action_plan_types[team_plan].monitored_by", "governance body or agency"),
    ],
)  # fmt: skip
def test_a_name_that_leads_nowhere_is_a_fault(
    damage: Damage, old: str, new: str, item: str, what: str
) -> None:
    fault = next(fault for fault in damage(old, new) if fault.item == item)
    assert fault.problem == f'names "nowhere", which is no {what} here'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("decided_by: panel", 'decided_by: "Director, Early Help & Safeguarding"'),
        ("decided_by: panel", "decided_by: null"),
        ("decided_by: panel", "decided_by: council"),
        ("led_by: council", "led_by: managers"),
        ("owner: board", 'owner: "Service"'),
        ("monitored_by: panel", 'monitored_by: "lead member"'),
        ("to: public", "to: null"),
    ],
)
def test_words_are_welcome_where_documents_use_them(damage: Damage, old: str, new: str) -> None:
    assert damage(old, new) == []


def test_words_are_refused_where_only_a_body_can_act(damage: Damage) -> None:
    faults = damage("lead_body: panel", 'lead_body: "Lead member"')
    assert [fault.item for fault in faults] == ["sources_of_learning[audits].lead_body"]


def test_the_nearest_name_is_offered_and_the_exact_line_given(damage: Damage) -> None:
    faults = damage(
        "learning_route: [[panel], [either, board]]",
        "learning_route:\n      - [panel]\n      - [either, bord]",
    )
    assert [(fault.line, fault.remedy) for fault in faults] == [
        (27, "Correct the name, or add it to governance_bodies. Did you mean board?")
    ]


def test_every_field_in_the_table_of_references_is_a_field_of_its_list() -> None:
    # Fields that only some frameworks have, so that no schema names them.
    own = {"may_be_same_as", "linked_to", "escalates_to", "decided_by_also", "overseen_by", "reports_to"}
    named = {(reference.within, field) for reference in REFERENCES for field in reference.fields}
    assert {(within, field) for within, field in named if field not in own | known_fields(within)} == set()
