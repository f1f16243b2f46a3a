"""The document of an agency's configuration: what it says, and every refusal with its place and remedy."""

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lif_plugin.builtin.voice_of_child import VOC_07, VOC_09, VOC_21, lif_rules
from lif_plugin.cli.config_files import profile, profiles, there
from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.audit import AuditSetting
from lif_plugin.domain.config.checking import ALL, Installed, check, needs_second, touched
from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.config.configured import configured
from lif_plugin.domain.config.differing import differences
from lif_plugin.domain.config.document import json_schema, read, stored, write
from lif_plugin.domain.config.settings import PluginSetting, ReasonSetting, RuleSetting, Rung
from lif_plugin.domain.config.shape import Fault
from lif_plugin.domain.field_map import KindMap
from lif_plugin.domain.in_force import FrameworkFrom
from lif_plugin.domain.rule import Channel, Rule
from lif_plugin.domain.threshold import Slot, Strength, Threshold, spoken, with_amount
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.window import Unit
from lif_plugin.errors import ConfigRefused, InvalidRule
from tests.house.tree import ROOT

RULES: dict[str, Rule] = {rule.id: rule for rule in lif_rules()}
THERE = Installed(
    {rule_id: (rule, "voice_of_child") for rule_id, rule in RULES.items()},
    ("voice_of_child",),
    ("hartlepool_hscb",),
)
FULL = Agency(
    "elmshire", "Elmshire", "scotland", "Europe/Dublin", "hartlepool_hscb", 20170401, Today.COVERAGE, 7, 9,
    frozenset({"VOC-07"}), frozenset({"annex_a"}), note_hint=True,
    framework_from=(FrameworkFrom(20260401, "gloucestershire_gscb"),), pushes_a_week=1, quiet_from=17, quiet_until=9,
    audits=AuditSetting("case_file_audit", 3, 1), settle_hours=12, teams={"north": ("W-1", "W-2")}, pilot=("north",),
    escalation=(Rung(7, Role.MANAGER), Rung(14, Role.QUALITY)),
    field_maps={"own": {"visit": KindMap({"ChildSeen": "seen"}, {"seen": {"Y": "yes", "N": "no"}})}},
    plugins={"annex_a": PluginSetting(pilot=("north",))},
    rules={"VOC-05": RuleSetting(delivery=Channel.PANEL, thresholds={"limit": 5},
                                 exemptions={"away": ReasonSetting(words={"scotland": "Away"})}, pilot=("north",))},
)  # fmt: skip


def faults(document: dict[str, Any]) -> list[dict[str, str]]:
    """What is wrong with a document by itself."""
    with pytest.raises(ConfigRefused) as refused:
        read(document, "elmshire.toml")
    assert refused.value.facts["file"] == "elmshire.toml"
    return list(refused.value.facts["faults"])


def told(document: dict[str, Any]) -> list[Fault]:
    """What does not agree with what is installed."""
    return check(read(document), THERE)


def test_an_agency_becomes_a_document_and_the_same_agency_again() -> None:
    document = json.loads(json.dumps(write(Configuration.of(FULL))))
    assert read(document).agency("elmshire", "Elmshire") == FULL


