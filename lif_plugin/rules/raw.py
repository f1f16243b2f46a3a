"""What a rule's select says of a fact, before plugins, answers and delivery."""

from typing import NamedTuple

from lif_plugin.domain.rule import State


class RawFinding(NamedTuple):
    """What a rule's select says of a fact. ``state`` None: not yet due, look again at ``due_at``."""

    case_id: int
    rule: str
    subject: str
    state: State | None
    occurred_day: int | None
    text: str | None
    evidence_ids: tuple[int, ...]
    reason: str | None
    due_at: int | None
