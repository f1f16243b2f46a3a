"""Review links: a death is proposed for the reviews that guidance names, and for nothing that the record does not show."""

from dataclasses import replace

import pytest

from lif_plugin.builtin.review_links import CHILD_DEATH_REVIEW, NOTIFICATION, lif_review_links
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.prompt import ReviewLink
from lif_plugin.frameworks import framework_ids, load_framework
from lif_plugin.hooks import CaseView
from lif_plugin.hooks.types import Fact
from lif_plugin.testing import ELMSHIRE, case, fact

BORN = fact("birth", 20140215)
DEATH = fact("death", 20240215, key="death")


def _links(view: CaseView, framework: Framework | None = None) -> dict[str, ReviewLink]:
    return {link.review: link for link in lif_review_links((view,), framework)}


def _with_death_review() -> Framework:
    every = (load_framework(framework_id) for framework_id in framework_ids())
    return next(one for one in every if any(review.id == CHILD_DEATH_REVIEW for review in one.review_types))


def test_a_childs_death_is_proposed_for_a_child_death_review() -> None:
    link = _links(case(BORN, DEATH))[CHILD_DEATH_REVIEW]
    assert (link.reason, link.evidence_keys) == ("The record shows a death", ("death",))
    assert link.authority == "Child death review: statutory and operational guidance (England) 2018"


def test_a_record_without_a_death_proposes_nothing() -> None:
    assert _links(case(BORN, fact("serious_harm", 20240101))) == {}


def test_the_partnerships_own_framework_is_named_where_it_has_this_review() -> None:
    framework = _with_death_review()
    assert framework.title in _links(case(BORN, DEATH), framework)[CHILD_DEATH_REVIEW].authority


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
    assert (CHILD_DEATH_REVIEW in _links(case(fact("birth", born), fact("death", died)))) is proposed


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
    reason = _links(case(*facts))[CHILD_DEATH_REVIEW].reason
    assert reason == "The record shows a death; it does not show the age on that day"


def test_two_birth_dates_that_agree_on_the_age_leave_no_doubt() -> None:
    link = _links(case(BORN, fact("birth", 20140216), DEATH))[CHILD_DEATH_REVIEW]
    assert link.reason == "The record shows a death"


@pytest.mark.parametrize("until_day", [None, 20240215])
@pytest.mark.parametrize("kind", ["placement", "legal_status"])
def test_the_death_of_a_looked_after_child_is_proposed_for_notification(
    kind: str, until_day: int | None
) -> None:
    spell = fact(kind, 20230901, "C1", until_day=until_day)
    assert _links(case(BORN, spell, DEATH)).keys() == {CHILD_DEATH_REVIEW, NOTIFICATION}


def test_care_that_ended_before_the_death_is_no_reason_for_notification() -> None:
    spell = fact("placement", 20230901, "U1", until_day=20240101)
    assert _links(case(BORN, spell, DEATH)).keys() == {CHILD_DEATH_REVIEW}


def test_an_adult_care_leavers_death_is_proposed_for_notification_only() -> None:
    contact = fact("care_leaver_contact", 20240331, "DIED", precision="period")
    assert _links(case(fact("birth", 20040101), contact, DEATH)).keys() == {NOTIFICATION}


@pytest.mark.parametrize("nation", ["scotland", "wales", "northern_ireland"])
def test_outside_england_these_reviews_are_not_proposed(nation: str) -> None:
    assert _links(case(BORN, DEATH, agency=replace(ELMSHIRE, nation=nation))) == {}
