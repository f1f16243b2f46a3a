"""Looked-after children, care leavers and adoption as events."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.unit.adapters.annex_a.reading import LAST, Reading, person

Take = Callable[..., Reading]
DAY = date(2020, 9, 4)


def care(
    *, ceased: date | None = None, reason: str = "", offered: str = "", accepted: str = ""
) -> list[object]:
    return [*person(), DAY, date(2021, 2, 1), "C2: FCO", date(2023, 11, 30), ceased, reason, date(2022, 5, 6),
            "d) U4: Foster placement - long term", "f) PR5 - Voluntary/third sector", "ZZ99 9ZZ", offered, accepted]  # fmt: skip


def test_status_and_placement_have_starts_of_their_own(take: Take) -> None:
    reading = take("8", care())
    status, placement = reading.one("legal_status"), reading.one("placement")
    assert (status.key, status.fields["code"], status.until_day) == ("legal_status|A1|20210201", "C2", None)
    assert (placement.occurred_day, placement.fields["code"]) == (20220506, "U4")
    assert placement.detail == {"PROVIDER": "PR5"}


def test_latest_review_was_held_and_says_nothing_of_how_the_child_took_part(take: Take) -> None:
    review = take("8", care()).one("review")
    assert (review.occurred_day, review.fields) == (20231130, {"held": "yes", "born_on": 20091217})


def test_end_of_care_ends_status_placement_and_need(take: Take) -> None:
    reading = take("8", care(ceased=date(2024, 1, 9), reason="k) E47: Special Guardianship Orders"))
    ends = {event.until_day for kind in ("legal_status", "placement", "need") for event in reading.of(kind)}
    assert ends == {20240109}
    assert reading.one("closure").fields["code"] == "E47"


def test_death_in_care_is_a_death(take: Take) -> None:
    assert take("8", care(ceased=date(2024, 1, 9), reason="E2: Died")).one("death").occurred_day == 20240109


@pytest.mark.parametrize(
    ("offered", "accepted", "fields"),
    [
        ("a) Yes", "b) No", {"offered": "yes", "accepted": "no"}),
        ("Offered and Accepted", "", {"offered": "yes", "accepted": "yes"}),
        ("Offered and Declined (by YP)", "", {"offered": "yes", "accepted": "no", "reason": "declined"}),
        ("Not Offered (Missing Again)", "", {"offered": "no", "reason": "missing_again"}),
        (
            "Offered and Accepted (CYP not present/refused on arrival)",
            "",
            {"offered": "yes", "accepted": "yes", "held": "no", "reason": "not_present"},
        ),
    ],
)
def test_interview_is_offered_accepted_and_held_apart(
    take: Take, offered: str, accepted: str, fields: dict[str, str]
) -> None:
    interview = take("8", care(offered=offered, accepted=accepted)).one("return_interview")
    assert interview.fields == {**fields, "born_on": 20091217}
    assert (interview.occurred_day, interview.precision) == (LAST, "period")


@pytest.mark.parametrize("answer", ["", "c) Unknown"])
def test_interview_of_which_nothing_is_known_is_no_event(take: Take, answer: str) -> None:
    assert take("8", care(offered=answer, accepted=answer)).of("return_interview") == []


def test_no_missing_episode_is_made_of_a_number_without_days(take: Take) -> None:
    assert take("8", care(offered="Yes", accepted="Yes")).of("missing") == []


def test_place_where_a_child_lives_is_not_taken(take: Take) -> None:
    assert "ZZ99" not in str(take("8", care()).events)


def test_care_leaver_is_in_touch_as_of_the_report(take: Take) -> None:
    event = take("9", [*person(), "a) Yes", date(2023, 12, 24), "U: Independent living"]).one(
        "care_leaver_contact"
    )
    assert (event.key, event.occurred_day, event.precision) == (
        f"care_leaver_contact|A1|{LAST}",
        LAST,
        "period",
    )
    assert (event.fields["code"], event.detail) == ("YES", {"LATEST_CONTACT": 20231224, "ACCOMMODATION": "U"})


def test_care_leaver_who_died_is_a_death_of_the_period(take: Take) -> None:
    death = take("9", [*person(), "Died", None, ""]).one("death")
    assert (death.occurred_day, death.precision) == (LAST, "period")


def test_placing_for_adoption_lasts_until_the_decision_is_reversed(take: Take) -> None:
    row = [*person(), date(2023, 3, 1), date(2023, 5, 1), date(2023, 12, 1), "RD3"]
    steps = {event.fields["code"]: event for event in take("10", row).of("adoption_step")}
    assert {name: step.occurred_day for name, step in steps.items()} == {
        "decision": 20230301,
        "placing": 20230501,
        "reversed": 20231201,
    }
    assert (steps["placing"].until_day, steps["reversed"].fields["reason"]) == (20231201, "RD3")
