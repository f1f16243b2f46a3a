"""A released schema is kept: what goes was announced in it, six months ahead."""

from datetime import date

import pytest
from graphql import build_schema

from lif_plugin.schema.promise import broken, hasty_notices

TODAY = date(2027, 7, 15)
IN_TIME = '@deprecated(reason: "Deprecated 2027-01-15, goes 2027-07-15: use `c`.")'
NOT_YET = '@deprecated(reason: "Deprecated 2027-01-16, goes 2027-07-16: use `c`.")'
HASTY = '@deprecated(reason: "Deprecated 2027-01-15, goes 2027-07-14: use `c`.")'


def after(released: str, now: str) -> list[str]:
    return broken(build_schema(released), build_schema(now), TODAY)


@pytest.mark.parametrize(
    ("released", "now", "said"),
    [
        ("type Query { a: Int b: Int }", "type Query { a: Int }", "Field Query.b was removed."),
        ("type Query { a: Int! }", "type Query { a: Int }", "Field Query.a changed type from Int! to Int."),
        ("type Query { a: Int }", "type Query { a(n: Int!): Int }", "A required argument Query.a(n:) was added."),
        ("type Query { a: E } enum E { X Y }", "type Query { a: E } enum E { X }", "Enum value E.Y was removed."),
    ],
)  # fmt: skip
def test_what_readers_use_does_not_go_unannounced(released: str, now: str, said: str) -> None:
    assert after(released, now) == [said]


def test_more_is_no_break() -> None:
    assert after("type Query { a: Int }", "type Query { a(n: Int): Int b: Int }") == []


def test_what_was_announced_six_months_ahead_goes_on_its_day() -> None:
    assert after(f"type Query {{ a: Int b: Int {IN_TIME} }}", "type Query { a: Int }") == []
    assert after(f"type Query {{ a(n: Int {IN_TIME}): Int }}", "type Query { a: Int }") == []
    assert (
        after(f"type Query {{ a: E }} enum E {{ X Y {IN_TIME} }}", "type Query { a: E } enum E { X }") == []
    )


@pytest.mark.parametrize("notice", [NOT_YET, HASTY, '@deprecated(reason: "Use `c`.")'])
def test_a_notice_that_is_not_over_too_short_or_without_days_keeps_it(notice: str) -> None:
    assert after(f"type Query {{ a: Int b: Int {notice} }}", "type Query { a: Int }") == [
        "Field Query.b was removed."
    ]


def test_a_type_goes_with_all_that_led_to_it() -> None:
    released = f"type Query {{ a: Int b: T {IN_TIME} }} type T {{ x: Int }}"
    assert after(released, "type Query { a: Int }") == []
    assert "T was removed." in after(
        released.replace("a: Int", "a: Int c: T"), "type Query { a: Int c: Int }"
    )


def test_a_deprecation_says_its_days_six_months_apart() -> None:
    said = build_schema(f"type Query {{ a: Int {IN_TIME} b: Int {HASTY} c(n: Int @deprecated): Int }}")
    assert hasty_notices(said) == ["Query.b", "Query.c(n:)"]
