"""What is said once of a child: birth, asylum, health, leaving care, adoption, earlier permanence."""

from collections.abc import Callable

import pytest

from tests.unit.adapters.ssda903.reading import Reading

Take = Callable[..., Reading]
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
OC2 = ("CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,"
       "HEALTH_ASSESSMENT,SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED")  # fmt: skip
OC3 = "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM"
UASC = "CHILD,SEX,DOB,DUC"
AD1 = "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR"
PLACED = "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED"
PERMANENCE = "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM"


def test_header_is_a_birth(take: Take) -> None:
    event = take(HEADER, "A1,2,17/12/1999,BCRB,B097131712320,1.0,21/11/2017").event
    assert event[:4] == ("birth", "A1", "birth|A1|-", 19991217)
    assert event.fields == {"code": "F", "code_raw": "2", "born_on": 19991217, "seq": 1}
    assert event.detail == {"ETHNIC": "BCRB", "MOTHER": "yes", "MC_DOB": 20171121}


def test_pupil_number_changes_nothing(take: Take) -> None:
    assert (
        take(HEADER, "A1,2,17/12/1999,BCRB,B097,,").events == take(HEADER, "A1,2,17/12/1999,BCRB,,,").events
    )


def test_header_without_a_birth_date_is_rejected(take: Take) -> None:
    assert (take(HEADER, "A1,2,,BCRB,,,").refusal.field, take(HEADER, "A1,2,,BCRB,,,").refusal.reason) == (
        "DOB",
        "no_date",
    )


def test_repeated_child_with_another_birth_date_is_kept_and_noticed(take: Take) -> None:
    reading = take(HEADER, "A1,2,17/12/1999,BCRB,,,", "A1,2,18/12/1999,BCRB,,,")
    assert [event.key for event in reading.events] == ["birth|A1|-", "birth|A1|-#2"]
    assert reading.reasons == [("CHILD", "repeated_key"), ("DOB", "another_birth_date")]


def test_blank_flag_is_absent_not_no(take: Take) -> None:
    event = take(OC2, "A1,12/04/1999,38,,1,0,,,,,,").event
    assert event.detail == {"SDQ_SCORE": 38, "CONVICTED": "yes", "HEALTH_CHECK": "no"}
    assert event.fields == {"seq": 1, "born_on": 19990412}


def test_health_stands_for_the_period(take: Take) -> None:
    event = take(OC2, "A1,12/04/1999,,SDQ5,,,,,,,,", last_day=20171001).event
    assert event[:4] == ("health_check", "A1", "health_check|A1|2017-04-01", 20171001)
    assert (event.precision, event.fields["reason"]) == ("period", "SDQ5")


@pytest.mark.parametrize("text", ["41", "-1", "3.5", "high", "012", "٣"])
def test_score_out_of_range_is_kept_as_text(take: Take, text: str) -> None:
    reading = take(OC2, f"A1,12/04/1999,{text},,,,,,,,,")
    assert reading.event.detail == {"SDQ_SCORE_raw": text}
    assert reading.reasons == [("SDQ_SCORE", "out_of_range")]


@pytest.mark.parametrize(("text", "score"), [("0", 0), ("40", 40), ("38.0", 38)])
def test_score_in_range_is_a_number(take: Take, text: str, score: int) -> None:
    assert take(OC2, f"A1,12/04/1999,{text},,,,,,,,,").event.detail == {"SDQ_SCORE": score}


def test_care_leaver_is_in_touch_or_not(take: Take) -> None:
    event = take(OC3, "A1,17/12/1999,REFU,G5,V1").event
    assert event[:4] == ("care_leaver_contact", "A1", "care_leaver_contact|A1|2017-04-01", 20180331)
    assert (event.fields["code"], event.detail, event.precision) == (
        "REFU",
        {"ACTIV": "G5", "ACCOM": "V1"},
        "period",
    )


def test_care_leaver_who_died_is_a_death_of_the_period(take: Take) -> None:
    (death,) = take(OC3, "A1,17/12/1999,DIED,,").of("death")
    assert (death.key, death.occurred_day, death.precision) == ("death|OC3|A1|2017-04-01", 20180331, "period")


