"""`lif_graphql`: lists that plugins add to the query."""

from types import SimpleNamespace

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.hooks import QueryField, hookimpl
from lif_plugin.testing import loaded
from tests.unit.hooks.examples import example


def _viewer(agency: str) -> Viewer:
    return Viewer(agency, frozenset({Role.IRO}), "casework", "sam.example")


def test_lif_graphql_example_gives_a_viewer_the_own_agencys_themes() -> None:
    plugin = example("lif_graphql")
    [(_plugin, [field])] = loaded(plugin).each("lif_graphql", QueryField)
    assert (field.name, field.of) == ("ourThemes", plugin.Theme)
    assert field.resolve(_viewer("elmshire")) == [plugin.Theme("Sleep", 2024)]
    assert field.resolve(_viewer("oakshire")) == []


def test_lif_graphql_with_something_else_than_a_type_is_a_fault() -> None:
    @hookimpl
    def lif_graphql() -> list[QueryField]:
        return [QueryField("ourThemes", "Themes.", "Theme", lambda _viewer: [])]  # type: ignore[arg-type]

    plugins = loaded(SimpleNamespace(lif_graphql=lif_graphql))
    assert list(plugins.each("lif_graphql", QueryField)) == []
    assert plugins.faults[0].message == "QueryField.of is of type str, not type."
