"""The configuration through the schema: seen by roles of the setup, changed by admins, every refusal typed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lif_plugin.domain.viewer import Role
from lif_plugin.schema import Reply
from tests.assets.builders import Record, viewer

Ask = Callable[..., Any]
SAVED = "__typename ... on ConfigurationSaved { version state changes second cases }"
REFUSED = "... on Problem { code message } ... on ConfigurationRefused { faults { place problem remedy } }"
APPLY = f"""mutation($given: JSON!, $base: Int) {{
  applyConfiguration(input: {{document: $given, why: "A trial"}}, expectedVersion: $base) {{ {SAVED} {REFUSED} }} }}"""
APPROVE = f"""mutation($version: Int!, $approve: Boolean! = true) {{
  approveConfiguration(version: $version, approve: $approve) {{ {SAVED} {REFUSED} }} }}"""
ROLL_BACK = f'mutation($version: Int!) {{ rollbackConfiguration(version: $version, why: "Back") {{ {SAVED} {REFUSED} }} }}'
SHOW = """query($version: Int) { agencyConfiguration(version: $version) { document paused version { version state why } } }"""
HISTORY = "{ configurationHistory { version state savedBy decidedBy base } }"
ADA = replace(viewer(Role.ADMIN), subject="ada.example")
BEN = replace(ADA, subject="ben.example")


@pytest.fixture
def database() -> str:
    """What a configuration does in each store is tested below the schema."""
    return "sqlite"


def test_an_admin_applies_a_document_and_reads_it_back(record: Record, ask: Ask) -> None:
    saved = ask(APPLY, ADA, given={"go_live": "2024-01-01", "telling": {"pushes_a_week": 1}}, base=1)
    assert saved["applyConfiguration"] == {
        "__typename": "ConfigurationSaved", "version": 2, "state": "applied", "second": [], "cases": 0,
        "changes": ["telling.pushes_a_week: 1 instead of 2."],
    }  # fmt: skip
    shown = ask(SHOW, ADA)["agencyConfiguration"]
    assert shown["version"] == {"version": 2, "state": "applied", "why": "A trial"}
    assert (shown["document"]["telling"]["pushes_a_week"], shown["paused"]) == (1, False)


def test_what_was_read_can_be_applied_again_and_changes_nothing(record: Record, ask: Ask) -> None:
    document = ask(SHOW, ADA)["agencyConfiguration"]["document"]
    assert ask(APPLY, ADA, given=document)["applyConfiguration"]["version"] is None


def test_a_refusal_names_each_fault_with_its_place(record: Record, ask: Ask) -> None:
    document = {"rules": {"VOC-05L": {"thresholds": {"limit": 50}}}, "zone": "Europe/Londn"}
    refused = ask(APPLY, ADA, given=document)["applyConfiguration"]
    assert (refused["__typename"], refused["code"]) == ("ConfigurationRefused", "config_refused")
    assert [fault["place"] for fault in refused["faults"]] == ["zone", "rules.VOC-05L.thresholds.limit"]
    assert ask(SHOW, ADA)["agencyConfiguration"]["version"]["version"] == 1


@pytest.mark.parametrize("document", [[], "england", 3])
def test_what_is_no_document_is_refused(record: Record, ask: Ask, document: Any) -> None:
    assert ask(APPLY, ADA, given=document)["applyConfiguration"]["__typename"] == "ConfigurationRefused"


def test_a_second_person_approves_and_the_first_may_not(record: Record, ask: Ask) -> None:
    document = {"go_live": "2024-01-01", "rules": {"VOC-05L": {"on": False}}}
    assert ask(APPLY, ADA, given=document)["applyConfiguration"]["state"] == "proposed"
    refused = ask(APPROVE, ADA, version=2)["approveConfiguration"]
    assert (refused["__typename"], refused["code"]) == ("ConfigurationApprovalRefused", "approval_refused")
    assert ask(APPROVE, BEN, version=2)["approveConfiguration"]["state"] == "applied"
    assert ask(HISTORY, ADA)["configurationHistory"][0] == {
        "version": 2, "state": "applied", "savedBy": "ada.example", "decidedBy": "ben.example", "base": 1,
    }  # fmt: skip


def test_a_version_is_gone_back_to_as_a_new_one(record: Record, ask: Ask) -> None:
    ask(APPLY, ADA, given={"note_hint": True})
    assert ask(ROLL_BACK, ADA, version=1)["rollbackConfiguration"]["version"] == 3
    assert ask(ROLL_BACK, ADA, version=9)["rollbackConfiguration"]["__typename"] == "ConfigurationNotFound"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_nobody_but_an_admin_changes_anything(record: Record, ask: Ask, role: Role) -> None:
    changes = [
        ask(APPLY, viewer(role), given={})["applyConfiguration"],
        ask(APPROVE, viewer(role), version=1)["approveConfiguration"],
        ask(ROLL_BACK, viewer(role), version=1)["rollbackConfiguration"],
    ]
    assert {change["__typename"] for change in changes} == {"ConfigurationNotAllowed"}


@pytest.mark.parametrize("role", [Role.WORKER, Role.MANAGER, Role.BOARD])
def test_roles_without_the_setup_see_no_configuration(
    record: Record, reply: Callable[..., Reply], role: Role
) -> None:
    answer = reply("{ agencyConfiguration { document } configurationHistory { version } }", viewer(role))
    assert answer.data == {"agencyConfiguration": None, "configurationHistory": None}
    assert {error["extensions"]["code"] for error in answer.errors} == {"not_allowed"}
