"""Contacts, referrals, assessments, enquiries, need and protection plans as events."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.unit.adapters.annex_a.reading import Reading, person

Take = Callable[..., Reading]
DAY = date(2023, 9, 4)


def test_contact_says_from_whom(take: Take) -> None:
    event = take("1", [*person(), DAY, "b) 1C: Child"]).one("contact")
    assert event[:4] == ("contact", "A1", "contact|A1|20230904", 20230904)
    assert event.fields == {"code": "1C", "code_raw": "b) 1C: Child", "seq": 1, "born_on": 20091217}


def test_second_contact_of_a_day_is_a_fact_of_its_own(take: Take) -> None:
    row = [*person(), DAY, "6"]
    reading = take("1", row, row)
    assert [event.key for event in reading.of("contact")] == ["contact|A1|20230904", "contact|A1|20230904#2"]
    assert reading.reasons == [("Date of Contact", "repeated_key")]


@pytest.mark.parametrize(
    ("nfa", "outcome"), [("a) Yes", "NFA"), ("True", "NFA"), ("1", "NFA"), ("No", "ACTION"), ("", None)]
)
def test_referral_without_further_action_says_so(take: Take, nfa: str, outcome: str | None) -> None:
    assert take("3", [*person(), DAY, "6", nfa]).one("referral").fields.get("outcome") == outcome


@pytest.mark.parametrize(
    ("answer", "seen", "alone"),
    [
        ("a) Yes", "yes", None),
        ("b) No", "no", "no"),
        ("Seen alone", "yes", "yes"),
        ("Child not seen alone", None, "no"),
        ("Unborn", "not_applicable", "not_applicable"),
        ("c) Unknown", None, None),
        ("", None, None),
    ],
)
def test_seen_at_an_assessment_is_not_seen_alone(
    take: Take, answer: str, seen: str | None, alone: str | None
) -> None:
    fields = take("4", [*person(), DAY, answer, date(2023, 10, 1)]).one("assessment").fields
    assert (fields.get("seen"), fields.get("alone")) == (seen, alone)


@pytest.mark.parametrize(
    ("answer", "seen", "alone"),
    [
        ("a) Yes", "yes", "yes"),
        ("b) No", None, "no"),
        ("Child seen", "yes", None),
        ("Not seen alone", None, "no"),
        ("Child not seen", "no", "no"),
        ("", None, None),
    ],
)
def test_seen_alone_at_the_last_visit_is_not_merely_seen(
    take: Take, answer: str, seen: str | None, alone: str | None
) -> None:
    row = [*person(), DAY, "Neglect", date(2024, 1, 10), answer, None, None]
    visit = take("7", row).one("visit")
    assert (visit.fields.get("seen"), visit.fields.get("alone")) == (seen, alone)
    assert (visit.fields["code"], visit.occurred_day) == ("CP", 20240110)


def test_assessment_lasts_until_it_was_authorised(take: Take) -> None:
    assert take("4", [*person(), DAY, "Yes", date(2023, 10, 1)]).one("assessment").until_day == 20231001
    assert take("4", [*person(), DAY, "Yes", None]).one("assessment").until_day is None


def test_enquiry_ends_with_its_conference(take: Take) -> None:
    reading = take("5", [*person(), DAY, "No", date(2023, 9, 20), "Yes"])
    conference = reading.one("conference")
    assert reading.one("section_47").until_day == conference.occurred_day == 20230920
    assert (conference.fields["code"], conference.fields["outcome"]) == ("ICPC", "CP")


def test_enquiry_whose_conference_was_unnecessary_is_over_with_its_end_unknown(take: Take) -> None:
    enquiry = take("5", [*person(), DAY, "a) Yes", None, ""]).one("section_47")
    assert (enquiry.until_day, enquiry.detail["END"]) == (20230904, "not_recorded")


def test_enquiry_that_awaits_its_conference_is_open(take: Take) -> None:
    assert take("5", [*person(), DAY, "b) No", None, ""]).one("section_47").until_day is None


def test_need_is_a_plan_only_where_the_status_says_so(take: Take) -> None:
    row = [*person(), DAY, "N1 - Abuse or Neglect", date(2024, 1, 5), None, None]
    assert take("6", [*row, "c) Child in need plan"]).one("plan").fields["code"] == "CIN"
    assert take("6", [*row, "a) Looked after child"]).of("plan") == []


def test_day_last_seen_is_a_visit_at_which_the_child_was_seen(take: Take) -> None:
    visit = take("6", [*person(), DAY, "N1", date(2024, 1, 5), None, None, "CIN"]).one("visit")
    assert (visit.occurred_day, visit.fields["seen"], visit.fields.get("alone")) == (20240105, "yes", None)


def test_what_two_rows_of_a_child_say_alike_is_one_fact(take: Take) -> None:
    rows = [
        [*person(), start, "N1", date(2024, 1, 5), None, None, "d) Open assessment"]
        for start in (DAY, date(2024, 1, 2))
    ]
    reading = take("6", *rows)
    assert (len(reading.of("visit")), len(reading.of("need"))) == (1, 2)


def test_death_at_closure_is_a_death_and_a_closure(take: Take) -> None:
    reading = take("6", [*person(), DAY, "N1", None, date(2024, 1, 9), "RC2: Died", "e) Closed episode"])
    assert (reading.one("closure").fields["code"], reading.one("death").occurred_day) == ("RC2", 20240109)


def test_reason_of_death_without_a_date_is_no_death(take: Take) -> None:
    reading = take("6", [*person(), DAY, "N1", None, None, "RC2: Died", "e) Closed episode"])
    assert (reading.of("closure"), reading.of("death")) == ([], [])
    assert reading.reasons == [("Reason for Closure", "no_death_date")]


def test_protection_plan_lasts_until_its_end_and_has_its_latest_review(take: Take) -> None:
    row = [*person(), DAY, "Physical abuse", None, "", date(2023, 12, 1), date(2023, 12, 1)]
    reading = take("7", row)
    plan = reading.one("plan")
    assert (plan.key, plan.until_day, plan.fields["reason"]) == (
        "plan|CP|A1|20230904",
        20231201,
        "PHY",
    )
    assert (reading.one("conference").fields["code"], reading.one("conference").occurred_day) == (
        "RCPC",
        20231201,
    )
