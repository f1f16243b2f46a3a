"""Every shipped framework meets the same expectations."""

import hashlib
from collections import Counter
from itertools import chain
from typing import Any

import pytest
import yaml

from lif_plugin.domain.framework import FACT_KINDS, Framework
from lif_plugin.domain.framework_entry import RouteBasis
from lif_plugin.frameworks import check_framework, framework_ids, load_framework
from lif_plugin.frameworks.library import FILE_NAME, SHIPPED
from lif_plugin.frameworks.reading import read_document
from lif_plugin.frameworks.references import reference_faults

FACTS = {
    "derby_cypd_2014": 177,
    "derbyshire_cs_qa": 376,
    "east_dunbartonshire_cpc_2022": 153,
    "gloucestershire_gscb": 178,
    "hartlepool_hscb": 286,
}
DEFECTS = {
    "derby_cypd_2014": 4,
    "derbyshire_cs_qa": 6,
    "east_dunbartonshire_cpc_2022": 3,
    "gloucestershire_gscb": 3,
    "hartlepool_hscb": 5,
}

every_framework = pytest.mark.parametrize("framework_id", FACTS)


def as_written(framework_id: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((SHIPPED / framework_id / FILE_NAME).read_text("utf-8"))
    return data


def thawed(value: Any) -> Any:
    if isinstance(value, tuple):
        return [thawed(inner) for inner in value]
    if hasattr(value, "items"):
        return {key: thawed(inner) for key, inner in value.items()}
    return value


def bodies_named(framework: Framework) -> set[str]:
    routes = chain.from_iterable(
        (s.learning_route, s.evaluation_route) for s in framework.sources_of_learning
    )
    leads = (s.lead_body for s in framework.sources_of_learning)
    tasks = (task.via for task in framework.roles)
    return {*chain.from_iterable(chain.from_iterable(routes)), *leads, *tasks} - {None}  # type: ignore[return-value]


def test_the_five_are_shipped() -> None:
    assert framework_ids() == tuple(FACTS)


@every_framework
def test_file_has_no_fault(framework_id: str) -> None:
    assert check_framework(SHIPPED / framework_id / FILE_NAME) == ()


@every_framework
def test_our_reading_of_the_file_is_the_plain_yaml_reading(framework_id: str) -> None:
    assert thawed(load_framework(framework_id).raw) == as_written(framework_id)


@every_framework
def test_facts_and_defects_are_as_many_as_counted(framework_id: str) -> None:
    counts = load_framework(framework_id).fact_counts()
    assert (sum(counts.values()), counts["known_defect"]) == (FACTS[framework_id], DEFECTS[framework_id])


def test_the_five_hold_1170_facts_of_which_21_are_defects() -> None:
    assert (sum(FACTS.values()), sum(DEFECTS.values())) == (1170, 21)


@every_framework
def test_every_entry_of_the_file_is_a_fact(framework_id: str) -> None:
    data = as_written(framework_id)
    voice = data.pop("voice_of_child")
    months = data.pop("reporting_calendar")
    lists = [rows for rows in (*data.values(), *voice.values()) if isinstance(rows, list)]
    written = Counter(row["id"] for row in chain.from_iterable(lists))
    written.update(f"{report}_{row['month']:02}" for row in months for report in row["items"])
    assert Counter(fact.entry.id for fact in load_framework(framework_id).facts()) == written


@every_framework
def test_a_fact_is_found_by_kind_and_id(framework_id: str) -> None:
    keys = [(fact.kind, fact.entry.id) for fact in load_framework(framework_id).facts()]
    assert len(set(keys)) == len(keys)
    assert {kind for kind, _ in keys} <= set(FACT_KINDS)


@every_framework
def test_every_fact_says_which_section_it_comes_from(framework_id: str) -> None:
    assert all(fact.entry.source for fact in load_framework(framework_id).facts())


@every_framework
def test_every_body_on_a_route_is_one_of_its_bodies(framework_id: str) -> None:
    framework = load_framework(framework_id)
    assert bodies_named(framework) <= {body.id for body in framework.governance_bodies}


@every_framework
def test_a_body_taken_away_is_missed_wherever_it_is_named(framework_id: str) -> None:
    document = read_document(SHIPPED / framework_id / FILE_NAME)
    bodies = document.data["governance_bodies"]
    for name in sorted(bodies_named(load_framework(framework_id))):
        document.data["governance_bodies"] = [body for body in bodies if body["id"] != name]
        problems = [fault.problem for fault in reference_faults(document)]
        assert any(problem.startswith(f'names "{name}"') for problem in problems)


@every_framework
def test_a_source_is_unrouted_exactly_when_both_routes_are_empty(framework_id: str) -> None:
    sources = load_framework(framework_id).sources_of_learning
    unrouted = {s.id for s in sources if s.route_basis is RouteBasis.NONE}
    assert unrouted == {s.id for s in sources if not s.learning_route and not s.evaluation_route}
    assert unrouted == {s.id for s in sources if not s.is_routed}


@every_framework
def test_the_cycle_comes_back_to_its_first_stage(framework_id: str) -> None:
    stages = {stage.id: stage.next for stage in load_framework(framework_id).cycle}
    first = here = next(iter(stages))
    seen = []
    for _ in stages:
        seen.append(here)
        here = stages[here] or ""
    assert (here, sorted(seen)) == (first, sorted(stages))


@every_framework
def test_every_review_type_with_criteria_says_how_they_are_met(framework_id: str) -> None:
    for review in load_framework(framework_id).review_types:
        explicit = review.criteria_all_of + review.criteria_any_of + review.always_when
        assert bool(explicit) == bool(review.criteria)


@every_framework
def test_plans_agree_on_their_links(framework_id: str) -> None:
    framework = load_framework(framework_id)
    said_by_taker = {(start, plan.id) for plan in framework.action_plan_types for start in plan.takes_from}
    assert framework.plan_links == said_by_taker


@every_framework
def test_source_note_has_the_checksum_of_the_file_and_what_was_changed(framework_id: str) -> None:
    folder = SHIPPED / framework_id
    note = (folder / "SOURCE.md").read_text("utf-8")
    assert hashlib.sha256((folder / FILE_NAME).read_bytes()).hexdigest() in note
    for heading in ("Document:", "Issued by:", "Edition:", "Licence:", "What was changed here:"):
        assert f"**{heading}**" in note


@every_framework
def test_values_can_be_compared_and_kept_in_sets(framework_id: str) -> None:
    framework = load_framework(framework_id)
    assert len({framework, load_framework(framework_id)}) == 1
    with pytest.raises(TypeError):
        framework.raw["title"] = "changed"  # type: ignore[index]
