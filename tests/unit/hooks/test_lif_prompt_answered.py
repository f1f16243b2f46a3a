"""`lif_prompt_answered`: being told of answers."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from lif_plugin.domain.prompt import Answer, AnswerKind, Prompt
from lif_plugin.domain.rule import Channel, Severity, State
from lif_plugin.domain.viewer import Role
from lif_plugin.hooks import build_plugins, hookimpl
from lif_plugin.testing import loaded
from tests.unit.hooks.examples import example

WRONG = Prompt(
    id="p1", agency="elmshire", source="elmshire-records", case_ref="case-1", rule="OUR-01", rule_version=1,
    subject="v1", state=State.NOT_APPLICABLE, severity=Severity.WARNING, delivery=Channel.NOW,
    addressees=(Role.WORKER,), message="The visit does not yet show it.", remedy="Record it.", authority="Ours",
    evidence=(), occurred_day=20240110, answer=Answer(AnswerKind.WRONG, "sam.example", 1_704_900_000_000),
)  # fmt: skip
DONE = replace(WRONG, id="p2", answer=Answer(AnswerKind.DONE, "sam.example", 1_704_900_000_000))


def test_lif_prompt_answered_example_counts_the_prompts_that_were_wrong() -> None:
    plugin = example("lif_prompt_answered")
    list(loaded(plugin).each("lif_prompt_answered", None, prompts=(WRONG, DONE)))
    assert plugin.WRONG == {"OUR-01": 1}


def test_lif_prompt_answered_tells_every_plugin_though_one_raises() -> None:
    @hookimpl
    def lif_prompt_answered(prompts: tuple[Prompt, ...]) -> None:
        raise RuntimeError

    plugin = example("lif_prompt_answered")
    broken = SimpleNamespace(lif_prompt_answered=lif_prompt_answered)
    plugins = build_plugins([("broken", broken), ("counting", plugin)])
    assert list(plugins.each("lif_prompt_answered", None, prompts=(WRONG,))) == [("counting", [])]
    assert plugin.WRONG == {"OUR-01": 1}


@pytest.mark.parametrize(("returned", "kind"), [(1, "int"), (iter(()), "tuple_iterator")])
def test_lif_prompt_answered_that_returns_something_is_a_fault(returned: Any, kind: str) -> None:
    @hookimpl
    def lif_prompt_answered() -> Any:
        return returned

    plugins = loaded(SimpleNamespace(lif_prompt_answered=lif_prompt_answered))
    assert list(plugins.each("lif_prompt_answered", None, prompts=(WRONG,))) == []
    assert plugins.faults[0].message == f"Returned a {kind}; this hook returns nothing."
