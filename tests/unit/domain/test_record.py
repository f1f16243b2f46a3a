"""An event that does not fit its kind, or that no database keeps, is refused before it is received."""

from typing import Any

import pytest

from lif_plugin.domain.record import Coverage, Delivery, check_delivery, check_event, is_day
from lif_plugin.errors import InvalidEvent
from tests.assets.world import missing, review

REVIEW = review("E-1", 20170501)


def test_an_event_that_fits_is_taken() -> None:
    check_event(REVIEW)
    check_event(REVIEW._replace(occurred_at=1_493_640_000_000, precision="minute"))
    check_event(missing("E-1", 20170501, 20170503))
    check_event(review("E-é1", 20170501, None, code_raw="x" * 1000, born_on=20100101))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "revue"},
        {"case_ref": ""},
        {"case_ref": 7},
        {"case_ref": "E\x001"},
        {"case_ref": "E\ud8001"},
        {"case_ref": "E" * 201},
        {"key": ""},
        {"key": "k" * 201},
        {"occurred_day": 20170231},
        {"occurred_day": "20170501"},
        {"occurred_day": 99991231},
        {"until_day": 20171301},
        {"occurred_at": 1 << 60},
        {"until_at": "noon"},
        {"precision": "hour"},
        {"precision": "minute"},
        {"precision": "minute", "occurred_at": 1_493_640_000_000, "until_day": 20170502},
        {"fields": {"seen": "yes"}},
        {"fields": {"held": "Yes"}},
        {"fields": {"held": []}},
        {"fields": {"code": 4}},
        {"fields": {"code": "P" * 201}},
        {"fields": {"seq": "1"}},
        {"fields": {"seq": True}},
        {"fields": {"born_on": 1 << 31}},
    ],
    ids=str,
)
def test_an_event_that_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidEvent):
        check_event(REVIEW._replace(**change))


def test_a_refusal_names_no_value() -> None:
    with pytest.raises(InvalidEvent) as refusal:
        check_event(REVIEW._replace(fields={"held": "Robin says no"}))
    assert refusal.value.message == "held of a review event must be yes, no, not_applicable or absent."


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (20160229, True),
        (20170229, False),
        (True, False),
        (20170501.0, False),
        (None, False),
        (9991231, False),
    ],
)
def test_a_day_is_one_of_the_calendar(value: object, *, answer: bool) -> None:
    assert is_day(value) is answer


@pytest.mark.parametrize(
    ("scope", "stated"),
    [
        ("", Coverage("review", 20170401, 20180331)),
        ("s" * 65, Coverage("review", 20170401, 20180331)),
        ("2017", Coverage("revue", 20170401, 20180331)),
        ("2017", Coverage("review", 20170401, 20170231)),
        ("2017", Coverage("review", 20180401, 20180331)),
    ],
)
def test_a_delivery_that_cannot_be_kept_is_refused(scope: str, stated: Coverage) -> None:
    with pytest.raises(InvalidEvent):
        check_delivery(Delivery("made", scope, (stated,), "declared", ("made.csv",)))
