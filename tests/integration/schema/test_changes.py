"""What changed, by GraphQL: pages after a cursor with removals, for who may know of it, for a statement a kind."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from lif_plugin.domain.change import Place
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.schema import Api
from lif_plugin.schema.following import AT_ONCE, Following
from lif_plugin.store.tables import purge, result
from lif_plugin.store.work import Store
from tests.assets.builders import NOON, Record, viewer

Ask = Callable[..., Any]
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
CHANGES = "query ($since: String) { changes(since: $since, first: 2) { cursor hasMore changes { kind what nodeId } } }"
NODES = "{ changes(first: 200) { changes { node { id ... on Prompt { message } } } } }"
MANAGER = viewer(Role.MANAGER)


def words(ask: Ask, since: str | None = None) -> list[tuple[str, str]]:
    """All changes after a cursor, page by page."""
    found = []
    while True:
        page = ask(CHANGES, MANAGER, since=since)["changes"]
        found += [(one["kind"], one["what"]) for one in page["changes"]]
        since = page["cursor"]
        if not page["hasMore"]:
            return found


def test_what_is_removed_is_told_as_removed(record: Record, store: Store, ask: Ask) -> None:
    case = record.case()
    prompt = record.prompt(case)
    since = ask("{ changesCursor }", MANAGER)["changesCursor"]
    with store.write(Viewer.system("test", "elmshire")) as connection:
        blank = {"reason": "purged", "message": "", "ended_at": NOON}
        connection.execute(update(result).where(result.c.id == prompt).values(blank))
        connection.execute(
            insert(purge).values(
                agency_id="elmshire", case_id=case.id, source="ssda903", import_id=1, origin="1:1", whole=True, versions=1,
                at=NOON,
            )
        )  # fmt: skip
    assert words(ask, since) == [("PROMPT", "REMOVED"), ("CASE", "REMOVED")]


def test_what_is_only_counted_is_not_told(record: Record, ask: Ask) -> None:
    case = record.case()
    record.prompt(case, 20240305, delivery="historic", told=False)
    record.prompt(case, 20240306)
    record.link(case)
    assert words(ask) == [("PROMPT", "RAISED"), ("REVIEW_LINK", "RAISED")]


def test_a_kind_is_told_to_those_who_may_read_it(record: Record, ask: Ask, code: Ask) -> None:
    record.link(record.case())
    assert ask(CHANGES, viewer(Role.WORKER))["changes"]["changes"] == []
    asked = "{ changes(kinds: [REVIEW_LINK]) { cursor } }"
    assert (code(asked, viewer(Role.WORKER)), code(asked, MANAGER)) == (["not_allowed"], [])


def test_ten_times_the_changes_cost_the_same_statements(
    record: Record, ask: Ask, statements: list[str]
) -> None:
    case = record.case()
    costs = []
    for days in (range(20240101, 20240103), range(20240103, 20240121)):
        for day in days:
            record.prompt(case, day)
        statements.clear()
        ask(NODES)
        costs.append(len(statements))
    assert costs[0] == costs[1]


@ON_SQLITE
def test_changes_that_are_read_together_may_cost_as_much_together(record: Record, api: Api) -> None:
    since = Place(dict.fromkeys(["elmshire"], 0)).cursor()
    case = record.case()
    for number in range(AT_ONCE):
        record.prompt(case, day_number(date(2024, 1, 1) + timedelta(number)))
    document = "subscription ($since: String) { changed(since: $since) { nodeId node { id } } }"
    following = api.follow(viewer(), document, {"since": since})
    assert isinstance(following, Following)
    replies, _more = following.read()
    told = [(reply.errors, reply.data["changed"]) for reply in replies if reply.data]
    assert [errors for errors, _change in told if errors] == []
    assert [change["node"]["id"] for _errors, change in told] == [
        change["nodeId"] for _errors, change in told
    ]
    assert len(told) == AT_ONCE
