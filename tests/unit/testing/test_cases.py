"""Invented cases hold only what a record could hold."""

import pytest

from lif_plugin.domain.kinds import KINDS
from lif_plugin.errors import InvalidEvent
from lif_plugin.testing import case, fact


def test_facts_stand_in_order_of_time() -> None:
    made = case(fact("review", 20240302, "PN1"), fact("review", 20240105, "PN7"))
    assert [one.evidence.code for one in made.of("review")] == ["PN7", "PN1"]


def test_a_case_is_covered_for_every_kind_up_to_its_day() -> None:
    assert case(as_of=20231231).covered == dict.fromkeys(KINDS, 20231231)


@pytest.mark.parametrize("impossible", [("vist", 20240101, {}), ("review", 20240101, {"seen": "no"})])
def test_a_fact_that_no_record_could_hold_is_refused(impossible: tuple[str, int, dict[str, str]]) -> None:
    kind, day, fields = impossible
    with pytest.raises(InvalidEvent):
        fact(kind, day, **fields)


def test_a_field_that_no_case_has_is_refused() -> None:
    with pytest.raises(TypeError, match="A case has no sorce"):
        case(sorce="elsewhere")
