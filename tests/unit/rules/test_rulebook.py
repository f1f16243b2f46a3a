"""Which rules a change of a fact can give another result."""

from dataclasses import replace
from typing import Any

import pytest

from lif_plugin.builtin import BUILTIN
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.config.settings import PluginSetting, RuleSetting
from lif_plugin.hooks import build_plugins
from lif_plugin.rules.registry import collect_rules
from lif_plugin.rules.rulebook import Rulebooks, rulebook_of

RULES = collect_rules(build_plugins(BUILTIN))
ELM = Agency("elmshire", "Elmshire")


def touched(agency: Agency, *kinds: str) -> frozenset[str]:
    return rulebook_of(agency, RULES).touched_by(kinds)


def test_a_rule_is_asked_again_when_a_kind_it_reads_changed() -> None:
    assert touched(ELM, "return_interview") == {"VOC-21"}
    assert touched(ELM, "supervision") == frozenset()


def test_with_a_rule_those_are_asked_that_may_tell_the_same_fact() -> None:
    # VOC-08 reads reviews alone; VOC-07, whose results it tells, reads legal statuses as well.
    assert touched(ELM, "legal_status") >= {"VOC-07", "VOC-08"}


def test_every_rule_is_asked_again_by_each_kind_it_reads() -> None:
    book = rulebook_of(ELM, RULES)
    assert all(
        rule_id in book.touched_by({kind})
        for rule_id, entry in book.running.items()
        for kind in entry.rule.kinds
    )


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        ({"rules": {"VOC-21": RuleSetting(guard="age >= 5 && 'CP' in plans")}}, "birth"),
        ({"rules": {"VOC-21": RuleSetting(guard="age >= 5 && 'CP' in plans")}}, "plan"),
        ({"rules": {"VOC-21": RuleSetting(pilot=("north",))}}, "worker"),
        ({"plugins": {"voice_of_child": PluginSetting(pilot=("north",))}}, "worker"),
        ({"pilot": ("north",)}, "worker"),
    ],
)
def test_what_an_agency_sets_adds_to_what_a_rule_depends_on(setting: dict[str, Any], kind: str) -> None:
    assert "VOC-21" not in touched(ELM, kind)
    assert "VOC-21" in touched(replace(ELM, **setting), kind)


def test_a_rulebook_is_kept_until_the_settings_change() -> None:
    books = Rulebooks(RULES)
    first = books.of(ELM)
    assert books.of(replace(ELM)) is first
    assert "VOC-21" not in books.of(replace(ELM, rules_off=frozenset({"VOC-21"}))).running
