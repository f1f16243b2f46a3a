"""Plans: child in need, protection with category, earlier plans and reviews, pre-proceedings."""

from collections.abc import Callable

import pytest

from lif_plugin.domain.record import Event
from tests.unit.adapters.cin.reading import Reading, episode

Take = Callable[..., Reading]


def protection(inside: str) -> str:
    return f"<ChildProtectionPlans><CPPstartDate>2023-06-01</CPPstartDate>{inside}</ChildProtectionPlans>"


def test_child_in_need_plan(take: Take) -> None:
    text = "<CINPlanDates><CINPlanStartDate>2023-06-01</CINPlanStartDate><CINPlanEndDate>2023-08-01</CINPlanEndDate></CINPlanDates>"
    assert take(episode(text)).one("plan") == Event(
        "plan", "A1", "plan|A1|20230502|CIN|20230601", 20230601, {"code": "CIN", "seq": 1}, {}, 20230801
    )


def test_protection_plan_says_category_and_number_of_earlier_plans(take: Take) -> None:
    text = protection(
        "<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse><LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse>"
        "<NumberOfPreviousCPP>2</NumberOfPreviousCPP>"
    )
    assert take(episode(text)).one("plan") == Event(
        "plan",
        "A1",
        "plan|A1|20230502|CP|20230601",
        20230601,
        {"code": "CP", "reason": "EMO", "seq": 1},
        {"InitialCategoryOfAbuse": "NEG", "NumberOfPreviousCPP": 2},
    )


def test_plan_without_an_end_is_open_even_where_the_case_was_closed(take: Take) -> None:
    assert (
        take(episode(protection(""), "<CINclosureDate>2023-09-01</CINclosureDate>")).one("plan").until_day
        is None
    )


@pytest.mark.parametrize("text", ["-1", "two", "1000", "1.5", "²"])
def test_number_of_earlier_plans_that_is_none_is_kept_as_text(take: Take, text: str) -> None:
    reading = take(episode(protection(f"<NumberOfPreviousCPP>{text}</NumberOfPreviousCPP>")))
    assert reading.one("plan").detail == {"NumberOfPreviousCPP_raw": text}
    assert reading.reasons == [("NumberOfPreviousCPP", "out_of_range")]


def test_reviews_of_a_plan_are_conferences_and_never_looked_after_reviews(take: Take) -> None:
    dates = ["2023-08-20", "2024-02-01", "2024-02-01", "soon"]
    listed = "".join(f"<CPPreviewDate>{day}</CPPreviewDate>" for day in dates)
    reading = take(episode(protection(f"<Reviews>{listed}</Reviews>")))
    assert [(event.key, event.fields) for event in reading.of("conference")] == [
        ("conference|A1|20230502|CP|20230601|RCPC|20230820", {"code": "RCPC", "held": "yes"}),
        ("conference|A1|20230502|CP|20230601|RCPC|20240201", {"code": "RCPC", "held": "yes"}),
    ]
    assert reading.of("review") == []
    assert reading.one("plan").detail == {"CPPreviewDate_raw": ["soon"]}
    assert reading.reasons == [("CPPreviewDate", "unreadable_date")]


def test_pre_proceedings_run_until_the_decision(take: Take) -> None:
    text = (
        "<PreProceedingsandFGDM><PPStartDate>2026-06-01</PPStartDate><LBPSentDate>2026-06-03</LBPSentDate>"
        "<FGDMMeetingOffer>true</FGDMMeetingOffer><FGDMMeetingFac>0</FGDMMeetingFac>"
        "<ReviewMeetingsCount>1</ReviewMeetingsCount><StepDecisionDate>2026-09-01</StepDecisionDate>"
        "<PPOutcome>X</PPOutcome></PreProceedingsandFGDM>"
    )
    reading = take(episode(text), header="<ReferenceDate>2027-03-31</ReferenceDate>", received=20270601)
    assert reading.one("plan") == Event(
        "plan",
        "A1",
        "plan|A1|20230502|PP|20260601",
        20260601,
        {"code": "PP", "outcome": "X", "seq": 1},
        {
            "LBPSentDate": 20260603,
            "FGDMMeetingOffer": "yes",
            "FGDMMeetingFac": "no",
            "ReviewMeetingsCount": 1,
        },
        20260901,
    )
    assert reading.notices == []
