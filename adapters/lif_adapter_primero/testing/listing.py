"""Lists of cases: filters that are taken, ignored or misunderstood as the server does, order and pages."""

import re
from collections.abc import Callable
from typing import Any, Final

from lif_adapter_primero.testing.calls import Call
from lif_adapter_primero.testing.cases import row
from lif_adapter_primero.testing.refusal import Reply
from lif_adapter_primero.testing.world import Case
from lif_adapter_primero.times import parse_day, parse_time, whole_second

_TIMES: Final = frozenset({"last_updated_at", "created_at"})
_NOT_FILTERS: Final = frozenset(
    "page per fields order order_by query phonetic id_search total _method".split()
)
_DAY_MS: Final = 86_400_000
Test = Callable[[Any], bool]


def list_cases(call: Call) -> Reply:
    """``GET /cases``."""
    call.need("read")
    with call.world.lock:
        found = [case for case in call.world.cases.values() if call.user.covers(case.data)]
        found = [case for case in found if _meets(call, case)]
        found.sort(key=_order(call), reverse=call.request.query.get("order", "desc") == "desc")
        answer = call.page_of(found)
        fields = call.request.query.get("fields")
        return Reply(200, {**answer, "data": [row(call, case, fields) for case in answer["data"]]})


def _order(call: Call) -> Callable[[Case], tuple[bool, Any]]:
    name = call.request.query.get("order_by", "created_at")

    def key(case: Case) -> tuple[bool, Any]:
        value = case.data.get(name)
        return (value is None, "" if value is None else value)

    return key


def _meets(call: Call, case: Case) -> bool:
    query = call.request.query
    if not _meets_query(query, case):
        return False
    for name, text in query.items():
        negated = re.fullmatch(r"not\[(\w+)\]", name)
        ranged = re.fullmatch(r"(\w+)\[(from|to)\]", name)
        field = (negated or ranged or [None, name])[1]
        if field is None or field in _NOT_FILTERS:
            continue
        value = case.id if field == "id" else case.data.get(field)
        ends = {"from": f"{text}..", "to": f"..{text}"}
        test = _test(call, field, ends[ranged[2]] if ranged else text)
        # A filter that is unknown, misspelt or not permitted is passed over: everything comes back.
        if test is not None and test(value) == bool(negated):
            return False
    return True


def _meets_query(query: dict[str, str], case: Case) -> bool:
    words = query.get("query")
    if not words:
        return True
    if query.get("phonetic") == "true":
        return words.casefold() in str(case.data.get("name")).casefold().split()
    return words in {case.data.get("short_id"), case.data.get("case_id"), case.data.get("case_id_display")}


def _test(call: Call, name: str, text: str) -> Test | None:
    if name in _TIMES:
        return _time_test(text)
    visible = call.world.forms.visible(call.user.role.forms)
    if name not in visible:
        return None
    field = call.world.forms.find(name)
    kind = field.type if field else "core"
    if kind == "date_field":
        return _day_test(text)
    if kind == "numeric_field":
        return _number_test(text)
    if name in {"record_state", "flagged", "not_edited_by_owner"}:
        wanted_state = {"true": True, "false": False}.get(text)
        return lambda value: wanted_state is not None and bool(value) is wanted_state
    wanted = set(text.split(","))
    return lambda value: bool(wanted & ({*value} if isinstance(value, list) else {value}))


def _time_test(text: str) -> Test:
    """Whole seconds, both ends included; an end that is no time is open, a single value must be one."""
    low, dots, high = text.partition("..")
    if not dots:
        exact = parse_time(text)
        return lambda value: exact is not None and whole_second(parse_time(value) or 0) == exact
    first, last = _bound(low, False), _bound(high, True)

    def test(value: Any) -> bool:
        second = whole_second(parse_time(value) or 0)
        return (first is None or first <= second) and (last is None or second <= last)

    return test


def _bound(text: str, end_of_day: bool) -> int | None:
    at = parse_time(text)
    if at is not None:
        return whole_second(at)
    if parse_day(text) is None:
        return None
    return (parse_time(f"{text}T00:00:00Z") or 0) + (_DAY_MS - 1000 if end_of_day else 0)


def _day_test(text: str) -> Test:
    low, dots, high = text.partition("..")
    if not dots:
        exact = parse_day(text)
        return lambda value: exact is not None and parse_day(value) == exact
    first, last = parse_day(low) or 0, parse_day(high) or 99_999_999
    return lambda value: (day := parse_day(value)) is not None and first <= day <= last


def _number_test(text: str) -> Test:
    low, dots, high = text.partition("..")
    ends = [int(end) if re.fullmatch(r"-?\d+", end) else None for end in (low, high)]
    if not dots:
        wanted = {int(part) for part in text.split(",") if re.fullmatch(r"-?\d+", part)}
        return lambda value: value in wanted
    if (low and ends[0] is None) or (high and ends[1] is None):
        return lambda _value: False
    first, last = ends
    return lambda value: (
        value is not None and (first is None or first <= value) and (last is None or value <= last)
    )
