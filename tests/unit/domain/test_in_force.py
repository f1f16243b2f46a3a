"""The framework of a day: the first one, until a later one's first day, in whatever order they were written."""

import pytest

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.in_force import FrameworkFrom, terms

LATER = (FrameworkFrom(20270401, "newest"), FrameworkFrom(20260401, "newer"))


@pytest.mark.parametrize(
    ("day", "framework"),
    [
        (20260331, "first"),
        (20260401, "newer"),
        (20270331, "newer"),
        (20270401, "newest"),
        (20990101, "newest"),
    ],
)
def test_framework_holds_from_its_first_day(day: int, framework: str) -> None:
    assert Agency("elm", "Elm", framework="first", framework_from=LATER).framework_on(day) == framework


def test_agency_without_a_first_framework_has_none_before_the_next() -> None:
    agency = Agency("elm", "Elm", framework_from=LATER)
    assert (agency.framework_on(20260331), agency.framework_on(20260401)) == (None, "newer")


def test_terms_are_in_order_of_time() -> None:
    assert terms("first", LATER) == ((0, "first"), (20260401, "newer"), (20270401, "newest"))