def test_settings_stored_before_there_was_a_document_are_read() -> None:
    older = {
        "zone": "Europe/London", "framework": None, "go_live": 20170401, "today": "clock", "recent_days": 28,
        "fresh_days": 35, "rules_off": ["VOC-07"], "plugins_off": ["annex_a"],
    }  # fmt: skip
    assert stored("elmshire", "Elmshire", "england", 3, older) == Agency(
        "elmshire", "Elmshire", go_live=20170401, rules_off=frozenset({"VOC-07"}), plugins_off=frozenset({"annex_a"}),
        version=3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("document", "place", "problem", "remedy"),
    [
        ({"natoin": "england"}, "natoin", "Did you mean 'nation'?", "The keys are nation, zone"),
        ({"nation": "scotlnd"}, "nation", "Did you mean 'scotland'?", "Choose england"),
        ({"go_live": "1 May"}, "go_live", "This is no day.", "2026-09-01"),
        ({"note_hint": "yes"}, "note_hint", "neither true nor false", "without quotes"),
        ({"telling": {"pushes_a_week": -1}}, "telling.pushes_a_week", "no number it can be", "from 0 to 100"),
        ({"telling": {"pushes_a_week": True}}, "telling.pushes_a_week", "no number it can be", "from 0 to 100"),
        ({"telling": {"quiet_from": 7}}, "telling", "Quiet hours begin in the evening", "Change one"),
        ({"telling": {"quite_from": 7}}, "telling.quite_from", "Did you mean 'quiet_from'?", "The keys are"),
        ({"telling": 3}, "telling", "This is no table.", "It has the keys"),
        ({"zone": ""}, "zone", "This is no text.", "Europe/London"),
        ({"pilot": "north"}, "pilot", "This is no list.", "square brackets"),
        ({"pilot": [3]}, "pilot[1]", "This is no text.", "north"),
        ({"rules": {"VOC-05": {"delivry": "now"}}}, "rules.VOC-05.delivry", "Did you mean 'delivery'?", "on, delivery"),
        ({"rules": {"VOC-05": {"delivery": "historic"}}}, "rules.VOC-05.delivery", "no choice 'historic'", "now, digest"),
        ({"rules": {"VOC-05": {"thresholds": {"limits": 1}}}}, "rules.VOC-05.thresholds.limits", "Did you mean 'limit'?",
         "limit, hours"),
        ({"rules": {"VOC-02": {"exemptions": {"refused": {"words": {"wels": "x"}}}}}},
         "rules.VOC-02.exemptions.refused.words.wels", "Did you mean 'wales'?", "england"),
        ({"escalation": [{"to": "manager"}]}, "escalation[1].after_days", "This is missing.", "Days after"),
        ({"escalation": [{"after_days": 9, "to": "manager"}, {"after_days": 3, "to": "quality"}]}, "(whole document)",
         "Each rung of the ladder comes later", "Change one"),
        ({"audits": {"lapse_months": 0}}, "audits.lapse_months", "no number it can be", "from 1 to 60"),
    ],
    ids=str,
)  # fmt: skip
def test_a_fault_names_its_place_what_is_wrong_and_what_to_do(
    document: dict[str, Any], place: str, problem: str, remedy: str
) -> None:
    [fault] = faults(document)
    assert fault["place"] == place
    assert problem in fault["problem"]
    assert remedy in fault["remedy"]


def test_every_fault_is_named_at_once() -> None:
    assert [fault["place"] for fault in faults({"natoin": "x", "zone": 3, "pilot": [1]})] == [
        "natoin",
        "zone",
        "pilot[1]",
    ]


