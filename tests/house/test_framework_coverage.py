"""The table of what carries out a framework's facts is whole, and the tests it names exist."""

import ast
import inspect
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from lif_plugin.cycle.coverage import FEATURES, NOT_LIVE, Feature, coverage_of, kinds_without_a_word
from lif_plugin.domain.framework import FACT_KINDS
from lif_plugin.frameworks import framework_ids, load_framework

ROOT = Path(__file__).parents[2]


@cache
def marks_of_tests(path: str) -> dict[str, list[str]]:
    """The decorators of each function of a test file, by its name."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name: [ast.unparse(mark) for mark in node.decorator_list] for node in functions}


def test_every_kind_of_fact_is_spoken_of_once() -> None:
    assert kinds_without_a_word() == frozenset()
    assert not {feature.kind for feature in FEATURES} & NOT_LIVE.keys()
    assert NOT_LIVE.keys() <= FACT_KINDS.keys()


def test_every_named_test_exists_and_runs_for_that_framework() -> None:
    for framework_id in framework_ids():
        for covered in coverage_of(load_framework(framework_id)):
            if covered.test is not None:
                path, name = covered.test.split("::")
                marks = marks_of_tests(path)[name.split("[")[0]]
                assert f"of('{covered.fact.kind}')" in marks
                assert name.endswith(f"[{framework_id}]")


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.kind)
def test_every_feature_names_the_verb_that_carries_it_out(feature: Feature) -> None:
    module, _, name = feature.verb.rpartition(".")
    assert inspect.isfunction(getattr(import_module(f"lif_plugin.{module}"), name))


def test_all_1170_facts_are_live_or_say_why_not() -> None:
    covered = [one for name in framework_ids() for one in coverage_of(load_framework(name))]
    assert len(covered) == 1170
    assert all(one.live != bool(one.reason) for one in covered)
    assert sum(one.fact.kind == "known_defect" for one in covered) == 21
