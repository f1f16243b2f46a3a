"""`lif_rules`: rules as data."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from lif_plugin.domain.rule import Rule
from lif_plugin.hooks import build_plugins, hookimpl
from lif_plugin.rules.registry import collect_rules
from lif_plugin.testing import loaded
from tests.unit.hooks.examples import example


def test_lif_rules_example_is_a_rule_about_visits() -> None:
    [(_plugin, [rule])] = loaded(example("lif_rules")).each("lif_rules", Rule)
    assert (rule.id, rule.kinds) == ("OUR-01", {"visit"})


def test_lif_rules_with_an_id_that_is_taken_is_a_fault_of_the_later_plugin() -> None:
    plugins = build_plugins([("first", example("lif_rules")), ("second", example("lif_rules"))])
    assert {rule_id: owned.plugin for rule_id, owned in collect_rules(plugins).items()} == {"OUR-01": "first"}
    assert [(fault.plugin, fault.message) for fault in plugins.faults] == [
        ("second", "Rule OUR-01 belongs to first.")
    ]


def test_lif_rules_that_do_not_hold_together_are_a_fault_that_says_why() -> None:
    @hookimpl
    def lif_rules() -> Any:
        whole = example("lif_rules").lif_rules()[0]
        return [replace(whole, message="On {date}")]

    plugins = build_plugins([("ours", SimpleNamespace(lif_rules=lif_rules)), ("other", example("lif_rules"))])
    assert [plugin for plugin, _rules in plugins.each("lif_rules", Rule)] == ["other"]
    assert (
        plugins.faults[0].message
        == "The message of rule OUR-01 may only use {day}, {text} and its thresholds."
    )
