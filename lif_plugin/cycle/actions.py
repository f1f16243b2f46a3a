"""Actions: accepted by their owner, recorded, evidenced, signed off by the body that watches them; and plans."""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from lif_plugin.cycle.desk import CycleRefused, Desk, require_known
from lif_plugin.cycle.evidence import media_of, named
from lif_plugin.domain.learning import FOLLOWS, ActionState, ItemState
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotAllowed, NotFound, UnknownAgency
from lif_plugin.flow.telling import tell_action
from lif_plugin.store import learning, partnerships
from lif_plugin.store.tables import action, action_entry, evidence_file, plan, plan_action
from lif_plugin.store.work import now_ms

_BODYS_WORD: Final = frozenset({ActionState.SIGNED_OFF, ActionState.DROPPED})


@dataclass(frozen=True, slots=True)
class NewAction:
    """Something that an agency will change, by one of the framework's approaches to improvement.

    ``owner_role`` is a role's name, never a person; ``due`` YYYYMMDD.
    """

    text: str
    owner_agency: str
    owner_role: str
    approach: str
    due: int
    measure: str | None = None
    monitored_by: str | None = None
    recommendation: str | None = None


def propose_action(desk: Desk, viewer: Viewer, item_id: str, new: NewAction) -> str:
    """Propose an action of an item to the agency that is to own it; gives its id.

    Raises `UnknownAgency` for an owner outside the partnership, `NotOurWord` for a body it does not have.
    """
    viewer.require(Right.RECORD_LEARNING)
    with desk.store.write(viewer) as connection:
        item = desk.item(connection, viewer, item_id)
        if item.state is ItemState.CLOSED:
            raise CycleRefused("The item is closed.", hint="Open it again first, with a reason.")
        partnership = item.row["partnership_id"]
        members = [row["agency_id"] for row in partnerships.members_of(connection, partnership)]
        if new.owner_agency not in members:
            raise UnknownAgency(
                f"{new.owner_agency!r} does not belong to the partnership.",
                hint=f"In it: {', '.join(members)}.",
            )
        framework = desk.framework_of(connection, viewer, partnership)
        require_known("approach", new.approach, (one.id for one in framework.improvement_approaches))
        if new.monitored_by is not None:
            require_known("body", new.monitored_by, (body.id for body in framework.governance_bodies))
        made = learning.add(
            connection,
            action,
            viewer,
            partnership,
            shared=item.row["shared"] or new.owner_agency != viewer.agency,
            learning_item_id=item_id,
            recommendation_id=new.recommendation,
            text=new.text,
            measure=new.measure,
            owner_agency=new.owner_agency,
            owner_role=new.owner_role,
            monitored_by=new.monitored_by,
            approach=new.approach,
            due=new.due,
        )
        tell_action(connection, viewer.agency, made, now_ms())
    return made


def move_action(
    desk: Desk, viewer: Viewer, action_id: str, state: ActionState, why: str | None = None
) -> None:
    """Give an action its next state: its owner accepts it and says that it is done, a body signs it off or drops it.

    Going back, dropping, and signing off without evidence need a reason. Raises `NotAllowed`, `CycleRefused`.
    """
    with desk.store.write(viewer) as connection:
        row = _action(desk, connection, viewer, action_id)
        before = ActionState(row["state"])
        _require_mover(viewer, row, state)
        if state not in FOLLOWS[before]:
            raise CycleRefused(
                f"An action that is {before.value} cannot become {state.value}.",
                hint=f"It can become {', '.join(sorted(FOLLOWS[before]))}.",
            )
        if not (why or "").strip() and (_is_back(before, state) or state is ActionState.DROPPED):
            raise CycleRefused("Say why.")
        unseen = state is ActionState.SIGNED_OFF and not (why or "").strip()
        if unseen and not learning.has_evidence(connection, viewer, action_id, desk.today()):
            raise CycleRefused("No evidence is attached.", hint="Attach it, or say how it was seen.")
        _enter(desk, connection, viewer, row, "state", state.value, why)
        tell_action(connection, viewer.agency, action_id, now_ms())


