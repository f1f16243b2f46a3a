"""Opening a case by GraphQL: it shows from the next request on, and administrators read who did and why."""

from typing import Any

from starlette.testclient import TestClient

from lif_plugin.domain.viewer import Role
from tests.assets.builders import Record
from tests.assets.serving import Site

OPEN = """mutation { openCase(input: {reference: "E-2", reason: "The out-of-hours team called"}) {
  ... on CaseOpened { case } ... on Problem { code } } }"""
SEEN = "{ cases { edges { node { ref } } } }"
WATCHED = """{ accessOpenings { edges { node { subject roles reason } } }
  accessLog(first: 3) { edges { node { subject action } } } }"""


def asked(client: TestClient, headers: dict[str, str], query: str) -> Any:
    return client.post("/graphql", json={"query": query}, headers=headers).json()


def seen(answer: Any) -> list[str]:
    return sorted(edge["node"]["ref"] for edge in answer["data"]["cases"]["edges"])


def test_a_case_is_opened_shown_and_watched(client: TestClient, site: Site, record: Record) -> None:
    for ref in ("E-1", "E-2", "E-3"):
        record.case(ref)
    worker = site.bearer(Role.IRO, cases=["E-1"])
    assert seen(asked(client, worker, SEEN)) == ["E-1"]
    assert "case" in asked(client, worker, OPEN)["data"]["openCase"]
    assert seen(asked(client, worker, SEEN)) == ["E-1", "E-2"]
    watched = asked(client, site.bearer(Role.ADMIN, subject="admin.example"), WATCHED)["data"]
    opening = {"subject": "sam.example", "roles": ["iro"], "reason": "The out-of-hours team called"}
    assert [edge["node"] for edge in watched["accessOpenings"]["edges"]] == [opening]
    assert {"subject": "sam.example", "action": "open_case"} in [
        edge["node"] for edge in watched["accessLog"]["edges"]
    ]


def test_who_read_what_is_for_administrators(client: TestClient, site: Site) -> None:
    answer = asked(client, site.bearer(Role.MANAGER), WATCHED)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"not_allowed"}
