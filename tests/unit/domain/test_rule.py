"""A rule that does not hold together is refused where it is made."""

from dataclasses import replace
from typing import Any

import pytest

from lif_plugin.builtin.voice_of_child import VOC_07, VOC_08, VOC_09, VOC_21
from lif_plugin.domain.condition import AgeUnder, During, Is, Missing
from lif_plugin.domain.rule import ByPlugin, DueAfter, FieldCheck, LastN, Rule
from lif_plugin.errors import InvalidRule

CODE = Missing("code")


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"version": 0},
        {"authority": ""},
        {"addressees": ()},
        {"nations": ()},
        {"message": "The review of {child}"},
        {"message": "The review on {day"},
        {"message": "The review on {}"},
        {"template": FieldCheck("revue", CODE)},
        {"template": FieldCheck("review", Missing("seen"))},
        {"template": FieldCheck("review", CODE, exempt_when=During("revue", ("V4",)))},
        {"at_once": True},
        {"template": FieldCheck("review", CODE, about=Missing("seen"))},
        {"template": LastN("review", 0, CODE)},
        {"template": LastN("review", 21, CODE)},
        {"template": LastN("review", 2, Missing("seen"))},
        {"template": DueAfter("missing", "talk", 72)},
        {"template": DueAfter("missing", "return_interview", 0)},
        {"template": DueAfter("missing", "return_interview", 72, met_when=Is("code", ("M",)))},
        {"template": ByPlugin("review", also=("revue",))},
        {"template": ByPlugin("review", needs=("seen",))},
    ],
    ids=str,
)
def test_a_rule_that_does_not_hold_together_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidRule):
        replace(VOC_07, **change)


@pytest.mark.parametrize(
    ("rule", "kinds"),
    [
        (VOC_07, {"review", "legal_status"}),
        (VOC_08, {"review"}),
        (VOC_09, {"review", "birth"}),
        (VOC_21, {"missing", "return_interview"}),
        (replace(VOC_08, template=LastN("review", 2, During("plan", ("CP",)))), {"review", "plan"}),
        (
            replace(
                VOC_21,
                template=DueAfter(
                    "missing",
                    "return_interview",
                    72,
                    about=AgeUnder(18),
                    met_when=During("placement", ("U1",)),
                ),
            ),
            {"missing", "return_interview", "birth", "placement"},
        ),
        (replace(VOC_07, template=ByPlugin("review", also=("visit",))), {"review", "visit"}),
    ],
    ids=lambda value: value.id if isinstance(value, Rule) else "",
)
def test_a_rule_names_every_kind_it_reads(rule: Rule, kinds: set[str]) -> None:
    assert rule.kinds == kinds
