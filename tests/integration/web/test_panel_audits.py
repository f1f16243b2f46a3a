"""What the worker of a picked case reads: that it was picked, why such cases are, and that nothing is to be done."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from lif_plugin.domain.viewer import Role
from tests.assets.builders import Record
from tests.assets.nominated import NOTICE, REASON, draw_march, nominate
from tests.integration.web.test_panel import words

SignIn = Callable[..., TestClient]


@pytest.mark.parametrize("role", [Role.WORKER, Role.IRO])
def test_panel_of_a_picked_case_says_why_and_to_prepare_nothing(
    record: Record, sign_in: SignIn, role: Role
) -> None:
    made = record.case()
    nominate(record, made)
    draw_march(record)
    text = words(sign_in(role).get(f"/panel/{made.public_id}").text)
    assert f"Picked for an audit Case file audit , March 2024. {NOTICE} Nothing needs to be prepared." in text
    assert "placement_moves" not in text
    assert REASON not in text


def test_panel_of_a_case_that_only_waits_says_nothing_of_audits(record: Record, sign_in: SignIn) -> None:
    made = record.case()
    nominate(record, made)
    assert "audit" not in words(sign_in(Role.WORKER).get(f"/panel/{made.public_id}").text).casefold()


def test_panel_of_a_case_picked_by_chance_says_so(record: Record, sign_in: SignIn) -> None:
    made = record.case()
    draw_march(record)
    assert "cases picked by chance" in words(sign_in(Role.WORKER).get(f"/panel/{made.public_id}").text)
