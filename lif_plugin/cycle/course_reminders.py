"""Courses that are to be asked about again: who of the agency is reminded, and that it was written down."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.training import courses
from lif_plugin.domain.reminder import Owed
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number, numbered_day
from lif_plugin.store import reminders
from lif_plugin.store.reads.learning import all_rows
from lif_plugin.store.tables import training

LEAD: Final = "training_lead"
"""The role whose addresses hear of courses; where nobody has it, the roles that came do."""


def owed_courses(desk: Desk, connection: Any, viewer: Viewer, roles: Collection[str]) -> list[Owed]:
    """The courses of which the viewer's agency has still to ask what those who came can do now.

    ``roles`` are those with an address: each course is owed by the training lead, or else by every role that came.
    """
    rows = all_rows(connection, viewer, training, desk.today())
    due = [one for one in courses(desk, connection, viewer, rows) if one.later_due]
    today = day_number(desk.today())
    said = reminders.course_reminders(connection, viewer, [one.row["id"] for one in due], today)
    return [
        Owed(
            action=one.row["id"],
            item=one.row["id"],
            role=role,
            due=numbered_day(one.row["later_on"]),
            reminded=numbered_day(said[one.row["id"]]) if one.row["id"] in said else None,
            course=True,
        )
        for one in due
        for role in ([LEAD] if LEAD in roles else _came(one.reached, viewer.agency))
    ]


def write_courses(
    desk: Desk, connection: Any, viewer: Viewer, owed: Iterable[Owed], *, sent: bool = True
) -> None:
    """Write down that courses were told of today, or that no mail server took it."""
    for key in dict.fromkeys(one.action for one in owed if one.course):
        reminders.write_course(connection, viewer, key, day_number(desk.today()), sent=sent)


def _came(reached: Iterable[Any], agency: str) -> list[str]:
    return [one.role for one in reached if one.agency == agency and one.attended]
