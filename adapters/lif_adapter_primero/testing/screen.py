"""What people do at their screens in a test's story: enter a case, save it now or later, resolve a flag."""

import json
from typing import Any

from lif_adapter_primero.testing import flags
from lif_adapter_primero.testing.calls import Call, Request
from lif_adapter_primero.testing.cases import fresh
from lif_adapter_primero.testing.clock import SimulatedClock
from lif_adapter_primero.testing.deriving import derive, mark_editor, raise_alerts
from lif_adapter_primero.testing.merging import merge
from lif_adapter_primero.testing.people import User
from lif_adapter_primero.testing.world import Case, Draft, World
from lif_adapter_primero.times import format_time


def add_case(world: World, owner: str, fields: dict[str, Any], at: int | None = None) -> str:
    """Put a case there as if its owner had made it, at a time that may be past; gives its id.

    Nothing is checked and nobody is told: it was so before the story begins.
    """
    data = fresh(world, world.people.users[owner])
    case_id = str(fields.get("id") or world.new_id())
    stamp = format_time(world.clock.now() if at is None else at)
    times = {"created_at": stamp, "posted_at": stamp, "registration_date": stamp[:10]}
    data |= {**times, "last_updated_at": stamp, "last_updated_by": owner, "current_alert_types": []}
    data |= {"not_edited_by_owner": False, "module_id": "primeromodule-cp"}
    data |= {name: value for name, value in fields.items() if name != "id"}
    derive(world, data, {})
    with world.lock:
        world.cases[case_id] = Case(case_id, data)
    return case_id


def save(world: World, case_id: str, data: dict[str, Any], user_name: str) -> None:
    """Save a case now and at once."""
    _finish(world, world.read_draft(world.cases[case_id]), data, world.people.users[user_name])


def save_at(world: World, at: int, case_id: str, data: dict[str, Any], user_name: str) -> None:
    """Save a case at a time to come, with the time that a save takes; for a simulated clock."""
    clock, user = world.clock, world.people.users[user_name]
    if not isinstance(clock, SimulatedClock):
        raise TypeError("Only a simulated clock knows what is to come.")

    def begin() -> None:
        draft = world.read_draft(world.cases[case_id])
        clock.call_at(clock.now() + world.save_ms(), lambda: _finish(world, draft, data, user))

    clock.call_at(at, begin)


def resolve(world: World, case_id: str, flag_id: int, text: str, user_name: str) -> None:
    """Resolve a flag with a text."""
    body = json.dumps({"data": {"unflag_message": text}}).encode()
    path = f"/api/v2/cases/{case_id}/flags/{flag_id}"
    request = Request("PATCH", path, {"content-type": "application/json"}, body)
    flags.change(Call(world, request, world.people.users[user_name]), case_id, str(flag_id))


def _finish(world: World, draft: Draft, data: dict[str, Any], user: User) -> None:
    merge(world, draft.data, data, user, note=False)
    derive(world, draft.data, draft.before)
    mark_editor(draft.data, user)
    raise_alerts(world, draft, user)
    draft.data["last_updated_at"] = format_time(draft.now)
    world.commit(draft, user)