@pytest.mark.parametrize(
    ("document", "place", "problem"),
    [
        ({"rules": {"VOC-55": {"on": False}}}, "rules.VOC-55", "Did you mean 'VOC-25'?"),
        ({"plugins": {"voice_of_children": {"on": False}}}, "plugins.voice_of_children", "Did you mean 'voice_of_child'?"),
        ({"framework": "hartlepool"}, "framework", "Did you mean 'hartlepool_hscb'?"),
        ({"framework_from": [{"since": "2026-04-01", "framework": "hartlepool"}]}, "framework_from[0].framework",
         "Did you mean 'hartlepool_hscb'?"),
        ({"zone": "Europe/Londn"}, "zone", "Did you mean 'Europe/London'?"),
        ({"teams": {"north": []}, "pilot": ["noth"]}, "pilot", "Did you mean 'north'?"),
        ({"rules": {"VOC-05": {"pilot": ["north"]}}}, "rules.VOC-05.pilot", "There is no team 'north'."),
        ({"rules": {"VOC-07": {"thresholds": {"limit": 1}}}}, "rules.VOC-07.thresholds.limit", "has no threshold"),
        ({"rules": {"VOC-05": {"thresholds": {"limit": 21}}}}, "rules.VOC-05.thresholds.limit", "21 working days"),
        ({"rules": {"VOC-02": {"exemptions": {"refuse": {}}}}}, "rules.VOC-02.exemptions.refuse", "Did you mean 'refused'?"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_not_installed_is_refused_with_the_nearest_name(
    document: dict[str, Any], place: str, problem: str
) -> None:
    [fault] = told(document)
    assert fault.place == place
    assert problem in fault.problem


def test_a_limit_of_statute_is_never_loosened_and_the_refusal_names_limit_and_source() -> None:
    [fault] = told({"rules": {"VOC-05L": {"thresholds": {"limit": 43}}}})
    assert fault.problem == (
        "43 days is more than the limit of statute or regulation, six weeks: Care Planning, Placement and Case Review "
        "(England) Regulations 2010 (SI 2010/959), regulation 28: visits at intervals of not more than six weeks."
    )
    assert fault.remedy == "Write a number from 7 to 42: it may be tightened, never loosened."


def test_a_limit_of_guidance_is_never_loosened() -> None:
    [fault] = told({"rules": {"VOC-21": {"thresholds": {"hours": 73}}}})
    assert "the limit of national guidance, 72 hours" in fault.problem


@pytest.mark.parametrize("value", [7, 41, 42])
def test_a_limit_of_statute_may_be_tightened(value: int) -> None:
    assert told({"rules": {"VOC-05L": {"thresholds": {"limit": value}}}}) == []


def test_a_local_limit_may_be_loosened_within_its_bounds() -> None:
    assert told({"rules": {"VOC-05": {"thresholds": {"limit": 20}}}}) == []


def test_a_stored_number_beyond_a_limit_of_statute_leaves_the_rule_as_it_is() -> None:
    rule = RULES["VOC-05L"]
    assert configured(rule, RuleSetting(thresholds={"limit": 60}), "england") == rule


def test_a_rule_as_set_asks_with_the_number_and_says_it() -> None:
    rule = configured(RULES["VOC-05C"], RuleSetting(thresholds={"limit": 21}), "england")
    assert rule.set_to(Slot.LIMIT) == 21
    assert rule.worded("3 May 2024", "") == (
        "By 3 May 2024 three weeks had passed in which the record does not yet show that the child was seen."
    )


def test_a_number_is_set_in_every_window_of_a_rule() -> None:
    rule = configured(RULES["VOC-18"], RuleSetting(thresholds={"before": 15}), "england")
    assert rule.amounts == {"before": "15 working days", "after": "10 working days"}
    assert with_amount(rule.template, Slot.BEFORE, 20) == RULES["VOC-18"].template


def test_reasons_take_an_agencys_words_by_nation_and_keep_their_order() -> None:
    setting = RuleSetting(
        exemptions={
            "cancelled": ReasonSetting(words={"wales": "Wedi'i ganslo"}),
            "ill": ReasonSetting(words={"england": "The child was ill"}),
        }
    )
    said = {
        nation: [one.label for one in configured(VOC_09, setting, nation).exemptions]
        for nation in ("england", "wales")
    }
    assert said == {"england": ["The review was cancelled", "The child was ill"], "wales": ["Wedi'i ganslo"]}


def test_a_reason_can_be_taken_away() -> None:
    assert (
        configured(
            VOC_09, RuleSetting(exemptions={"cancelled": ReasonSetting(on=False)}), "england"
        ).exemptions
        == ()
    )


def test_a_threshold_outside_its_own_bounds_is_refused_where_the_rule_is_made() -> None:
    with pytest.raises(InvalidRule, match="bounds"):
        replace(VOC_21, thresholds=(Threshold(Slot.HOURS, 48, 24, Strength.GUIDANCE),))


def test_a_threshold_that_the_template_does_not_have_is_refused() -> None:
    with pytest.raises(InvalidRule, match="there are 0"):
        replace(VOC_07, thresholds=(Threshold(Slot.LIMIT, 10),))


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(7, Unit.DAYS, "one week"), (42, Unit.DAYS, "six weeks"), (10, Unit.DAYS, "10 days"), (1, Unit.DAYS, "1 day"),
     (10, Unit.WORKING_DAYS, "10 working days"), (1, Unit.YEARS, "1 year"), (72, None, "72 hours")],
)  # fmt: skip
def test_an_amount_is_said_in_words(value: int, unit: Unit | None, words: str) -> None:
    assert spoken(value, unit) == words


def changed(before: dict[str, Any], after: dict[str, Any]) -> tuple[Configuration, Configuration]:
    """Two configurations."""
    return read(before), read(after)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ({"rules": {"VOC-03": {"on": False}}}, {}, ["VOC-03 is critical and is switched on."]),
        ({"rules": {"VOC-06": {"delivery": "off"}}}, {}, ["VOC-06 is critical and is switched on."]),
        ({}, {"rules": {"VOC-05L": {"on": False}}}, ["VOC-05L rests on a duty and is switched off."]),
        ({}, {"rules": {"VOC-02": {"exemptions": {"safety": {"on": False}}}}}, ["The reasons of VOC-02 change."]),
        ({"framework": "hartlepool_hscb"}, {"framework": "derby_cypd_2014"},
         ["The framework of days that are past changes; one from a day on stands in framework_from."]),
        ({"framework": "hartlepool_hscb"}, {"framework": "hartlepool_hscb", "framework_from": [
            {"since": "2026-04-01", "framework": "derby_cypd_2014"}]}, []),
        ({}, {"framework": "hartlepool_hscb"}, []),
        ({}, {"rules": {"VOC-01": {"on": False}}}, []),
        ({}, {"rules": {"VOC-05L": {"thresholds": {"limit": 28}}}}, []),
    ],
    ids=str,
)  # fmt: skip
def test_only_what_matters_most_needs_a_second_person(
    before: dict[str, Any], after: dict[str, Any], why: list[str]
) -> None:
    assert needs_second(*changed(before, after), THERE) == why


