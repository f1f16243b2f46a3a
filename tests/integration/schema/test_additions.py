"""Lists that plugins add to the query, and plugins that add something impossible."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from lif_plugin.domain.viewer import Role
from lif_plugin.hooks import Plugins, QueryField, build_plugins, hookimpl
from lif_plugin.schema import Reply
from tests.assets.builders import Record, viewer

Ask = Callable[..., Any]


@dataclass(frozen=True)
class Place:
    """Where something is."""

    town: str


@dataclass(frozen=True)
class Theme:
    """A theme we follow."""

    name: str
    since: date | None = field(metadata={"description": "The day we began."})
    places: tuple[Place, ...] = ()


@dataclass
class Loose:
    name: str


@dataclass(frozen=True)
class Odd:
    name: complex


def plugin(*fields: QueryField) -> ModuleType | SimpleNamespace:
    def lif_graphql() -> Sequence[QueryField]:
        return fields

    return SimpleNamespace(lif_graphql=hookimpl(lif_graphql))


def broken(_viewer: object) -> Sequence[Any]:
    raise RuntimeError("SECRET")


THEMES = QueryField(
    "ourThemes", "Themes.", Theme, lambda _: [Theme("Hearing", date(2024, 3, 5), (Place("Elm"),))]
)


@pytest.fixture
def database() -> str:
    """What is tested here is the same on every database."""
    return "sqlite"


@pytest.fixture
def plugins() -> Plugins:
    return build_plugins(
        [
            ("good", plugin(THEMES)),
            ("taken", plugin(QueryField("ourThemes", "Again.", Place, lambda _: []))),
            ("root", plugin(QueryField("cases", "Mine.", Place, lambda _: []))),
            ("loose", plugin(QueryField("loose", "Loose.", Loose, lambda _: []))),
            ("odd", plugin(QueryField("odd", "Odd.", Odd, lambda _: []))),
            ("failing", plugin(QueryField("failing", "Failing.", Place, broken))),
        ]
    )


def test_plugins_list_can_be_asked_for(record: Record, ask: Ask) -> None:
    assert ask("{ ourThemes { name since places { town } } }") == {
        "ourThemes": [{"name": "Hearing", "since": "2024-03-05", "places": [{"town": "Elm"}]}]
    }


def test_descriptions_are_the_plugins_own(record: Record, ask: Ask) -> None:
    data = ask('{ __type(name: "Theme") { description fields { name description } } }', viewer(Role.ADMIN))[
        "__type"
    ]
    assert data["description"] == "A theme we follow."
    assert data["fields"][1] == {"name": "since", "description": "The day we began."}


def test_what_cannot_be_added_is_a_fault_of_its_plugin_only(
    record: Record, ask: Ask, plugins: Plugins
) -> None:
    ask("{ viewer { agency } }")
    assert [(fault.plugin, fault.hook) for fault in plugins.faults] == [
        ("taken", "lif_graphql"),
        ("root", "lif_graphql"),
        ("loose", "lif_graphql"),
        ("odd", "lif_graphql"),
    ]


def test_failing_list_costs_the_rest_of_the_query_nothing(
    record: Record, reply: Callable[..., Reply], plugins: Plugins
) -> None:
    answer = reply("{ failing { town } ourThemes { name } }")
    assert answer.data == {"failing": None, "ourThemes": [{"name": "Hearing"}]}
    assert answer.errors[0]["extensions"]["code"] == "plugin_fault"
    assert "SECRET" not in str(answer)
    assert plugins.faults[-1].plugin == "failing"


def test_list_is_bounded(record: Record, code: Ask) -> None:
    assert code("{ ourThemes(first: 201) { name } }") == ["plugin_fault"]
