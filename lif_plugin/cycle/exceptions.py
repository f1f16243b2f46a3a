"""The exception paper of a body: one page with what is late, unseen or unanswered, and what is due by the next meeting."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from lif_plugin.cycle.desk import CycleRefused, Desk
from lif_plugin.cycle.governance import agenda_of
from lif_plugin.domain.duty import Due, DutyState
from lif_plugin.domain.learning import ActionState
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import add_months, day_number
from lif_plugin.store.reads.learning import rows_with
from lif_plugin.store.tables import evidence_file

BETWEEN_MEETINGS: Final = 3
"""Months to the next meeting, where nobody says when it is."""
Row = dict[str, Any]
_LATE: Final = frozenset({DutyState.LATE, DutyState.NEVER_CAME})


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What a body has to look at first; an action may be on more than one list.

    ``late``: past its due day and not done. ``unseen``: done, with no evidence attached. ``unanswered_by_owner``:
    proposed, and its owner has not accepted it. ``due_by_next``: due from the paper's day to the next meeting and
    not done. ``dues``: reports and tasks to the body that are late or never came. ``unanswered``: systems findings
    that the body has not answered.
    """

    body: str
    day: date
    next_meeting: date
    watched: int
    late: tuple[Row, ...]
    unseen: tuple[Row, ...]
    unanswered_by_owner: tuple[Row, ...]
    due_by_next: tuple[Row, ...]
    dues: tuple[Due, ...]
    unanswered: tuple[Row, ...]

    def actions_by_title(self) -> dict[str, tuple[Row, ...]]:
        """The lists of actions, each under what it says of them."""
        return {
            "Late": self.late,
            "Done, with no evidence attached": self.unseen,
            "Its owner has not answered yet": self.unanswered_by_owner,
            "Due by the next meeting": self.due_by_next,
        }

    def figures(self) -> dict[str, int]:
        """How many there are of each."""
        return {
            "Open actions that the body watches": self.watched,
            **{title: len(rows) for title, rows in self.actions_by_title().items()},
            "Reports and tasks that are late": sum(due.state is DutyState.LATE for due in self.dues),
            "Reports and tasks that never came": sum(due.state is DutyState.NEVER_CAME for due in self.dues),
            "Systems findings without an answer": len(self.unanswered),
        }

    def as_json(self) -> dict[str, Any]:
        """The paper as programs read it."""
        return {
            "body": self.body,
            "day": self.day.isoformat(),
            "next_meeting": self.next_meeting.isoformat(),
            "figures": self.figures(),
            "actions": {
                title: [
                    {name: row[name] for name in ("id", "text", "owner_agency", "due", "state")}
                    for row in rows
                ]
                for title, rows in self.actions_by_title().items()
            },
            "dues": [
                {
                    "kind": due.duty.kind,
                    "id": due.duty.entry,
                    "day": due.day.isoformat(),
                    "state": due.state.value,
                }
                for due in self.dues
            ],
            "unanswered": [row["id"] for row in self.unanswered],
        }


def exceptions_of(
    desk: Desk,
    viewer: Viewer,
    partnership: str,
    body: str,
    first: date,
    day: date,
    next_meeting: date | None = None,
) -> Exceptions:
    """The exception paper of a body for a day; duties are looked at from ``first``, the beginning of its year.

    Raises `NotOurWord` for a body the framework does not have, `CycleRefused` for a next meeting before the day.
    """
    after = next_meeting or add_months(day, BETWEEN_MEETINGS)
    if after < day:
        raise CycleRefused("The next meeting is after this one.")
    agenda = agenda_of(desk, viewer, partnership, body, first, day)
    rows = [row for row, _colour in agenda.actions]
    undone = [row for row in rows if row["state"] != ActionState.DONE]
    today, ends = day_number(day), day_number(after)
    return Exceptions(
        body=body,
        day=day,
        next_meeting=after,
        watched=len(rows),
        late=tuple(row for row in undone if row["due"] < today),
        unseen=_unseen(desk, viewer, rows),
        unanswered_by_owner=tuple(row for row in rows if row["state"] == ActionState.PROPOSED),
        due_by_next=tuple(row for row in undone if today <= row["due"] <= ends),
        dues=tuple(due for due in agenda.dues if due.state in _LATE),
        unanswered=agenda.unanswered,
    )


def _unseen(desk: Desk, viewer: Viewer, rows: list[Row]) -> tuple[Row, ...]:
    done = [row for row in rows if row["state"] == ActionState.DONE]
    with desk.store.read(viewer) as connection:
        ids = [row["id"] for row in done]
        files = rows_with(connection, viewer, evidence_file, "action_id", ids, desk.today())
    seen = {one["action_id"] for one in files}
    return tuple(row for row in done if row["id"] not in seen)