@pytest.mark.parametrize(
    ("after", "rules"),
    [
        ({"rules": {"VOC-05": {"thresholds": {"limit": 5}}}}, {"VOC-05"}),
        ({"telling": {"pushes_a_week": 1}}, set()),
        ({"audits": {"quota": 1}}, set()),
        ({"telling": {"recent_days": 14}}, ALL),
        ({"plugins": {"voice_of_child": {"on": False}}}, ALL),
        ({"teams": {"north": ["W-1"]}, "pilot": ["north"]}, ALL),
    ],
    ids=str,
)  # fmt: skip
def test_a_change_touches_the_rules_it_can_alter(after: dict[str, Any], rules: set[str]) -> None:
    assert touched(*changed({}, after), THERE) == rules


def test_differences_are_said_in_plain_words() -> None:
    before, after = changed(
        {"rules": {"VOC-07": {"on": False}}},
        {
            "go_live": "2026-09-01",
            "teams": {"north": ["W-1"]},
            "escalation": [{"after_days": 7, "to": "manager"}],
            "plugins": {"voice_of_child": {"on": False}},
            "rules": {"VOC-05": {"delivery": "panel", "thresholds": {"limit": 5}}},
        },
    )
    named = "VOC-05 (Child on a protection plan not seen within the interval of visits)"
    assert differences(before, after, RULES) == [
        "escalation: after_days 7 to “manager” instead of nothing.",
        "go_live: “2026-09-01” instead of nothing.",
        "Plugin voice_of_child is switched off.",
        f"{named}: delivered panel instead of now (as the rule has it).",
        f"{named}: limit 5 instead of 10 (as the rule has it).",
        "VOC-07 (Looked-after review without the child's view): switched on.",
        "teams.north: “W-1” instead of nothing.",
    ]


@pytest.mark.parametrize(
    ("kind_map", "place", "problem"),
    [
        ({"fields": {"ChildSeen": "sean"}}, "fields.ChildSeen", "A visit has no field 'sean'. Did you mean 'seen'?"),
        ({"values": {"seen": {"Y": "ja"}}}, "values.seen", "'ja' is no answer."),
        ({"values": {"severity": {"Y": "1"}}}, "values.severity", "A visit has no field 'severity'."),
    ],
)  # fmt: skip
def test_a_field_map_names_fields_that_there_are(kind_map: dict[str, Any], place: str, problem: str) -> None:
    [fault] = told({"field_maps": {"own": {"visit": kind_map}}})
    assert fault.place == f"field_maps.own.visit.{place}"
    assert fault.problem.startswith(problem)


def test_the_schema_for_editors_is_the_one_that_is_kept() -> None:
    kept = json.loads((ROOT / "lif_plugin/cli/configuration.schema.json").read_text())
    Draft202012Validator.check_schema(kept)
    assert kept == json_schema()


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    validator = Draft202012Validator(json_schema())
    assert validator.is_valid(write(Configuration.of(FULL)))
    assert not validator.is_valid({"natoin": "england"})
    assert not validator.is_valid({"rules": {"VOC-05": {"delivery": "historic"}}})
    assert not validator.is_valid({"escalation": [{"to": "manager"}]})


@pytest.mark.parametrize("name", ["english_authority", "health_trust", "partnership_hub", "scottish_cpc"])
def test_a_starter_profile_passes_its_check(name: str) -> None:
    assert list(profiles()) == ["english_authority", "health_trust", "partnership_hub", "scottish_cpc"]
    assert profile(name, there()).go_live is None
