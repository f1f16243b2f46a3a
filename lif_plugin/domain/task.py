"""A prompt as a task for the council's own import: what to do for whom, until it is closed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.rule import Channel

_ANSWERED: Final = {
    AnswerKind.DONE: "answered: done",
    AnswerKind.EXPLAINED: "answered: could not, with a reason",
    AnswerKind.WRONG: "answered: the prompt was wrong",
    AnswerKind.REPLIED: "answered in the case system",
}
_ENDED: Final = {"record_now_shows_it": "the record shows it"}


@dataclass(frozen=True, slots=True)
class Task:
    """One task. ``task_id`` stays the same, so that a later import updates in place of adding.

    Days are ISO dates or empty; ``due`` is empty where no law or guidance gives a limit: none is invented.
    """

    task_id: str
    source: str
    child_id: str
    status: str
    what: str
    to_do: str
    due: str
    asked_of: str
    raised: str
    closed: str
    closed_because: str
    link: str


COLUMNS: Final = tuple(field.name for field in fields(Task))


def closed_because(row: Mapping[str, Any]) -> str:
    """Say why a task is closed, from its stored result."""
    if row["ended_at"] is not None:
        return _ENDED.get(row["reason"] or "", "what it was about has changed")
    if row["answer_kind"] is not None:
        return _ANSWERED[AnswerKind(row["answer_kind"])]
    if row["superseded_by"] is not None:
        return "another task tells the same"
    if row["delivery"] == Channel.HISTORIC:
        return "the case is closed, or it is long past"
    return "what it was about has changed"
