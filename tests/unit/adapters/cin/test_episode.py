"""An episode of need: referral, need, closure, assessments with factors, enquiries, conferences."""

from collections.abc import Callable

import pytest

from lif_plugin.domain.record import Event
from tests.unit.adapters.cin.reading import WHO, Reading, episode

Take = Callable[..., Reading]
CLOSED = "<CINclosureDate>2023-09-01</CINclosureDate><ReasonForClosure>RC8</ReasonForClosure>"


def assessment(start: str = "2023-05-10", end: str = "2023-06-20", *factors: str) -> str:
    listed = "".join(f"<AssessmentFactors>{code}</AssessmentFactors>" for code in factors)
    return (
        f"<Assessments><AssessmentActualStartDate>{start}</AssessmentActualStartDate>"
        f"<AssessmentAuthorisationDate>{end}</AssessmentAuthorisationDate>"
        f"<FactorsIdentifiedAtAssessment>{listed}</FactorsIdentifiedAtAssessment></Assessments>"
    )


def enquiry(inside: str, start: str = "2023-05-10") -> str:
    return f"<Section47><S47ActualStartDate>{start}</S47ActualStartDate>{inside}</Section47>"


def test_referral_says_who_referred_and_what_came_of_it(take: Take) -> None:
    reading = take(episode("<ReferralSource>1C</ReferralSource><ReferralNFA>0</ReferralNFA>"))
    assert reading.events == [
        Event(
            "referral",
            "A1",
            "referral|A1|20230502",
            20230502,
            {"code": "1C", "outcome": "ACTION", "seq": 1},
            {},
        ),
        Event("case", "A1", "case|A1|20230502", 20230502, {"code": "CIN", "seq": 1}, {}),
    ]


def test_case_is_open_from_a_referral_that_went_further_to_its_closure(take: Take) -> None:
    closed = take(episode("<CINclosureDate>2023-09-01</CINclosureDate>")).one("case")
    assert (closed.occurred_day, closed.until_day) == (20230502, 20230901)
    assert take(episode("<ReferralNFA>1</ReferralNFA>")).of("case") == []


def test_first_of_january_1900_is_no_closure(take: Take) -> None:
    reading = take(episode("<CINclosureDate>1900-01-01</CINclosureDate>"))
    assert (reading.of("closure"), reading.one("case").until_day) == ([], None)
    assert reading.reasons == [(None, "filler_dates")]


@pytest.mark.parametrize("text", ["True", "true", "TRUE", "1"])
def test_yes_may_be_written_in_many_ways(take: Take, text: str) -> None:
    reading = take(episode(f"<ReferralNFA>{text}</ReferralNFA>"))
    assert (reading.one("referral").fields["outcome"], reading.notices) == ("NFA", [])


@pytest.mark.parametrize("text", ["False", "false", "0"])
def test_no_may_be_written_in_many_ways(take: Take, text: str) -> None:
    assert take(episode(f"<ReferralNFA>{text}</ReferralNFA>")).one("referral").fields["outcome"] == "ACTION"


def test_blank_is_never_no(take: Take) -> None:
    assert take(episode("<ReferralNFA/>")).one("referral").fields == {"seq": 1}


def test_primary_need_holds_until_the_closure(take: Take) -> None:
    reading = take(episode("<PrimaryNeedCode>N1</PrimaryNeedCode>", CLOSED))
    need, closure = reading.one("need"), reading.one("closure")
    assert (need.key, need.occurred_day, need.until_day) == ("need|A1|20230502|primary", 20230502, 20230901)
    assert (need.fields["code"], closure.fields["code"], closure.occurred_day) == ("N1", "RC8", 20230901)


def test_reason_without_a_date_closes_nothing(take: Take) -> None:
    reading = take(episode("<ReasonForClosure>RC8</ReasonForClosure>"))
    assert (reading.of("closure"), reading.reasons) == ([], [("ReasonForClosure", "end_without_date")])


def test_assessment_runs_from_start_to_authorisation(take: Take) -> None:
    event = take(episode(assessment())).one("assessment")
    assert (event.key, event.occurred_day, event.until_day) == (
        "assessment|A1|20230502|A|20230510",
        20230510,
        20230620,
    )


