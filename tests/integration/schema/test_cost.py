"""What an answer says it cost, what is refused before it is read, and what is stopped while it is."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from graphql import build_schema
from sqlalchemy import text

from lif_plugin.builtin import voice_of_child
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.hooks import Plugins, QueryField, build_plugins, hookimpl
from lif_plugin.schema import Api, Reply, Sources
from lif_plugin.schema.allowed import Allowed
from lif_plugin.schema.api import printed
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.work import Store
from tests.assets.builders import RULES, Record, viewer
from tests.assets.documents import Documents
from tests.integration.store.test_meter import AGES

Ask = Callable[..., Any]
CASES = (
    "{ cases(first: 20) { totalCount edges { node { ref prompts(first: 2) { edges { node { rule } } } } } } }"
)


@dataclass(frozen=True)
class Age:
    """How long it took."""

    seconds: int


@pytest.fixture
def database() -> str:
    """Costs are the same on every database; stopping is looked at on both."""
    return "sqlite"


@pytest.fixture
def plugins(store: Store) -> Plugins:
    """A plugin whose list takes for ever to read."""

    def ages(by: Viewer) -> list[Age]:
        with store.read(by) as connection:
            return [Age(row[0]) for row in connection.execute(text(AGES[store.engine.dialect.name]))]

    field = QueryField("ages", "Takes for ever.", Age, ages)
    return build_plugins([("slow", SimpleNamespace(lif_graphql=hookimpl(lambda: [field])))])


@pytest.fixture
def allowed() -> Allowed:
    return Allowed()


@pytest.fixture
def api(store: Store, plugins: Plugins, log: ReadLog, allowed: Allowed) -> Api:
    return Api(Sources(store, plugins, RULES, {}, log, allowed=allowed))


def cost(reply: Reply) -> dict[str, int]:
    assert reply.cost is not None
    return reply.cost


def test_an_answer_says_what_it_was_estimated_at_and_what_it_cost(reply: Ask, record: Record) -> None:
    for number in range(3):
        record.case(f"E-{number}")
    said = cost(reply(CASES))
    # Ten for the operation and ten for each of three fields that read; 20 cases with 2 prompts each at most.
    assert (said["estimated"], said["limit"]) == (10 + 30 + 20 + 40, 50_000)
    # A page is paid for whole; below it the three cases that there are.
    assert said["real"] - said["statements"] == 20 + 3 * 2
    assert 0 < said["statements"] <= 40


@pytest.mark.parametrize("allowed", [Allowed(cost=99)])
def test_what_may_cost_too_much_is_refused_with_the_cost_the_limit_and_a_way(
    reply: Ask, record: Record, statements: list[str]
) -> None:
    answer = reply(CASES)
    assert answer.errors[0]["message"] == "The query may cost 100 points where 99 are allowed."
    assert answer.errors[0]["extensions"]["code"] == "query_too_large"
    assert "`first:`" in answer.errors[0]["extensions"]["hint"]
    assert (answer.began, cost(answer)["estimated"], statements) == (False, 100, [])


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
@pytest.mark.parametrize("allowed", [Allowed(seconds=0.3)])
def test_what_takes_too_long_is_stopped_and_what_came_before_it_is_answered(
    reply: Ask, record: Record
) -> None:
    answer = reply("{ viewer { agency } ages { seconds } }")
    assert answer.data == {"viewer": {"agency": "elmshire"}, "ages": None}
    assert [(error["extensions"]["code"], error["path"]) for error in answer.errors] == [
        ("too_slow", ["ages"])
    ]
    assert reply("{ cases { totalCount } }").data == {"cases": {"totalCount": 0}}


@pytest.mark.parametrize("allowed", [Allowed(real=25)])
def test_what_turns_out_to_be_more_than_may_be_read_is_stopped(reply: Ask, record: Record) -> None:
    for number in range(3):
        record.case(f"E-{number}")
    answer = reply(CASES)
    assert {error["extensions"]["code"] for error in answer.errors} == {"query_too_large"}
    assert (
        answer.errors[0]["message"] == "There is more to read for this than the 25 points that it may cost."
    )


@pytest.mark.parametrize("plugins", [build_plugins([("voice_of_child", voice_of_child)])], ids=["plain"])
def test_whatever_is_asked_costs_no_more_than_it_was_estimated_at(
    reply: Ask, record: Record, plugins: Plugins
) -> None:
    for number in range(4):
        record.prompt(record.case(f"E-{number}"))
        record.link(record.case(f"F-{number}"))
    record.delivery(rejected=3)
    drawn = Documents(build_schema(printed(plugins)), Random(8))
    by = viewer(Role.QUALITY, Role.ADMIN, Role.MANAGER)
    shares = []
    for _ in range(25):
        answer = reply(drawn.query(), by)
        drawn.learn(answer.data)
        if answer.cost is not None:
            shares.append(answer.cost["real"] / answer.cost["estimated"])
    assert (len(shares) > 15, max(shares) <= 1) == (True, True)


def test_a_limit_is_for_one_operation_and_not_for_the_next(reply: Ask, record: Record) -> None:
    assert cost(reply(CASES)) == cost(reply(CASES, viewer(agency="nowhere"))) | {
        "real": cost(reply(CASES))["real"]
    }
