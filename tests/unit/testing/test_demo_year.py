"""The invented year of a median authority: the same for a seed, and of the size such an authority has."""

from tests.assets.demo_year import KINDS, WEEKS, Year

SHARE = 0.02


def test_the_same_seed_gives_the_same_year() -> None:
    assert Year(7, SHARE).weeks == Year(7, SHARE).weeks


def test_another_seed_gives_another_year() -> None:
    assert Year(7, SHARE).weeks != Year(8, SHARE).weeks


def test_it_has_the_rows_of_a_median_authority() -> None:
    assert 60_000 <= Year(2024, SHARE).rows / SHARE <= 70_000


def test_every_week_says_something_of_the_kinds_it_knows() -> None:
    year = Year(2024, SHARE)
    stated = {event.kind for week in range(WEEKS) for event in year.of_week(week)}
    assert [week for week in range(WEEKS) if not year.of_week(week)] == []
    assert stated - set(KINDS) == set()
