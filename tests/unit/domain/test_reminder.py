"""When owners are reminded, when a late action goes to its body, and what the message says."""

from datetime import date, timedelta

import pytest

from lif_plugin.domain.reminder import (
    Owed,
    Reminding,
    body,
    is_to_escalate,
    is_to_remind,
    message_id,
    subject,
)
from lif_plugin.errors import BadSetting

TODAY, HOW = date(2026, 3, 2), Reminding()


def owed(days: int, reminded: int | None = None, **more: object) -> Owed:
    """An action due in so many days, last reminded of so many days ago."""
    ago = None if reminded is None else TODAY - timedelta(days=reminded)
    values = {"body": "board", **more}
    return Owed(f"a{days}", "item", "head", TODAY + timedelta(days=days), ago, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "wanted"),
    [(owed(15), False), (owed(14), True), (owed(0), True), (owed(-400), True), (owed(1, 6), False), (owed(1, 7), True)],
)  # fmt: skip
def test_owner_is_reminded_from_two_weeks_before_and_once_a_week(one: Owed, wanted: bool) -> None:
    assert is_to_remind(one, TODAY, HOW) is wanted


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (owed(-28), False),
        (owed(-29), True),
        (owed(-29, escalated=True), False),
        (owed(-29, body=None), False),
    ],
)
def test_action_goes_to_its_body_once_it_is_late_for_long(one: Owed, wanted: bool) -> None:
    assert is_to_escalate(one, TODAY, HOW) is wanted


def test_message_holds_days_and_links_and_the_oldest_first() -> None:
    mine = [owed(3), owed(-1)]
    assert subject(mine, TODAY) == "Learning: 2 actions of your role, 1 late"
    assert subject(mine[:1], TODAY) == "Learning: 1 action of your role, 0 late"
    assert body(mine, TODAY, "https://lif.example").splitlines()[2:4] == [
        "  One was due on 1 March 2026: https://lif.example/learning/item",
        "  One is due on 5 March 2026: https://lif.example/learning/item",
    ]


def test_message_of_an_address_and_a_day_is_always_the_same() -> None:
    first = message_id("elm", TODAY, "a@elm.example", "elm.example")
    assert first == message_id("elm", TODAY, "a@elm.example", "elm.example")
    assert first != message_id("elm", TODAY, "b@elm.example", "elm.example")


@pytest.mark.parametrize("days", [(-1, 7, 28), (14, 0, 28), (14, 7, 0), (366, 7, 28)])
def test_days_that_cannot_be_are_refused(days: tuple[int, int, int]) -> None:
    with pytest.raises(BadSetting):
        Reminding(*days)
