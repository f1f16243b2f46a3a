"""Counts how prompts are answered, by agency; kept in memory, so it begins anew with each start."""

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from lif_plugin.domain.prompt import Prompt
from lif_plugin.domain.viewer import Right, Viewer


@dataclass(frozen=True)
class Answers:
    """How often a rule's prompts were answered in one way."""

    rule: str = field(metadata={"description": "The rule's id."})
    answer: str = field(metadata={"description": "How it was answered: done, explained or wrong."})
    count: int = field(metadata={"description": "How many answers."})


class Tally:
    """Answers by agency, rule and kind. Hooks are called in threads, so it is locked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = Counter[tuple[str, str, str]]()

    def count(self, prompts: Iterable[Prompt]) -> None:
        """Count the answers of some prompts."""
        with self._lock:
            self._counts.update((p.agency, p.rule, p.answer.kind.value) for p in prompts if p.answer)

    def of(self, viewer: Viewer) -> list[Answers]:
        """The counts of the viewer's own agency, if counts are theirs to see."""
        if not viewer.may(Right.READ_COUNTS):
            return []
        with self._lock:
            counts = sorted(self._counts.items())
        return [Answers(rule, answer, n) for (agency, rule, answer), n in counts if agency == viewer.agency]


TALLY: Final = Tally()
