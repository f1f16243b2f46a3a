"""A situation is met, unmet or cannot be told; what nobody recorded is never no."""

import pytest

from lif_plugin.domain.criteria import Standing
from lif_plugin.domain.situation import Held, Situation, SituationRefused, applies

BORN = Held("birth", 20100630, None, None, None)
MISSING = Held("missing", 20240201, None, "M", None)
PLAN = Held("plan", 20230101, None, "child_protection", None)
KNOWN = ("missing", "plan", "birth")
AS_OF = 20240331


@pytest.mark.parametrize(
    ("situation", "facts", "known", "standing"),
    [
        (Situation(events=("missing",)), [MISSING], KNOWN, Standing.MET),
        (Situation(events=("missing",), within_days=30), [MISSING], KNOWN, Standing.UNMET),
        (Situation(events=("missing",)), [], (), Standing.CANNOT_TELL),
        (Situation(youngest=13, oldest=13), [BORN], KNOWN, Standing.MET),
        (Situation(youngest=14), [BORN], KNOWN, Standing.UNMET),
        (Situation(youngest=14), [], KNOWN, Standing.CANNOT_TELL),
        (Situation(plans=("child_protection",)), [PLAN], KNOWN, Standing.MET),
        (Situation(plans=("child_in_need",)), [PLAN], KNOWN, Standing.UNMET),
        (Situation(plans=("child_in_need",)), [PLAN], (), Standing.CANNOT_TELL),
        (Situation(events=("missing",), youngest=10), [MISSING], KNOWN, Standing.CANNOT_TELL),
        (Situation(events=("missing",), youngest=18), [MISSING, BORN], KNOWN, Standing.UNMET),
    ],
)
def test_situation_stands_as_the_record_shows_it(
    situation: Situation, facts: list[Held], known: tuple[str, ...], standing: Standing
) -> None:
    assert applies(situation, facts, known, AS_OF).standing is standing


def test_plan_that_has_ended_is_in_force_no_more() -> None:
    ended = Held("plan", 20230101, 20240331, "child_protection", None)
    assert applies(Situation(plans=("child_protection",)), [ended], KNOWN, AS_OF).standing is Standing.UNMET


def test_two_birth_dates_leave_the_age_untold() -> None:
    other = Held("review", 20240101, None, None, 20090630)
    assert applies(Situation(youngest=1), [BORN, other], KNOWN, AS_OF).standing is Standing.CANNOT_TELL


def test_why_says_what_the_record_shows() -> None:
    found = applies(Situation(events=("missing",), youngest=10, oldest=15), [MISSING, BORN], KNOWN, AS_OF)
    assert found.why == (
        "The record shows: missing on 1 February 2024.",
        "It is about children aged 10 to 15.",
    )


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"events": ["storm"]},
        {"within_days": 3, "youngest": 1},
        {"youngest": 9, "oldest": 3},
        {"oldest": 99},
    ],
)
def test_situation_that_no_record_can_show_is_refused(parts: dict[str, object]) -> None:
    with pytest.raises(SituationRefused):
        Situation.of(parts)


def test_situation_comes_back_from_its_parts() -> None:
    one = Situation(("missing", "review"), 90, 0, None, ("child_protection",))
    assert Situation.of(one.parts()) == one
