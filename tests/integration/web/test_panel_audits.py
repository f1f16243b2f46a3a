"""What the worker of a picked case reads: that it was picked, why such cases are, and that nothing is to be done."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from lif_plugin.domain.viewer import Role
from lif_plugin.store.notices import add_reply
from lif_plugin.store.tables import audit_pick
from lif_plugin.web.words import moment_in_words
from tests.assets.builders import NOON, Record, viewer
from tests.assets.nominated import NOTICE, REASON, draw_march, nominate
from tests.assets.serving import Site
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
    assert (
        f"Picked for an audit Case file audit , March 2024. {NOTICE} It looks at how help works, not at you. Nothing needs to be prepared."
        in text
    )
    assert "placement_moves" not in text
    assert REASON not in text


def test_panel_says_what_was_answered_in_the_case_system_by_whom_and_when(
    record: Record, client: TestClient, site: Site
) -> None:
    made = record.case()
    nominate(record, made)
    draw_march(record)
    with record.store.write(viewer(Role.SYSTEM, agency=record.agency)) as connection:
        pick = connection.scalar(select(audit_pick.c.id))
        for number, (by, text) in enumerate(
            (("w.example", "Please talk to her school."), ("else.example", None))
        ):
            row = {
                "case_id": made.id,
                "agency_id": record.agency,
                "pick_id": pick,
                "said_by": by,
                "text": text,
            }
            add_reply(connection, {**row, "id": f"{number:036}", "said_at": NOON + number})
    mine = site.bearer(Role.WORKER, subject="w.example")
    text = words(client.get(f"/panel/{made.public_id}", headers=mine).text)
    when = moment_in_words(NOON, "Europe/London")
    assert f"Your answer, {when} Please talk to her school. The answer of a colleague, {when} Seen." in text


def test_panel_of_a_case_that_only_waits_says_nothing_of_audits(record: Record, sign_in: SignIn) -> None:
    made = record.case()
    nominate(record, made)
    assert "audit" not in words(sign_in(Role.WORKER).get(f"/panel/{made.public_id}").text).casefold()


def test_panel_of_a_case_picked_by_chance_says_so(record: Record, sign_in: SignIn) -> None:
    made = record.case()
    draw_march(record)
    assert "cases picked by chance" in words(sign_in(Role.WORKER).get(f"/panel/{made.public_id}").text)
