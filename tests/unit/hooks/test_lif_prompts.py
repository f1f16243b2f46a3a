"""`lif_prompts`: what no rule template can say."""

from types import SimpleNamespace
from typing import Any

import pytest

from lif_plugin.domain.prompt import Finding
from lif_plugin.domain.rule import State
from lif_plugin.hooks import CaseFinding, CaseView, hookimpl
from lif_plugin.testing import case, fact, loaded
from tests.unit.hooks.examples import example

SAME_DAY = case(
    fact("placement", 20240110, "U1", key="first"), fact("placement", 20240110, "K2", key="second"), ref="odd"
)
APART = case(fact("placement", 20240110, "U1"), fact("placement", 20240111, "K2"), ref="usual")


def test_lif_prompts_example_finds_two_placements_of_one_day() -> None:
    [(_plugin, [found])] = loaded(example("lif_prompts")).each(
        "lif_prompts", CaseFinding, cases=(SAME_DAY, APART)
    )
    assert (found.case_ref, found.finding.subject, found.finding.state) == ("odd", "second", State.GAP)
    assert [item.key for item in found.finding.evidence] == ["first", "second"]


def test_lif_prompts_may_return_nothing() -> None:
    plugins = loaded(example("lif_prompts"))
    assert list(plugins.each("lif_prompts", CaseFinding, cases=(APART,))) == [("plugin", [])]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"state": "gap"}, "Finding.state is of type str, not State."),
        ({"evidence": None}, "Finding.evidence is of type NoneType, not tuple."),
        ({"evidence": ("key",)}, "Finding.evidence is of type str, not Evidence."),
        ({"occurred_day": 20230229}, "The day of a finding is no day of the calendar (YYYYMMDD)."),
        ({"subject": "s" * 201}, "Finding.subject is longer than 200 characters."),
        ({"text": "\x00"}, "Finding.text holds a character that no database keeps."),
        ({"due_at": 1 << 63}, "Finding.due_at is too large a number to keep."),
    ],
)
def test_lif_prompts_with_a_finding_that_cannot_be_kept_is_a_fault(change: dict[str, Any], told: str) -> None:
    @hookimpl
    def lif_prompts(cases: tuple[CaseView, ...]) -> list[CaseFinding]:
        whole: dict[str, Any] = {
            "rule": "OUR-02", "subject": "s", "state": State.GAP, "occurred_day": None, "evidence": (),
        }  # fmt: skip
        return [CaseFinding(cases[0].case_ref, Finding(**whole | change))]

    plugins = loaded(SimpleNamespace(lif_prompts=lif_prompts))
    assert list(plugins.each("lif_prompts", CaseFinding, cases=(APART,))) == []
    assert [fault.message for fault in plugins.faults] == [told]


def test_lif_prompts_cannot_change_what_the_next_plugin_is_given() -> None:
    @hookimpl
    def lif_prompts(cases: tuple[CaseView, ...]) -> None:
        cases[0].facts[0].fields["code"] = "P1"  # type: ignore[index]

    plugins = loaded(SimpleNamespace(lif_prompts=lif_prompts))
    assert list(plugins.each("lif_prompts", CaseFinding, cases=(APART,))) == []
    assert plugins.faults[0].message.startswith("TypeError at line ")
    assert APART.facts[0].fields["code"] == "U1"


def test_lif_prompts_is_given_detail_that_is_read_only_all_the_way_down() -> None:
    given = fact("note", 20240110, detail={"tags": [{"name": "home"}]})
    with pytest.raises(TypeError):
        given.detail["tags"][0]["name"] = "school"