def test_whether_the_child_was_seen_is_not_in_the_census_and_so_unknown(take: Take) -> None:
    assert not {"seen", "alone"} & take(episode(assessment())).one("assessment").fields.keys()


def test_each_factor_is_a_need_of_the_day_it_was_found(take: Take) -> None:
    reading = take(episode(assessment("2023-05-10", "2023-06-20", "24A", "10a", "24A")))
    assert reading.one("assessment").detail == {"AssessmentFactors": ["24A", "10A"]}
    assert [(event.key, event.occurred_day, event.until_day) for event in reading.of("need")] == [
        ("need|A1|20230502|A|20230510|24A", 20230620, 20230620),
        ("need|A1|20230502|A|20230510|10A", 20230620, 20230620),
    ]


def test_factor_of_an_unfinished_assessment_stands_on_its_first_day(take: Take) -> None:
    assert take(episode(assessment("2023-05-10", "", "11A"))).one("need").occurred_day == 20230510


def test_no_factor_found_is_no_need_but_known(take: Take) -> None:
    reading = take(episode(assessment("2023-05-10", "2023-06-20", "21")))
    assert (reading.of("need"), reading.one("assessment").detail) == ([], {"AssessmentFactors": ["21"]})


def test_nonsense_factor_is_kept_as_text_and_noticed(take: Take) -> None:
    reading = take(episode(assessment("2023-05-10", "2023-06-20", "RB", "6B")))
    assert reading.one("assessment").detail == {"AssessmentFactors": ["6B"], "AssessmentFactors_raw": ["RB"]}
    assert reading.reasons == [("AssessmentFactors", "unknown_code")]
    assert [event.fields["code"] for event in reading.of("need")] == ["6B"]


@pytest.mark.parametrize("code", ["18A", "19A"])
@pytest.mark.parametrize(
    ("year", "said"), [(2024, []), (2025, [("AssessmentFactors", "code_not_in_collection")])]
)
def test_factor_withdrawn_that_year_keeps_its_meaning_and_is_noticed(
    take: Take, code: str, year: int, said: list[tuple[str, str]]
) -> None:
    reading = take(
        episode(assessment("2023-05-10", "2023-06-20", code)),
        header=f"<ReferenceDate>{year}-03-31</ReferenceDate>",
    )
    assert (reading.one("need").fields["code"], reading.reasons) == (code, said)


def test_empty_list_of_factors_says_nothing(take: Take) -> None:
    text = assessment().replace(
        "<FactorsIdentifiedAtAssessment></FactorsIdentifiedAtAssessment>", "<FactorsIdentifiedAtAssessment/>"
    )
    reading = take(episode(text))
    assert (reading.one("assessment").detail, reading.notices) == ({}, [])


def test_assessment_that_was_never_authorised_ends_with_its_episode(take: Take) -> None:
    event = take(episode(assessment("2023-05-10", ""), CLOSED)).one("assessment")
    assert (event.until_day, event.detail) == (20230901, {"ended_by": "CINclosureDate"})


def test_assessment_of_an_open_episode_stays_open(take: Take) -> None:
    assert take(episode(assessment("2023-05-10", ""))).one("assessment").until_day is None


def test_enquiry_with_a_conference_ends_with_it(take: Take) -> None:
    held = "<InitialCPCtarget>2023-06-01</InitialCPCtarget><DateOfInitialCPC>2023-05-30</DateOfInitialCPC>"
    reading = take(episode(enquiry(f"{held}<ICPCnotRequired>false</ICPCnotRequired>")))
    event, conference = reading.one("section_47"), reading.one("conference")
    assert (event.key, event.until_day, event.fields["outcome"]) == (
        "section_47|A1|20230502|S47|20230510",
        20230530,
        "CONFERENCE",
    )
    assert event.detail == {"InitialCPCtarget": 20230601, "ICPCnotRequired": "no"}
    assert (conference.key, conference.occurred_day, conference.fields) == (
        "conference|A1|20230502|S47|20230510",
        20230530,
        {"code": "ICPC", "held": "yes"},
    )


