"""Whatever a record holds: nothing breaks, every event fits its kind, and all of it can be written down."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.adapters.dfe_api.reading import read_files

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 60), st.floats(allow_nan=True),
    st.sampled_from(["", "INV1", "2024-01-05", "2024-13-01", "1C", "RC2", "E2", "X1", "SSD_PH", "\ud800", "a\0b", "11A"]),
)  # fmt: skip
NAMES = st.sampled_from(["start_date", "end_date", "referral_date", "closure_date", "closure_reason", "purge", "worker_id", "date",
                         "score", "factors", "icpc_date", "end_reason", "placement_type", "contact_date", "date_of_birth",
                         "disabilities", "uasc_flag", "odd\ud800"])  # fmt: skip
OBJECTS: st.SearchStrategy[Any] = st.recursive(
    VALUES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=5)),
    max_leaves=8,
)
INSIDE = st.dictionaries(
    st.sampled_from(["child_protection_plans", "care_worker_details", "child_and_family_assessments", "adoption", "care_leavers",
                     "section_47_assessments", "child_looked_after_placements", "referral_date", "closure_date", "purge"]),
    OBJECTS, max_size=6,
)  # fmt: skip


@given(child=OBJECTS, episodes=st.lists(INSIDE, max_size=3), rest=st.dictionaries(NAMES, OBJECTS, max_size=2))
def test_any_record_is_read_without_a_break(
    child: Any, episodes: list[dict[str, Any]], rest: dict[str, Any]
) -> None:
    record = {"la_child_id": "INV1", "child_details": child, "social_care_episodes": episodes, **rest}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "day.json")
        path.write_text(json.dumps([record]))
        reading = read_files(path)
    assert reading.delivery.rows_expected == len(reading.rows) + len(reading.rejected) > 0
    keys = [event.key for event in reading.events]
    assert len(set(keys)) == len(keys)
    str(reading).encode()
