"""The map of a deployment's case types: what holds together is taken, what does not is refused by its place."""

from typing import Any

import pytest

from lif_adapter_commcare.case_map import read_map
from lif_adapter_commcare.errors import BadMap

VISIT = {"kind": "visit", "case_type": "visit", "day": "visit_date", "fields": {"seen": "child_seen"}}


def _map(**fact: Any) -> dict[str, Any]:
    return {"case_type": "child", "fact": {"home": VISIT | fact}}


def test_a_map_says_its_types_and_kinds() -> None:
    told = read_map(_map())
    assert told.case_types() == {"child", "visit"}
    assert told.below() == (("visit", "parent"),)
    assert told.kinds() == {"case", "closure", "visit"}


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"case_type": "child"}, "fact"),
        (_map() | {"other": 1}, "'other'"),
        ({"case_type": "a child", "fact": {"home": VISIT}}, "case_type"),
        (_map() | {"date_format": "%Y"}, "date_format"),
        (_map() | {"date_format": 7}, "date_format"),
        (_map(kind="note"), "fact.home.kind"),
        (_map(kind="case"), "fact.home.kind"),
        (_map(days="x"), "fact.home"),
        (_map(day=None), "fact.home.day"),
        (_map(day="@case_name"), "fact.home.day"),
        (_map(until="ended"), "fact.home.until"),
        (_map(when="no name"), "fact.home.when"),
        (_map(fields={"born_on": "dob"}), "'born_on'"),
        (_map(fields={"participation": "x"}), "'participation'"),
        (_map(fields={"seen": "=perhaps"}), "fact.home.fields.seen"),
        (_map(fields={"code": "case name"}), "fact.home.fields.code"),
        (_map(values={"alone": {"1": "yes"}}), "fact.home.values"),
        (_map(values={"seen": {"1": "perhaps"}}), "fact.home.values.seen"),
        (_map(values={"seen": ["1"]}), "fact.home.values.seen"),
        ({"case_type": "child", "fact": {"Home": VISIT}}, "fact.Home"),
        ({"case_type": "child", "fact": {"one": VISIT, "two": VISIT | {"index": "host"}}}, "one index"),
    ],
)
def test_what_does_not_hold_together_is_refused_by_its_place(document: dict[str, Any], place: str) -> None:
    with pytest.raises(BadMap) as refused:
        read_map(document)
    assert place in refused.value.message