def test_asylum_is_a_need_through_the_period_until_it_ends(take: Take) -> None:
    event = take(UASC, "A1,2,17/12/1999,12/12/2017").event
    assert event[:4] == ("need", "A1", "need|UASC|A1|2017-04-01", 20170401)
    assert (event.fields["code"], event.until_day, event.precision) == ("UASC", 20171212, "period")


def test_asylum_that_ended_before_the_period_does_not_start_after_its_end(take: Take) -> None:
    event = take(UASC, "A1,2,17/12/1999,12/12/2016").event
    assert (event.occurred_day, event.until_day) == (20161212, 20161212)


def test_adoption_is_a_decision_and_a_match(take: Take) -> None:
    decision, match = take(AD1, "A1,15/06/2013,22/11/2015,23/11/2015,1,2,MM,L12").events
    assert decision[:4] == ("adoption_step", "A1", "adoption_step|AD1|decision|A1|20151122", 20151122)
    assert match[:4] == ("adoption_step", "A1", "adoption_step|AD1|match|A1|20151122", 20151123)
    assert [decision.fields["code"], match.fields["code"]] == ["decision", "match"]
    assert decision.detail == {"FOSTER_CARE": "yes", "NB_ADOPTR": "2", "SEX_ADOPTR": "MM", "LS_ADOPTR": "L12"}


def test_decision_without_a_match_stands_alone(take: Take) -> None:
    reading = take(AD1, "A1,15/06/2013,22/11/2015,31/11/2015,,,,")
    assert reading.event.fields["code"] == "decision"
    assert reading.event.detail == {"DATE_MATCH_raw": "31/11/2015"}


def test_placing_for_adoption_lasts_until_given_up(take: Take) -> None:
    event = take(PLACED, "A1,15/06/2013,22/11/2015,07/04/2017,RD1").event
    assert event[:4] == ("adoption_step", "A1", "adoption_step|placing|A1|20151122", 20151122)
    assert (event.until_day, event.fields["reason"], event.fields["code"]) == (20170407, "RD1", "placing")


@pytest.mark.parametrize("code", ["Z1", ""])
def test_no_earlier_permanence_is_an_accepted_row_without_event(take: Take, code: str) -> None:
    reading = take(PERMANENCE, f"A1,15/06/2013,{code},,")
    assert (len(reading.rows), reading.events, reading.rejected, reading.notices) == (1, [], [], [])


@pytest.mark.parametrize(
    ("text", "day", "precision", "raw"),
    [
        ("12/05/2015", 20150512, "day", None),
        ("zz/05/2015", 20150501, "month", "zz/05/2015"),
        ("zz/zz/2015", 20150101, "year", "zz/zz/2015"),
        ("zz/zz/zzzz", 20180331, "period", "zz/zz/zzzz"),
        ("", 20180331, "period", None),
    ],
)
def test_earlier_permanence_is_as_exact_as_it_says(
    take: Take, text: str, day: int, precision: str, raw: str | None
) -> None:
    reading = take(PERMANENCE, f"A1,15/06/2013,P2,301,{text}")
    event = reading.event
    assert (event.key, event.occurred_day, event.precision) == ("previous_permanence|A1|-", day, precision)
    assert (event.fields["code"], event.detail["LA_PERM"], event.detail.get("DATE_PERM_raw")) == (
        "P2",
        "301",
        raw,
    )
    assert reading.reasons == []


def test_earlier_permanence_at_no_date_is_noticed(take: Take) -> None:
    reading = take(PERMANENCE, "A1,15/06/2013,P2,301,long ago")
    assert (reading.event.precision, reading.reasons) == ("period", [("DATE_PERM", "unreadable_date")])


@pytest.mark.parametrize("header", [HEADER, OC2, OC3, UASC, AD1, PLACED, PERMANENCE])
def test_row_without_a_child_is_rejected(take: Take, header: str) -> None:
    row = ",".join("" if name == "CHILD" else "01/05/2017" for name in header.split(","))
    assert take(header, row).refusal.reason == "no_child"
