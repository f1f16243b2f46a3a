"""A sender's fields under our names and with our values."""

import pytest

from lif_plugin.domain.cloud_event import EventRefused
from lif_plugin.domain.field_map import KindMap, translated

MAP = KindMap({"Seen": "seen", "Type": "code"}, {"seen": {"Y": "yes", "true": "yes"}, "code": {"7": "CP"}})


def test_names_and_values_are_ours_and_the_rest_stays() -> None:
    assert translated({"Seen": "Y", "alone": "no"}, MAP) == {"seen": "yes", "alone": "no"}


def test_a_code_is_kept_as_it_was_sent_beside_ours() -> None:
    assert translated({"Type": "7"}, MAP) == {"code": "CP", "code_raw": "7"}


def test_a_value_that_is_not_named_stays_for_the_record_to_refuse() -> None:
    assert translated({"Seen": "perhaps"}, MAP) == {"seen": "perhaps"}


def test_nothing_recorded_stays_unknown() -> None:
    assert translated({"Seen": None, "Type": None}, MAP) == {"seen": None, "code": None}


def test_true_and_false_may_have_a_meaning() -> None:
    assert translated({"Seen": True}, MAP) == {"seen": "yes"}


def test_two_fields_for_one_are_refused() -> None:
    with pytest.raises(EventRefused):
        translated({"Seen": "Y", "seen": "no"}, MAP)
