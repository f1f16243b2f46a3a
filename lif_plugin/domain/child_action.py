"""Child-level actions: what is to be done for one child after an audit or a review, apart from learning.

They are no system actions: they stand in no plan, no partner sees them, and doing them closes no item of learning.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

LONGEST_DAYS: Final = 365
"""Days within which something for one child has to be due."""


class Origin(StrEnum):
    """What a child-level action was born from: a finding, an audit's nomination, or a review of this child's case."""

    FINDING = "finding"
    NOMINATION = "nomination"
    REVIEW = "review"


class ChildActionState(StrEnum):
    """Where it is. LATE: not done, and its day is over; DONE_LATE: done after its day."""

    OPEN = "open"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done_late"


def child_action_state(row: Mapping[str, Any], today: int) -> ChildActionState:
    """Where a stored child-level action is on a day (YYYYMMDD)."""
    if row["done_on"] is not None:
        return ChildActionState.DONE if row["done_on"] <= row["due"] else ChildActionState.DONE_LATE
    return ChildActionState.OPEN if today <= row["due"] else ChildActionState.LATE
