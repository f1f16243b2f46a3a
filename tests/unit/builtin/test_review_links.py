"""Review links: each incident is proposed for the reviews that law, guidance or the framework names, and no other."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lif_plugin.builtin.record_facts import ANSWERS, answer
from lif_plugin.builtin.review_links import lif_review_links
from lif_plugin.domain.criteria import Standing, whole
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.prompt import ReviewLink
from lif_plugin.domain.review import RecordFact
from lif_plugin.frameworks import load_framework
from lif_plugin.hooks import CaseView
from lif_plugin.hooks.types import Fact
from lif_plugin.testing import ELMSHIRE, case, fact

MET, UNMET, UNKNOWN = Standing.MET, Standing.UNMET, Standing.CANNOT_TELL
DEATH_REVIEW, INCIDENT, RAPID = "child_death_review", "serious_incident_notification", "rapid_review"
IN_CARE, LEAVER = "looked_after_death_notification", "care_leaver_death_notification"
LOCAL = "local_child_safeguarding_practice_review"
SERIOUS = {INCIDENT, RAPID}
BORN = fact("birth", 20140215)
DEATH = fact("death", 20240215, key="death")
HARM = fact("serious_harm", 20240110, key="harm")
PLAN = fact("plan", 20230901, "CP", key="plan", until_day=20231201)
SCOTTISH = replace(ELMSHIRE, nation="scotland")
NO_CARE = {
    kind: 20240331 for kind in KINDS if kind not in {"placement", "legal_status", "care_leaver_contact"}
}


def _links(view: CaseView, framework: str | Framework | None = None) -> dict[str, ReviewLink]:
    own = load_framework(framework) if isinstance(framework, str) else framework
    return {link.review: link for link in lif_review_links((view,), own)}


def _standings(link: ReviewLink) -> list[Standing]:
    return [criterion.standing for criterion in link.criteria]


def test_every_record_fact_has_an_answer() -> None:
    assert ANSWERS.keys() == set(RecordFact)


def test_a_childs_death_is_proposed_for_a_child_death_review() -> None:
    link = _links(case(BORN, DEATH))[DEATH_REVIEW]
    assert (link.reason, link.evidence_keys, whole(link.criteria)) == (
        "The record shows a death",
        ("death",),
        MET,
    )
    assert link.authority == "Child death review: statutory and operational guidance (England) 2018"


def test_a_record_without_an_incident_proposes_nothing() -> None:
    assert _links(case(BORN, PLAN, fact("section_47", 20240101)), "hartlepool_hscb") == {}


@pytest.mark.parametrize("incident", [DEATH, HARM], ids=["death", "harm"])
@pytest.mark.parametrize("known", [PLAN, fact("section_47", 20240101)], ids=["plan", "enquiry"])
def test_death_or_harm_with_abuse_known_or_suspected_is_a_serious_incident(
    known: Fact, incident: Fact
) -> None:
    links = _links(case(BORN, known, incident))
    assert {name: whole(links[name].criteria) for name in SERIOUS} == dict.fromkeys(SERIOUS, MET)
    assert [[clock.id for clock in links[name].clocks] for name in (INCIDENT, RAPID)] == [
        ["T-01"],
        ["T-03", "T-04"],
    ]
    assert (whole(links[LOCAL].criteria), [clock.id for clock in links[LOCAL].clocks]) == (
        UNKNOWN,
        ["T-05", "T-06", "T-07"],
    )


@pytest.mark.parametrize("more", [(), (fact("need", 20230101, "N1"),)], ids=["nothing", "need N1"])
def test_abuse_that_is_not_on_record_is_asked_of_people_never_denied(more: tuple[Fact, ...]) -> None:
    link = _links(case(BORN, HARM, *more))[INCIDENT]
    assert _standings(link) == [UNKNOWN, UNMET, MET]


def test_two_incidents_of_harm_are_proposed_apart() -> None:
    later = fact("serious_harm", 20240210, key="later")
    found = lif_review_links((case(BORN, PLAN, HARM, later),), None)
    assert sorted((link.review, link.subject) for link in found) == [
        (LOCAL, "harm"), (LOCAL, "later"), (RAPID, "harm"), (RAPID, "later"), (INCIDENT, "harm"), (INCIDENT, "later"),
    ]  # fmt: skip


def test_a_death_that_two_rows_state_is_one_incident() -> None:
    again = fact("death", 20240331, key="again", precision="period")
    found = lif_review_links((case(BORN, DEATH, again),), None)
    assert len({link.review for link in found}) == len(found)
    assert {link.evidence_keys for link in found} == {("death", "again")}


@pytest.mark.parametrize(
    ("born", "died", "proposed"),
    [
        (20060216, 20240215, True),
        (20060215, 20240215, False),
        (20040229, 20220228, True),
        (20040229, 20220301, False),
    ],
)
def test_the_eighteenth_birthday_ends_childhood(born: int, died: int, *, proposed: bool) -> None:
    links = _links(case(fact("birth", born), fact("death", died), PLAN))
    assert ({DEATH_REVIEW, *SERIOUS} <= links.keys()) is proposed
    assert ({DEATH_REVIEW, *SERIOUS} & links.keys() == set()) is not proposed


@pytest.mark.parametrize(
    "facts",
    [
        (DEATH,),
        (fact("birth", 20060215), fact("birth", 20060216), DEATH),
        (BORN, fact("death", 20240331, precision="period")),
    ],
    ids=["no birth date", "two birth dates that disagree", "day of death not known"],
)
def test_an_age_that_the_record_does_not_show_is_said_not_guessed(facts: tuple[Fact, ...]) -> None:
    link = _links(case(*facts))[DEATH_REVIEW]
    assert link.reason == "The record shows a death; it does not show the age on that day"
    assert _standings(link) == [UNKNOWN]


def test_two_birth_dates_that_agree_on_the_age_leave_no_doubt() -> None:
    link = _links(case(BORN, fact("birth", 20140216), DEATH))[DEATH_REVIEW]
    assert link.reason == "The record shows a death"


@pytest.mark.parametrize("until_day", [None, 20240215])
@pytest.mark.parametrize("kind", ["placement", "legal_status"])
def test_the_death_of_a_looked_after_child_is_proposed_for_notification(
    kind: str, until_day: int | None
) -> None:
    link = _links(case(BORN, fact(kind, 20230901, "C1", until_day=until_day), DEATH))[IN_CARE]
    assert (_standings(link), [clock.id for clock in link.clocks]) == ([MET], ["T-02"])


def test_care_that_ended_before_the_death_is_no_reason_for_notification() -> None:
    spell = fact("placement", 20230901, "U1", until_day=20240101)
    assert IN_CARE not in _links(case(BORN, spell, DEATH))


def test_a_source_that_knows_nothing_of_care_does_not_deny_it() -> None:
    assert _standings(_links(case(BORN, DEATH, covered=NO_CARE))[IN_CARE]) == [UNKNOWN]


@pytest.mark.parametrize(
    ("born", "died", "proposed"),
    [
        (19990216, 20240215, True),
        (19990215, 20240215, False),
        (19980901, 20240215, False),
        (20080215, 20240215, True),
        (20080216, 20240215, False),
    ],
    ids=["the day before 25", "the 25th birthday", "older", "the 16th birthday", "the day before 16"],
)
def test_a_care_leavers_death_is_notified_up_to_and_including_24(
    born: int, died: int, *, proposed: bool
) -> None:
    contact = fact("care_leaver_contact", 20231231, "YES1", precision="period")
    links = _links(case(fact("birth", born), contact, fact("death", died)))
    assert (LEAVER in links) is proposed
    if proposed:
        assert [clock.id for clock in links[LEAVER].clocks] == ["T-02b"]


def test_an_adult_care_leavers_death_is_proposed_for_notification_only() -> None:
    contact = fact("care_leaver_contact", 20240331, "DIED", precision="period")
    assert _links(case(fact("birth", 20040101), contact, DEATH)).keys() == {LEAVER}


def test_a_care_leaver_whose_age_is_not_on_record_is_asked_about() -> None:
    contact = fact("care_leaver_contact", 20240331, "DIED", precision="period")
    assert _standings(_links(case(contact, DEATH))[LEAVER]) == [UNKNOWN]


@pytest.mark.parametrize("nation", ["wales", "northern_ireland"])
def test_nations_whose_reviews_are_not_here_get_none_of_another(nation: str) -> None:
    assert _links(case(BORN, DEATH, agency=replace(ELMSHIRE, nation=nation)), "hartlepool_hscb") == {}


@pytest.mark.parametrize("framework", [None, "east_dunbartonshire_cpc_2022"])
@pytest.mark.parametrize("incident", [DEATH, HARM], ids=["death", "harm"])
def test_in_scotland_a_learning_review_is_proposed_without_english_clocks(
    incident: Fact, framework: str | None
) -> None:
    links = _links(case(BORN, PLAN, incident, agency=SCOTTISH), framework)
    own = {"multi_agency_case_review", "single_agency_case_review"} if framework else set()
    assert links.keys() == {"learning_review"} | own
    link = links["learning_review"]
    assert _standings(link) == [MET, UNKNOWN, UNKNOWN, MET, UNKNOWN, UNKNOWN, UNKNOWN]
    assert [clock.id for clock in link.clocks] == ["S-09", "S-10", "S-10"]


def test_a_framework_without_criteria_says_so_beside_the_national_ones() -> None:
    link = _links(case(BORN, DEATH, agency=SCOTTISH), "east_dunbartonshire_cpc_2022")["learning_review"]
    assert link.defects == (
        "Learning review criteria and deadlines are not stated here; take them from the national guidance",
    )
    assert link.decided_by == "Child Protection Committee"


def test_an_english_frameworks_reviews_are_not_brought_to_scotland() -> None:
    links = _links(case(BORN, DEATH, agency=SCOTTISH), "hartlepool_hscb")
    assert links.keys() == {"learning_review"}


def test_the_partnerships_own_framework_is_named_where_it_has_this_review() -> None:
    link = _links(case(BORN, DEATH), "hartlepool_hscb")[DEATH_REVIEW]
    assert load_framework("hartlepool_hscb").title in link.authority
    assert [criterion.text for criterion in link.criteria] == ["any death of a child under 18"]


@pytest.mark.parametrize(
    ("placed", "text"),
    [
        (fact("legal_status", 20240101, "J1"), "death on remand"),
        (fact("placement", 20240101, "R5"), "death in a young offender institution"),
        (fact("placement", 20240101, "K1"), "death in a secure children's home"),
    ],
)
def test_a_death_in_these_places_always_meets_hartlepools_criteria(placed: Fact, text: str) -> None:
    link = _links(case(BORN, placed, DEATH), "hartlepool_hscb")["serious_case_review"]
    found = {criterion.text: criterion.standing for criterion in link.criteria}
    assert (found["abuse or neglect of a child is known or suspected"], found[text]) == (UNKNOWN, MET)
    assert whole(link.criteria) is MET


def test_harm_with_concern_about_joint_working_is_half_the_records_half_peoples() -> None:
    link = _links(case(BORN, PLAN, HARM), "hartlepool_hscb")["serious_case_review"]
    [compound] = [criterion for criterion in link.criteria if "concern" in criterion.text]
    assert (compound.standing, compound.asked, compound.because) == (
        UNKNOWN,
        True,
        "The record shows serious harm",
    )
    assert compound.evidence_keys == ("harm",)


def test_hartlepools_criteria_carry_their_known_defects() -> None:
    link = _links(case(BORN, PLAN, DEATH), "hartlepool_hscb")["serious_case_review"]
    with_defects = [criterion.text for criterion in link.criteria if criterion.defects]
    assert len(with_defects) == 4
    assert link.criteria[0].defects[0].startswith("The text calls its three bullets alternatives")


@pytest.mark.parametrize(
    "framework",
    ["derby_cypd_2014", "derbyshire_cs_qa", "gloucestershire_gscb", "hartlepool_hscb"],
)
def test_an_adults_death_is_proposed_for_no_childs_review(framework: str) -> None:
    links = _links(case(fact("birth", 20010101), DEATH), framework)
    assert links.keys() <= {LEAVER, IN_CARE}


@pytest.mark.parametrize(
    ("more", "standing"),
    [
        ((fact("legal_status", 20240101, "J1"),), MET),
        ((fact("placement", 20240101, "R5"),), MET),
        ((fact("placement", 20240101, "U1"),), UNKNOWN),
        ((), UNKNOWN),
    ],
    ids=["remanded", "in custody", "fostered", "nothing"],
)
def test_who_is_known_to_youth_justice_is_never_denied(more: tuple[Fact, ...], standing: Standing) -> None:
    link = _links(case(BORN, HARM, *more), "gloucestershire_gscb")["extended_learning_review"]
    assert _standings(link) == [standing, UNKNOWN]


def test_each_dissent_at_a_conference_goes_to_derbyshires_panel() -> None:
    dissents = [fact("dispute", day, "CONFERENCE", key=str(day)) for day in (20240110, 20240210)]
    other = fact("dispute", 20240301, "IRO")
    found = lif_review_links((case(BORN, *dissents, other),), load_framework("derbyshire_cs_qa"))
    assert [(link.review, link.subject, _standings(link)) for link in found] == [
        ("cp_dissent_panel", "20240110", [MET]),
        ("cp_dissent_panel", "20240210", [MET]),
    ]


def test_below_the_threshold_people_are_asked_whether_lessons_remain() -> None:
    link = _links(case(BORN, HARM), "hartlepool_hscb")["serious_incident_review"]
    assert [(one.text, one.asked) for one in link.criteria] == [
        ("SCR threshold not met", True),
        ("lessons remain to be learnt", True),
    ]


SECOND = fact("plan", 20240105, "CP", key="second")


@pytest.mark.parametrize(
    ("plans", "proposed"),
    [
        ((PLAN,), []),
        ((PLAN, SECOND), ["second"]),
        (
            (PLAN, replace(SECOND, until_day=20240120), fact("plan", 20240201, "CP", key="third")),
            ["second", "third"],
        ),
        ((PLAN, fact("plan", 20240105, "CIN")), []),
        ((fact("plan", 20230901, "CP"), SECOND), []),
    ],
    ids=["one", "second", "third", "a plan of another kind", "the first never ended"],
)
def test_each_repeat_protection_plan_goes_to_gloucestershires_learning_circle(
    plans: tuple[Fact, ...], proposed: list[str]
) -> None:
    found = lif_review_links((case(BORN, *plans),), load_framework("gloucestershire_gscb"))
    assert [(link.review, link.subject) for link in found] == [("learning_circle", key) for key in proposed]


def test_elsewhere_a_second_plan_proposes_nothing() -> None:
    assert _links(case(BORN, PLAN, SECOND), "hartlepool_hscb") == {}


def _recorded(day: int, hour: int = 12) -> int:
    moment = datetime(day // 10_000, day // 100 % 100, day % 100, hour, tzinfo=UTC)
    return int(moment.timestamp() * 1000)


@pytest.mark.parametrize(
    ("recorded", "known"),
    [(20240215, True), (20240314, True), (20240315, False), (20240214, False)],
    ids=["the same day", "28 days after", "29 days after", "before it happened"],
)
def test_the_record_says_when_the_agency_knew_only_if_it_came_soon(recorded: int, *, known: bool) -> None:
    death = replace(DEATH, recorded_at=_recorded(recorded))
    assert _links(case(BORN, death))[INCIDENT].aware_at == (_recorded(recorded) if known else None)


def test_a_death_without_a_day_starts_no_clock() -> None:
    death = fact("death", 20240331, precision="period")
    assert _links(case(BORN, replace(death, recorded_at=_recorded(20240401))))[INCIDENT].aware_at is None


def test_facts_are_answered_together() -> None:
    together = answer(case(BORN, DEATH, PLAN), (RecordFact.CHILD_DIED, RecordFact.ABUSE_OR_NEGLECT))
    assert together == (
        MET,
        "The record shows a death; The record shows a child protection plan",
        ("death", "plan"),
    )