def note_progress(desk: Desk, viewer: Viewer, action_id: str, text: str) -> None:
    """Record how an action goes on. Raises `NotAllowed` for anybody but its owner agency."""
    viewer.require(Right.OWN_ACTION)
    with desk.store.write(viewer) as connection:
        row = _action(desk, connection, viewer, action_id)
        _require_owner(viewer, row)
        _enter(desk, connection, viewer, row, "progress", None, text)


def attach_evidence(
    desk: Desk, viewer: Viewer, action_id: str, name: str, media: str | None, content: bytes
) -> str:
    """Attach a file that shows an action was done; gives its id. Locked once the action is done.

    ``media`` is what its sender calls it, None: its content alone says. Raises `CycleRefused` for content that is
    not what it is called, acts by itself, is of a kind that is not taken or too large, and once the action is done.
    """
    viewer.require(Right.OWN_ACTION)
    found = media_of(media, content)
    with desk.store.write(viewer) as connection:
        row = _action(desk, connection, viewer, action_id)
        _require_owner(viewer, row)
        if row["state"] not in {ActionState.PROPOSED, ActionState.ACCEPTED}:
            raise CycleRefused(
                "The action is done, and its evidence with it.", hint="Take it up again first."
            )
        return learning.add(
            connection,
            evidence_file,
            viewer,
            row["partnership_id"],
            shared=row["shared"],
            action_id=action_id,
            name=named(name),
            media=found,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
        )


def make_plan(
    desk: Desk, viewer: Viewer, partnership: str, plan_type: str, title: str, first_day: int, last_day: int
) -> str:
    """Make a plan of one of the framework's kinds; gives its id. Raises `NotOurWord`."""
    viewer.require(Right.RECORD_LEARNING)
    with desk.store.write(viewer) as connection:
        types = {
            kind.id: kind for kind in desk.framework_of(connection, viewer, partnership).action_plan_types
        }
        require_known("kind of plan", plan_type, types)
        return learning.add(
            connection,
            plan,
            viewer,
            partnership,
            plan_type=plan_type,
            title=title,
            owner=types[plan_type].owner,
            first_day=first_day,
            last_day=last_day,
        )


def put_in_plan(desk: Desk, viewer: Viewer, plan_id: str, action_id: str) -> None:
    """Put an action in a plan; where it stands already nothing changes. It may stand in many, and is counted once."""
    viewer.require(Right.RECORD_LEARNING)
    with desk.store.write(viewer) as connection:
        into = desk.row(connection, viewer, plan, plan_id)
        row = _action(desk, connection, viewer, action_id)
        if into["partnership_id"] != row["partnership_id"]:
            raise CycleRefused("The plan is another partnership's.")
        standing = learning.rows_of(connection, plan_action, viewer, "plan", [plan_id], desk.today())
        if all(one["action_id"] != action_id for one in standing):
            learning.add(
                connection, plan_action, viewer, row["partnership_id"], plan_id=plan_id, action_id=action_id
            )


def _action(desk: Desk, connection: Any, viewer: Viewer, action_id: str) -> dict[str, Any]:
    row = learning.action_of(connection, viewer, action_id, desk.today())
    if row is None:
        raise NotFound
    return row


def _require_mover(viewer: Viewer, row: dict[str, Any], state: ActionState) -> None:
    """Only a body's word signs off, drops or takes up again; only the owner accepts and says done."""
    if state in _BODYS_WORD or row["state"] in {ActionState.SIGNED_OFF, ActionState.DROPPED}:
        viewer.require(Right.SPEAK_FOR_BODY)
    else:
        viewer.require(Right.OWN_ACTION)
        _require_owner(viewer, row)


def _require_owner(viewer: Viewer, row: dict[str, Any]) -> None:
    if row["owner_agency"] != viewer.agency:
        raise NotAllowed("The action is another agency's to carry out.")


def _is_back(before: ActionState, state: ActionState) -> bool:
    order = list(ActionState)
    return order.index(state) < order.index(before)


def _enter(
    desk: Desk,
    connection: Any,
    viewer: Viewer,
    row: dict[str, Any],
    kind: str,
    state: str | None,
    text: str | None,
) -> None:
    learning.add(
        connection,
        action_entry,
        viewer,
        row["partnership_id"],
        shared=row["shared"],
        action_id=row["id"],
        kind=kind,
        state=state,
        text=text,
        day=day_number(desk.today()),
    )
