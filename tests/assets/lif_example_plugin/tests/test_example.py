"""The example plugin by itself: installed, loaded by its entry point, asked about invented cases."""

from collections.abc import Iterator
from typing import Any

import pytest

from lif_plugin.domain.prompt import AuditNomination, ReviewLink
from lif_plugin.hooks import HOOKS, CaseFinding, Plugins, build_plugins
from lif_plugin.testing import case, fact


@pytest.fixture(scope="module")
def plugins() -> Iterator[Plugins]:
    plugins = build_plugins(discover=True)
    yield plugins
    assert plugins.faults == []


def _asked(plugins: Plugins, hook: str, returns: type, **arguments: Any) -> list[Any]:
    return dict(plugins.each(hook, returns, **arguments))["example"]


def test_it_is_loaded_with_every_hook(plugins: Plugins) -> None:
    assert plugins.hooks_of("example") == sorted(HOOKS)


def test_visits_of_one_day_that_differ_are_found(plugins: Plugins) -> None:
    seen, not_seen = (fact("visit", 20240110, seen=value, key=value) for value in ("yes", "no"))
    [found] = _asked(plugins, "lif_prompts", CaseFinding, cases=(case(seen, not_seen),))
    assert (found.finding.rule, found.finding.subject) == ("EX-02", "no")


def test_three_visits_running_without_the_child_nominate(plugins: Plugins) -> None:
    visits = [fact("visit", 20240110 + day, seen="no", key=f"v{day}") for day in range(4)]
    [nominated] = _asked(
        plugins, "lif_audits", AuditNomination, cases=(case(*visits), case(visits[0], ref="other"))
    )
    assert (nominated.case_ref, nominated.evidence_keys) == ("case-1", ("v1", "v2", "v3"))


def test_serious_harm_proposes_a_rapid_review(plugins: Plugins) -> None:
    harmed = case(fact("serious_harm", 20240112, key="h"))
    [link] = _asked(plugins, "lif_review_links", ReviewLink, cases=(harmed,), framework=None)
    assert (link.review, link.evidence_keys) == ("rapid_review", ("h",))