def test_enquiry_that_needs_no_conference_says_so(take: Take) -> None:
    reading = take(episode(enquiry("<ICPCnotRequired>1</ICPCnotRequired>")))
    assert reading.one("section_47").fields["outcome"] == "NO_CONFERENCE"
    assert reading.of("conference") == []


def test_enquiry_whose_outcome_is_not_stated_has_none(take: Take) -> None:
    reading = take(episode(enquiry("<ICPCnotRequired>0</ICPCnotRequired>")))
    assert "outcome" not in reading.one("section_47").fields


def test_conference_of_an_episode_is_not_told_twice(take: Take) -> None:
    same = "<DateOfInitialCPC>2023-05-30</DateOfInitialCPC>"
    assert len(take(episode(same, enquiry(same))).of("conference")) == 1


def test_conference_of_a_child_who_moved_in_is_one(take: Take) -> None:
    reading = take(episode("<DateOfInitialCPC>2023-05-30</DateOfInitialCPC>"))
    assert reading.one("conference").key == "conference|A1|20230502|transfer"


def test_episode_without_a_referral_date_is_refused_but_what_happened_in_it_is_in(take: Take) -> None:
    reading = take(episode(assessment(), day=""))
    assert (reading.refusal.field, reading.refusal.reason) == ("CINreferralDate", "no_date")
    assert reading.refusal.message == (
        "Line 4 of census.xml (child 1): CINreferralDate is empty, so it is not known when this was. "
        "Fill it in as YYYY-MM-DD."
    )
    assert reading.one("assessment").key == "assessment|A1|-|A|20230510"


@pytest.mark.parametrize("day", ["02.05.2023", "20230-05-02", "2023-02-30", "#N/A", "zz/05/2023"])
def test_date_that_is_none_is_refused(take: Take, day: str) -> None:
    reading = take(episode("<ReferralSource>6</ReferralSource>", day=day))
    assert reading.refusal.reason == "unreadable_date"
    assert f"<CINreferralDate>{day}</CINreferralDate>" in reading.refusal.raw


def test_blanks_that_do_not_break_are_blanks(take: Take) -> None:
    reading = take(
        episode(
            "<ReferralSource>\u00a01C\u00a0</ReferralSource><ReferralNFA>\u00a0</ReferralNFA>",
            day="\u00a02023-05-02 ",
        )
    )
    assert reading.one("referral") == Event(
        "referral", "A1", "referral|A1|20230502", 20230502, {"code": "1C", "seq": 1}, {}
    )


def test_empty_episode_is_refused_as_blank(take: Take) -> None:
    reading = take(f"{WHO}<CINdetails/>")
    assert reading.refusal.reason == "blank_row"


def test_british_dates_are_read_and_told_once(take: Take) -> None:
    reading = take(episode(assessment("10/05/2023", "20/06/2023"), day="02/05/2023"))
    assert reading.one("assessment").until_day == 20230620
    assert reading.reasons == [(None, "british_dates")]


def test_end_before_the_start_is_kept_and_noticed(take: Take) -> None:
    reading = take(episode(assessment("2023-05-10", "2023-05-09")))
    assert reading.one("assessment").until_day == 20230509
    assert reading.reasons == [("AssessmentAuthorisationDate", "ends_before_start")]


def test_two_assessments_of_one_day_are_both_kept(take: Take) -> None:
    reading = take(episode(assessment(), assessment()))
    assert [event.key for event in reading.of("assessment")] == [
        "assessment|A1|20230502|A|20230510",
        "assessment|A1|20230502|A|20230510#2",
    ]
    assert reading.reasons == [("AssessmentActualStartDate", "repeated_key")]


def test_dates_after_the_census_year_are_told_once_with_their_number(take: Take) -> None:
    reading = take(episode(day="2028-04-28"), episode(day="2028-04-29"))
    assert reading.reasons == [("LAchildID", "repeated_key"), ("CINreferralDate", "after_period")]
    assert "CINreferralDate of 2 rows lies after the census year 2023-24" in reading.notices[1].message
