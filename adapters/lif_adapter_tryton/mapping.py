"""A patient as events, pure: that there is an assessment and a view, and when; no name and no word of anybody.

A case is a patient with an assessment who is under eighteen, or whose day of birth nobody knows.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from lif_adapter_tryton.errors import OddAnswer
from lif_plugin.domain.kinds import Precision
from lif_plugin.domain.record import Event, is_day
from lif_plugin.domain.worktime import day_number
from lif_plugin.hooks.live import Changed

SOURCE: Final = "tryton"
KINDS: Final = frozenset({"case", "birth", "death", "assessment", "view_given"})
PATIENT: Final = "PATIENT"
ASSESSMENT: Final = "SES"
OF_AGE: Final = 18
HEARD: Final = frozenset({"words", "shown", "somebody"})
"""Ways in which a view was given; the others say why there is none."""
WHY_NOT: Final = frozenset({"refused", "not_asked"})


def of_age_on(born: int | None) -> int | None:
    """The day (YYYYMMDD) on which a person born on a day is of age; 1 March for somebody born on 29 February."""
    if born is None:
        return None
    day = born + OF_AGE * 10_000
    return day if is_day(day) else day // 10_000 * 10_000 + 301


def map_case(told: Mapping[str, Any], zone: ZoneInfo, today: int) -> Changed | None:
    """A patient as Tryton tells of them; None for somebody of age. Raises `OddAnswer`."""
    try:
        born = _day(told["born_on"])
        adult = of_age_on(born)
        if adult is not None and adult <= today:
            return None
        events = tuple(_events(told, zone, born))
        return Changed(str(told["ref"]), events, _digest(told), int(told["moved_at"]), due_on=adult)
    except (KeyError, TypeError, ValueError, AttributeError):
        # Without its cause: that quotes what was told.
        raise OddAnswer from None


def _events(told: Mapping[str, Any], zone: ZoneInfo, born: int | None) -> Iterator[Event]:
    ref = str(told["ref"])
    assessments = [(one, _local_day(one["at"], zone)) for one in told["assessments"]]
    first = min((day for _one, day in assessments), default=None)
    if first is None:
        return
    # Nobody notes when a record stops being used; a person who died, or is filed away, is no open case.
    ended = max(day for _one, day in assessments) if told["died"] or not told["active"] else None
    yield Event("case", ref, f"{ref}|case", first, {"code": PATIENT}, {}, until_day=ended)
    if born is not None:
        fields = {"born_on": born} | ({"code": told["sex"]} if told["sex"] else {})
        yield Event("birth", ref, f"{ref}|birth", born, fields, {})
    if told["died"]:
        # The day stands on a certificate that is not told of.
        yield Event("death", ref, f"{ref}|death", ended or first, {}, {}, precision=Precision.PERIOD)
    for one, day in assessments:
        yield from _assessment(ref, one, day, ended)


def _assessment(ref: str, one: Mapping[str, Any], day: int, ended: int | None) -> Iterator[Event]:
    view = one["view"]
    fields = {"code": ASSESSMENT, "outcome": one["state"], "actor": one["professional"]}
    if view in WHY_NOT:
        fields["reason"] = view
    known = {name: value for name, value in fields.items() if value}
    yield Event("assessment", ref, f"{ref}|assessment|{one['id']}", day, known, {}, until_day=ended)
    if view in HEARD:
        yield Event("view_given", ref, f"{ref}|view|{one['id']}", day, {"code": view}, {})


def _digest(told: Mapping[str, Any]) -> str:
    """Covers all that is told but when it moved."""
    watched = {name: value for name, value in told.items() if name != "moved_at"}
    return hashlib.sha256(json.dumps(watched, sort_keys=True).encode()).hexdigest()


def _day(text: str | None) -> int | None:
    return None if text is None else day_number(datetime.fromisoformat(text).date())


def _local_day(text: str, zone: ZoneInfo) -> int:
    return day_number(datetime.fromisoformat(text).astimezone(zone).date())
