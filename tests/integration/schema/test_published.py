"""Published counts in GraphQL: the whole month as it was published, to partners and to nobody else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lif_plugin.domain.viewer import Role
from lif_plugin.schema import Api
from lif_plugin.store.cube import publish
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import PARTNER, QUALITY, STRANGER, Partners

Ask = Callable[..., Any]
QUERY = """{ publishedCounts(month: "2026-03") { partnership month agency support ageBand count symbol percent
  percentSymbol } }"""


@pytest.fixture
def elm(sqlite_store: Store) -> Partners:
    made = Partners(sqlite_store, "hartlepool_hscb")
    counts = {
        ("", "", ""): (900, None), ("", "other", ""): (7, None), ("elmshire", "", ""): (900, None),
        ("elmshire", "other", ""): (None, "c"), ("elmshire", "other", "5_to_9"): (3, None), ("oakhealth", "", ""): (None, "z"),
    }  # fmt: skip
    with sqlite_store.write(QUALITY) as connection:
        publish(connection, QUALITY, "elm", 202603, [(place, *said) for place, said in counts.items()])
    return made


@pytest.fixture
def store(elm: Partners) -> Store:
    return elm.store


def test_partners_read_the_month_with_percent_and_symbols(ask: Ask) -> None:
    rows = ask(QUERY, PARTNER)["publishedCounts"]
    assert rows == ask(QUERY, QUALITY)["publishedCounts"]
    assert {(row["partnership"], row["month"]) for row in rows} == {("elm", "2026-03")}
    named = ("agency", "support", "ageBand", "count", "symbol", "percent", "percentSymbol")
    assert [tuple(row[name] for name in named) for row in rows] == [
        (None, None, None, 900, None, 100, None),
        (None, "other", None, 7, None, 1, None),
        ("elmshire", None, None, 900, None, 100, None),
        ("elmshire", "other", None, None, "c", None, "c"),
        ("elmshire", "other", "5_to_9", 3, None, None, "k"),
        ("oakhealth", None, None, None, "z", None, "z"),
    ]


def test_strangers_read_nothing_and_months_not_published_are_empty(ask: Ask, code: Ask) -> None:
    assert ask(QUERY, STRANGER) == {"publishedCounts": []}
    assert ask('{ publishedCounts(month: "2026-02") { count } }', PARTNER) == {"publishedCounts": []}
    assert code('{ publishedCounts(month: "March") { count } }', PARTNER) == ["bad_month"]


def test_a_published_table_takes_a_month_and_no_filter(api: Api) -> None:
    asked = api.run(
        replace(PARTNER, roles=frozenset({Role.INTEGRATOR})),
        '{ __type(name: "Query") { fields { name args { name } } } }',
    ).data
    [field] = [one for one in asked["__type"]["fields"] if one["name"] == "publishedCounts"] if asked else []
    assert field["args"] == [{"name": "month"}]
