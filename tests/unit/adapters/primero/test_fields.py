"""A field map says where a deployment keeps what, and a wrong one is refused by the place that is wrong."""

from typing import Any

import pytest

from lif_adapter_primero.errors import BadFieldMap
from lif_adapter_primero.fields import NEEDED, Path, default_fields, read_fields

LEAST = {"status": "core/status", "enabled": "core/record_state", "registered_on": "core/registration_date"}


def _map(**fields: Any) -> Any:
    return read_fields({"module": "primeromodule-cp", "fields": {**LEAST, **fields}})


def test_the_default_map_holds_together() -> None:
    found = default_fields()
    assert found.find("follow_up.due_on") == (
        Path("followup", "followup_subform_section", "followup_needed_by_date"),
    )
    assert found.find("follow_up.child_seen") == ()
    assert found.subform("follow_up") == "followup_subform_section"
    assert "followup_subform_section" in found.asked()


def test_an_older_deployment_maps_whether_the_child_was_seen() -> None:
    path = "followup/followup_subform_section.child_was_seen"
    assert [str(found) for found in _map(**{"follow_up.child_seen": path}).find("follow_up.child_seen")] == [
        path
    ]


def test_a_map_needs_no_more_than_what_a_case_is() -> None:
    assert _map().paths.keys() == NEEDED


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"child_view": "a/b"}, "child_view"),
        ({"status": ""}, "status"),
        ({"born_on": "date_of_birth"}, "born_on"),
        ({"born_on": 3}, "born_on"),
        ({"born_on": "a/b.c"}, "born_on"),
        ({"born_on": ["a/b", "a/c"]}, "born_on"),
        ({"owner": "core/a.b"}, "owner"),
        ({"follow_up.due_on": "followup/date"}, "follow_up.due_on"),
        ({"follow_up.due_on": "f/rows.due", "follow_up.done_on": "f/other.done"}, "follow_up"),
    ],
)
def test_a_wrong_place_is_named(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(BadFieldMap, match=named):
        _map(**fields)


@pytest.mark.parametrize(
    "document", [{}, {"module": "", "fields": {}}, {"module": "m", "fields": []}, {"more": 1}]
)
def test_a_document_of_another_shape_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(BadFieldMap):
        read_fields(document)
