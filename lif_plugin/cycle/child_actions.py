"""Child-level actions: set after an audit or a review of a case, done by its people, late when their day is over."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from lif_plugin.cycle.desk import CycleRefused, Desk
from lif_plugin.domain.child_action import LONGEST_DAYS, Origin
from lif_plugin.domain.viewer import RIGHTS, Right, Role, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.store import child_actions
from lif_plugin.store.reads.cases import cases_by_public_id

OWNERS: Final = RIGHTS[Right.READ_CHILD_ACTIONS]
"""The roles that can own one: those that may see it."""
_FOR_OTHERS: Final = frozenset({Role.MANAGER, Role.QUALITY})


@dataclass(frozen=True, slots=True)
class NewChildAction:
    """Something to do for one child: ``case`` is the case's public id, ``days`` from today until it is due."""

    case: str
    text: str
    owner_role: Role
    days: int
    origin: Origin
    origin_id: str


def set_child_action(desk: Desk, viewer: Viewer, new: NewChildAction) -> str:
    """Write down something to do for one child; gives its id.

    Raises `NotFound` for a case that is not the viewer's to see, or an audit or review that was not of this case.
    """
    viewer.require(Right.SET_CHILD_ACTIONS)
    if not new.text.strip() or not 0 < new.days <= LONGEST_DAYS:
        raise CycleRefused(f"Say what is to be done, and in how many days: 1 to {LONGEST_DAYS}.")
    if new.owner_role not in OWNERS:
        raise CycleRefused(
            "This role sees no case's actions, so it cannot own one.",
            hint=f"One of {', '.join(sorted(OWNERS))}.",
        )
    with desk.store.write(viewer) as connection:
        case = cases_by_public_id(connection, viewer, [new.case]).get(new.case)
        if case is None:
            raise NotFound("There is no such case, or it is not yours to see.")
        if not child_actions.comes_from(connection, viewer, case["case_id"], new.origin, new.origin_id):
            raise NotFound(
                f"No such {new.origin.value} is of this case.",
                hint="An item's cases are kept by `lif learning origin`.",
            )
        today = desk.today()
        return child_actions.add(
            connection,
            viewer,
            case["case_id"],
            text=new.text,
            owner_role=new.owner_role.value,
            opened_on=day_number(today),
            due=day_number(today + timedelta(days=new.days)),
            origin=new.origin.value,
            origin_id=new.origin_id,
        )


def finish_child_action(desk: Desk, viewer: Viewer, action_id: str) -> dict[str, Any]:
    """Say that a child-level action was done today; gives it as it now is, with its case for the read log.

    Raises `NotFound`, `NotAllowed` for a role that does not own it (managers and quality may), `CycleRefused` if done.
    """
    with desk.store.write(viewer) as connection:
        row = child_actions.one(connection, viewer, action_id)
        if row is None:
            raise NotFound("There is no such action, or it is not yours to see.")
        if Role(row["owner_role"]) not in viewer.roles and not viewer.roles & _FOR_OTHERS:
            raise NotAllowed(f"This is for the {row['owner_role']} to do.")
        if row["done_on"] is not None:
            raise CycleRefused("It is done already.")
        today = day_number(desk.today())
        child_actions.finish(connection, viewer, action_id, today)
    return row | {"done_on": today, "done_by": viewer.subject}
