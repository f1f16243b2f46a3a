"""`lif_review_links`: proposals to link a case to a kind of review."""

from types import SimpleNamespace

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.prompt import ReviewLink
from lif_plugin.frameworks import load_framework
from lif_plugin.hooks import hookimpl
from lif_plugin.testing import case, fact, loaded
from tests.unit.hooks.examples import example

HARMED = case(fact("serious_harm", 20240210, key="harm"), ref="harmed")


def test_lif_review_links_example_proposes_a_rapid_review() -> None:
    plugins = loaded(example("lif_review_links"))
    [(_plugin, found)] = plugins.each("lif_review_links", ReviewLink, cases=(HARMED, case()), framework=None)
    guidance = "Working Together to Safeguard Children 2023"
    assert found == [
        ReviewLink("rapid_review", "harmed", "The record shows serious harm", guidance, ("harm",))
    ]


def test_lif_review_links_example_names_the_agencys_own_framework() -> None:
    framework = load_framework("hartlepool_hscb")
    plugins = loaded(example("lif_review_links"))
    [(_plugin, [link])] = plugins.each("lif_review_links", ReviewLink, cases=(HARMED,), framework=framework)
    assert link.authority == framework.title


def test_lif_review_links_gives_the_framework_to_an_argument_with_a_default_too() -> None:
    given: list[Framework | None] = []

    @hookimpl
    def lif_review_links(framework: Framework | None = None) -> None:
        given.append(framework)

    framework = load_framework("hartlepool_hscb")
    plugins = loaded(SimpleNamespace(lif_review_links=lif_review_links))
    list(plugins.each("lif_review_links", ReviewLink, cases=(HARMED,), framework=framework))
    assert given == [framework]
