"""Dates: what is read as a day, what is not, and what is known of a date with unknown parts."""

import pytest

from lif_adapter_kit.dates import NOT_A_DATE, Days, partial_day, written


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("09/04/2017", 20170409),
        ("9/4/2017", 20170409),
        (" 09/04/2017 ", 20170409),
        ("29/02/2016", 20160229),
        ("2017-04-09", 20170409),
        ("2017-04-09T00:00:00", 20170409),
        ("09/04/2017 00:00", 20170409),
        ("", None),
        ("  ", None),
    ],
)
def test_reads_a_day(text: str, day: int | None) -> None:
    assert Days()[text] == day


@pytest.mark.parametrize(
    "text",
    ["29/02/2017", "31/04/2017", "09/04/20177", "09/04/0217", "09/04/1017", "09/04/17", "04/13/2017",
     "2017-13-01", "9 April 2017", "zz/04/2017", "0", "٠٩/٠٤/٢٠١٧", "09/04/2017 10:30"],
)  # fmt: skip
def test_is_no_date(text: str) -> None:
    assert Days()[text] == NOT_A_DATE


def test_iso_dates_are_remembered_as_seen() -> None:
    british, iso = Days(), Days()
    assert (british["09/04/2017"], iso["2017-04-09"]) == (20170409, 20170409)
    assert (british.iso, iso.iso) == (False, True)


def test_memory_of_dates_is_bounded() -> None:
    days = Days()
    for number in range(45_000):
        days[str(number)]
    assert len(days) <= 20_000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zz/05/2020", (20200501, "month")),
        ("zz/zz/2020", (20200101, "year")),
        ("ZZ/ZZ/2020", (20200101, "year")),
        ("12/zz/2020", (20200101, "year")),
        ("12/05/2020", (20200512, "day")),
        ("zz/zz/zzzz", None),
        ("zz/13/2020", None),
        ("zz/zz/20200", None),
        ("", None),
    ],
)
def test_unknown_parts_of_a_date_make_it_less_exact(text: str, found: tuple[int, str] | None) -> None:
    assert partial_day(text) == found


def test_days_are_written_for_people() -> None:
    assert written(20170409) == "9 April 2017"
