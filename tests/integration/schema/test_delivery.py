"""Delivery is stopped and goes on by GraphQL; who is reminded is said there too."""

from collections.abc import Callable
from typing import Any

import pytest

from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.builders import Record, viewer
from tests.integration.cycle.partners import QUALITY, Partners

Ask = Callable[..., Any]
ADMIN = viewer(Role.ADMIN)
STEP = "{ __typename ... on DeliverySaved { changed again } ... on Problem { code } }"
PAUSE = f'mutation {{ pauseDelivery(why: "A trial goes wrong") {STEP} }}'
RESUME = f"mutation {{ resumeDelivery {STEP} }}"
RESTORE = f'mutation {{ restoreRule(rule: "VOC-07", why: "It is mended") {STEP} }}'
CONTACT = """mutation ($a: String!, $off: Boolean!) { setActionContact(role: "head", address: $a, remove: $off) {
  ... on ActionContactsSaved { contacts { role address } } ... on Problem { code } } }"""


@pytest.fixture
def database() -> str:
    """What is asked here is the same on both databases."""
    return "sqlite"


def test_delivery_stops_once_and_goes_on(record: Record, ask: Ask) -> None:
    record.case()
    said = [next(iter(ask(step, ADMIN).values())) for step in (PAUSE, PAUSE, RESUME, RESUME)]
    assert [one["changed"] for one in said] == [True, False, True, False]


def test_nobody_but_an_admin_says_what_is_delivered(record: Record, ask: Ask) -> None:
    record.case()
    said = [next(iter(ask(step, viewer(Role.MANAGER)).values())) for step in (PAUSE, RESUME, RESTORE)]
    assert said == [{"__typename": "DeliveryNotAllowed", "code": "not_allowed"}] * 3


def test_a_rule_that_was_not_demoted_is_not_restored(record: Record, ask: Ask) -> None:
    record.case()
    assert ask(RESTORE, ADMIN)["restoreRule"] == {"__typename": "DeliveryRefused", "code": "not_found"}


def test_who_is_reminded_is_added_and_taken_off(store: Store, ask: Ask) -> None:
    Partners(store, "hartlepool_hscb")
    added = ask(CONTACT, QUALITY, a="head@oak.example", off=False)["setActionContact"]
    assert added == {"contacts": [{"role": "head", "address": "head@oak.example"}]}
    assert ask(CONTACT, QUALITY, a="head@oak.example", off=True)["setActionContact"] == {"contacts": []}
    again = ask(CONTACT, QUALITY, a="head@oak.example", off=True)["setActionContact"]
    assert again == {"code": "not_found"}
