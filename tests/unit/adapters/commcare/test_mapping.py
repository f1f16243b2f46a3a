"""A child's case with the cases below it as facts: what is empty is unknown, what is odd is said, no name is read."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lif_adapter_commcare.case_map import read_map
from lif_adapter_commcare.errors import OddAnswer, OddCase
from lif_adapter_commcare.mapping import Reading, map_case
from lif_plugin.domain.record import Event, check_event
from lif_plugin.hooks.live import Changed
from tests.contract.commcare_bench import MAP

AT = "2026-11-14T22:30:00.123456Z"


def _case(case_id: str, case_type: str, **properties: str) -> dict[str, Any]:
    return {
        "case_id": case_id, "case_type": case_type, "case_name": "Ada Inventedname", "owner_id": "w-1", "date_opened": AT,
        "date_closed": None, "closed": False, "server_last_modified": AT, "properties": properties,
    }  # fmt: skip


def _read(child: dict[str, Any], *visits: dict[str, Any], zone: str = "UTC", **more: Any) -> Changed:
    changed = map_case(child, visits, Reading(read_map({**MAP, **more}), ZoneInfo(zone), 20261122))
    for event in changed.events:
        check_event(event)
    return changed


def _visit(**properties: str) -> Event:
    told = _read(_case("c-1", "child"), _case("v-1", "visit", **{"visit_date": "2026-11-10"} | properties))
    return next(one for one in told.events if one.kind == "visit")


def test_a_child_with_a_visit_gives_its_facts() -> None:
    child = _case(
        "c-1", "child", date_of_birth="2017-03-02", sex="f", child_view="words", view_date="2026-11-02"
    )
    told = _read(child, _case("v-1", "visit", visit_date="2026-11-10", child_seen="seen"))
    assert [(one.kind, one.key, one.occurred_day, dict(one.fields)) for one in told.events] == [
        ("case", "c-1|case", 20261114, {"code": "child"}),
        ("birth", "c-1|birth|c-1", 20170302, {"code": "f", "born_on": 20170302}),
        ("view_given", "c-1|view|c-1", 20261102, {}),
        (
            "visit",
            "c-1|home_visit|v-1",
            20261110,
            {"code": "HOME", "seen": "yes", "actor": "w-1", "outcome": "seen_recorded"},
        ),
    ]


def test_no_name_and_no_words_are_in_it() -> None:
    told = repr(_read(_case("c-1", "child", child_view="invented words", view_date="2026-11-02")))
    assert ("Inventedname" in told, "invented words" in told) == (False, False)


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ("", {"outcome": "seen_not_recorded"}),
        ("---", {"outcome": "seen_not_recorded"}),
        ("Seen", {"seen": "yes", "outcome": "seen_recorded"}),
        ("not_seen", {"seen": "no", "outcome": "seen_recorded"}),
    ],
)
def test_what_is_empty_or_a_strange_word_is_never_a_no(said: str, fields: dict[str, str]) -> None:
    assert dict(_visit(child_seen=said).fields) == {"code": "HOME", "actor": "w-1"} | fields


def test_a_visit_without_its_day_is_none_yet_and_one_with_an_odd_day_is_said() -> None:
    child = _case("c-1", "child")
    assert [one.kind for one in _read(child, _case("v-1", "visit", child_seen="seen")).events] == ["case"]
    with pytest.raises(OddCase, match=r"fact\.home_visit\.day"):
        _read(child, _case("v-1", "visit", visit_date="10th of November"))


def test_days_are_read_as_the_app_writes_them() -> None:
    child = _case("c-1", "child", date_of_birth="02/03/2017")
    told = _read(child, date_format="%d/%m/%Y")
    assert [one.occurred_day for one in told.events if one.kind == "birth"] == [20170302]


def test_a_moment_is_on_the_day_of_the_deployment() -> None:
    assert _read(_case("c-1", "child"), zone="Africa/Nairobi").events[0].occurred_day == 20261115


def test_what_is_planned_is_a_fact_on_its_day_and_is_in_the_digest_before() -> None:
    child = _case("c-1", "child")
    before, told = _read(child), _read(child, _case("v-1", "visit", visit_date="2026-12-01"))
    assert ([one.kind for one in told.events], told.due_on) == (["case"], 20261201)
    assert told.digest != before.digest


def test_a_closed_case_ends_and_is_closed_on_its_day() -> None:
    told = _read(_case("c-1", "child") | {"closed": True, "date_closed": "2026-11-20T10:00:00Z"})
    assert [(one.kind, one.occurred_day, one.until_day) for one in told.events] == [
        ("case", 20261114, 20261120), ("closure", 20261120, None),
    ]  # fmt: skip


def test_the_order_in_which_cases_came_changes_nothing() -> None:
    child = _case("c-1", "child")
    visits = [_case(f"v-{number}", "visit", visit_date="2026-11-10") for number in (1, 2)]
    assert _read(child, *visits) == _read(child, *reversed(visits))


@pytest.mark.parametrize("lacking", ["case_id", "server_last_modified", "date_opened"])
def test_a_case_without_what_every_case_has_is_odd(lacking: str) -> None:
    with pytest.raises(OddAnswer):
        _read({name: value for name, value in _case("c-1", "child").items() if name != lacking})
