"""The draw as arithmetic: shares of a quota, marks, months, and programmes named by frameworks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.audit import (
    AuditSetting,
    Marked,
    Part,
    allocate,
    draw,
    lapses_on,
    last_day,
    mark_of,
    months_between,
    programme_of,
    programmes_of,
)
from lif_plugin.errors import BadSetting
from lif_plugin.frameworks import load_framework

NAMES = st.text("abcdef", min_size=1, max_size=3)
SIZES = st.dictionaries(NAMES, st.integers(0, 400), max_size=8)


def frame(*strata: str) -> list[Marked[str]]:
    """A frame of cases named c0, c1 and so on, in these strata."""
    return [
        Marked(mark_of("s", Part.RANDOM, f"c{number}"), stratum, f"c{number}")
        for number, stratum in enumerate(strata)
    ]


@given(SIZES, st.integers(0, 500), st.booleans())
def test_a_quota_is_used_up_and_no_stratum_gives_more_than_it_has(
    sizes: dict[str, int], quota: int, one_each: bool
) -> None:
    shares = allocate(sizes, quota, one_each=one_each)
    assert sum(shares.values()) == min(quota, sum(sizes.values()))
    assert all(0 < count <= sizes[name] for name, count in shares.items())


@given(SIZES, st.integers(0, 500))
def test_shares_are_within_one_of_the_exact_proportion(sizes: dict[str, int], quota: int) -> None:
    whole = sum(sizes.values())
    taken = min(quota, whole)
    shares = allocate(sizes, quota, one_each=False)
    assert all(
        abs(shares.get(name, 0) * whole - taken * size) < max(whole, 1) for name, size in sizes.items()
    )


@given(SIZES, st.integers(0, 500))
def test_every_stratum_gets_one_where_the_quota_goes_round(sizes: dict[str, int], quota: int) -> None:
    there = {name for name, size in sizes.items() if size}
    if quota >= len(there):
        assert allocate(sizes, quota, one_each=True).keys() == there


def test_largest_remainders_win_and_ties_go_by_name() -> None:
    assert allocate({"b": 5, "a": 5, "c": 2}, 4, one_each=False) == {"b": 2, "a": 2} | {}
    assert allocate({"b": 5, "a": 5}, 3, one_each=False) == {"b": 1, "a": 2}


def test_a_rare_reason_is_not_passed_over() -> None:
    assert allocate({"many": 90, "rare": 1}, 2, one_each=True) == {"many": 1, "rare": 1}
    assert allocate({"many": 90, "rare": 1}, 2, one_each=False) == {"many": 2}


@given(st.permutations(frame(*"aaabbbbccd")), st.integers(0, 12))
def test_a_draw_does_not_depend_on_the_order_of_its_frame(members: list[Marked[str]], quota: int) -> None:
    assert draw(members, quota, Part.RANDOM) == draw(frame(*"aaabbbbccd"), quota, Part.RANDOM)


def test_a_case_twice_in_a_frame_is_an_error() -> None:
    with pytest.raises(ValueError, match="once"):
        draw([*frame("a"), *frame("a")], 1, Part.RANDOM)


def test_a_mark_is_a_plain_sha256() -> None:
    """As `printf 'seven|nominated|made|N-09' | sha256sum` says."""
    assert mark_of("seven", Part.NOMINATED, "made|N-09").startswith("0708b225cb87bb0e")


def test_parts_are_drawn_apart_from_each_other() -> None:
    assert mark_of("s", Part.RANDOM, "k") != mark_of("s", Part.NOMINATED, "k")


@pytest.mark.parametrize(
    ("met", "lapses"), [(20240115, 20240416), (20231130, 20240301), (20240229, 20240530)]
)
def test_a_nomination_waits_its_months_to_the_day(met: int, lapses: int) -> None:
    assert lapses_on(met, 3) == lapses


@pytest.mark.parametrize(("month", "day"), [(202402, 20240229), (202302, 20230228), (202312, 20231231)])
def test_the_last_day_of_a_month(month: int, day: int) -> None:
    assert last_day(month) == day


def test_months_run_over_the_turn_of_a_year() -> None:
    assert months_between(202311, 202402) == [202311, 202312, 202401, 202402]
    assert months_between(202402, 202401) == []


def test_the_programme_is_the_frameworks_first_unless_one_is_named() -> None:
    hartlepool = load_framework("hartlepool_hscb")
    first = programme_of(hartlepool, None)
    assert (first.id, first.frequency) == ("multi_agency_audit", "4 reports a year (Feb, Jun, Aug, Dec)")
    assert programme_of(hartlepool, "voc_audit").title == "Audit of the child's voice in assessments"
    with pytest.raises(BadSetting, match="multi_agency_audit"):
        programme_of(hartlepool, "none_such")


def test_an_agency_without_a_framework_has_one_programme() -> None:
    assert [one.id for one in programmes_of(None)] == ["case_file_audit"]


@pytest.mark.parametrize(
    "wrong", [{"quota": -1}, {"by_chance": -1}, {"again_months": -1}, {"lapse_months": 0}]
)
def test_a_setting_that_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(BadSetting):
        AuditSetting(**wrong)  # type: ignore[arg-type]
