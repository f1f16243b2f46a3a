"""`lif_audits`: reasons to look at a case."""

from types import SimpleNamespace

from lif_plugin.domain.prompt import AuditNomination, CannotTell
from lif_plugin.hooks import build_plugins, hookimpl
from lif_plugin.testing import case, fact, loaded
from tests.unit.hooks.examples import example

MOVED = case(
    *(fact("placement", day, "U1", key=str(day)) for day in (20240103, 20240109, 20240120)), ref="moved"
)
STAYED = case(fact("placement", 20240103, "U1"), ref="stayed")


def test_lif_audits_example_nominates_the_case_with_three_placements() -> None:
    [(_plugin, found)] = loaded(example("lif_audits")).each(
        "lif_audits", AuditNomination, cases=(MOVED, STAYED)
    )
    assert found == [
        AuditNomination("many_placements", "moved", "3 placements", ("20240103", "20240109", "20240120"))
    ]


def test_lif_audits_that_raises_costs_no_other_plugin_its_nominations() -> None:
    @hookimpl
    def lif_audits() -> None:
        raise KeyError

    plugins = build_plugins(
        [("broken", SimpleNamespace(lif_audits=lif_audits)), ("whole", example("lif_audits"))]
    )
    found = dict(plugins.each("lif_audits", AuditNomination, cases=(MOVED,)))
    assert {plugin: len(items) for plugin, items in found.items()} == {"whole": 1}


def test_lif_audits_with_keys_in_no_tuple_is_a_fault() -> None:
    @hookimpl
    def lif_audits() -> list[AuditNomination]:
        return [AuditNomination("many", "moved", "Many", "20240103")]  # type: ignore[arg-type]

    plugins = loaded(SimpleNamespace(lif_audits=lif_audits))
    assert list(plugins.each("lif_audits", AuditNomination, cases=(MOVED,))) == []
    assert plugins.faults[0].message == "AuditNomination.evidence_keys is of type str, not tuple."


def test_lif_audits_may_say_what_cannot_be_told() -> None:
    @hookimpl
    def lif_audits() -> list[CannotTell]:
        return [CannotTell("moved", not_covered=("many_placements",))]

    plugins = loaded(SimpleNamespace(lif_audits=lif_audits))
    [(_plugin, found)] = plugins.each("lif_audits", AuditNomination | CannotTell, cases=(MOVED,))
    assert found == [CannotTell("moved", ("many_placements",), ())]
