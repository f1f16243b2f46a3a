"""Flags over the API: made, listed, resolved; without ids of the caller's, without protection of an answer."""

from typing import Any

from lif_adapter_primero.testing.calls import Call
from lif_adapter_primero.testing.refusal import Refusal, Reply
from lif_adapter_primero.testing.world import Case, Draft
from lif_adapter_primero.times import parse_day

_TAKEN_AWAY = ("removed", "unflagged_by", "unflag_message", "unflagged_date")


def shown(call: Call, flag: dict[str, Any], case: Case) -> dict[str, Any]:
    """A flag as the API gives it: with the child's name, whoever asks."""
    data = case.data
    return {
        **flag,
        "name": data.get("name"),
        "short_id": data.get("short_id"),
        "owned_by": data.get("owned_by"),
        "owned_by_agency_id": data.get("owned_by_agency_id"),
        "record_access_denied": not call.user.covers(data),
    }


def _written(call: Call, flag: dict[str, Any], case: Case, changed: dict[str, Any]) -> Reply:
    """The answer to a write: the flag, and what it changed on the record."""
    record = {"id": case.id, "enabled": case.data["record_state"]}
    moved = {name: changed[name] for name in ("flagged", "last_updated_at") if name in changed}
    return Reply(200, {"data": {**shown(call, flag, case), "record": {**record, **moved}}})


def list_flags(call: Call, case_id: str) -> Reply:
    """``GET /cases/:id/flags``: the permission is asked for, the scope is not."""
    case = call.find(case_id)
    call.need("flag")
    with call.world.lock:
        return Reply(200, {"data": [shown(call, flag, case) for flag in call.world.flags_of(case)]})


def create(call: Call, case_id: str) -> Reply:
    """``POST /cases/:id/flags``: an id sent along is ignored, but the answer is then empty."""
    case, sent = call.find(case_id), call.request.sent
    call.need("read", "flag")
    call.need_scope(case)
    if "data" not in sent:
        hints = (
            "\nDid you mean?  action\n               format\n               case_id\n               message"
        )
        raise Refusal.listed(call.path, 422, f"param is missing or the value is empty: data{hints}")
    given = call.request.data
    date = given.get("date") or call.world.today()
    if not given.get("message") or parse_day(date) is None:
        raise Refusal.listed(call.path, 422, ["is invalid"], "flags")
    made: list[dict[str, Any]] = []

    def apply(draft: Draft) -> None:
        made.append(_add(call, draft.case, given["message"], date))
        draft.data["flagged"] = True

    changed = call.world.save(case, call.user, apply, by=case.data.get("last_updated_by"))
    return Reply(204) if given.get("id") else _written(call, made[0], case, changed)


def create_many(call: Call) -> Reply:
    """``POST /cases/flags``: leaves the cases' own marks and times as they were."""
    call.need("flag")
    given = call.request.data
    if "date" not in given:
        raise Refusal.listed(call.path, 500, "undefined method `to_date' for nil:NilClass")
    for case_id in given.get("ids", ()):
        case = call.world.cases.get(case_id)
        if case is not None and call.user.covers(case.data):
            with call.world.lock:
                _add(call, case, given["message"], given["date"])
    return Reply(204)


def _add(call: Call, case: Case, message: str, date: str) -> dict[str, Any]:
    world = call.world
    flag: dict[str, Any] = {
        "id": world.next_flag(),
        "record_id": case.id,
        "record_type": "cases",
        "date": date,
        "message": message,
        "flagged_by": call.user.user_name,
        "removed": False,
        "unflag_message": None,
        "created_at": world.stamp(),
        "system_generated_followup": False,
        "unflagged_by": None,
        "unflagged_date": None,
        "record_uuid": None,
    }
    world.flags.append(flag)
    logged = {"to": {**flag, "record_type": "Child"}, "from": None}
    world.log(case, call.user.user_name, "flag", [{"flags": logged}], world.clock.now())
    return flag


def change(call: Call, case_id: str, flag_id: str) -> Reply:
    """``PATCH /cases/:id/flags/:id``: with a text for the answer it resolves, else it edits."""
    case = call.find(case_id)
    call.need("read", "flag")
    call.need_scope(case)
    found = [flag for flag in call.world.flags_of(case) if str(flag["id"]) == flag_id]
    if not found:
        where = ' [WHERE "flags"."record_id" = $1 AND "flags"."record_type" = $2]'
        raise Refusal.not_found(call.path, "Flag", flag_id, where)
    given = call.request.data
    if not given.get("unflag_message"):
        call.need("flag_update")
        edited: dict[str, Any] = {name: given[name] for name in ("message", "date") if name in given}
        changed = call.world.save(case, call.user, lambda _draft: found[0].update(edited))
    else:
        changed = _resolve(call, case, found[0], given["unflag_message"])
    return _written(call, found[0], case, changed)


def _resolve(call: Call, case: Case, flag: dict[str, Any], message: str) -> dict[str, Any]:
    """Resolve a flag, or write over the answer it already has: the server keeps no guard."""
    world, user = call.world, call.user

    def apply(draft: Draft) -> None:
        before = {name: flag[name] for name in _TAKEN_AWAY}
        answered = {
            "unflag_message": message,
            "unflagged_date": world.today(),
            "unflagged_by": user.user_name,
            "removed": True,
        }
        flag.update(answered)
        now = {name: value for name, value in answered.items() if before[name] != value}
        logged = {"to": {"id": flag["id"], **now}, "from": {"id": flag["id"], **{n: before[n] for n in now}}}
        again = before["removed"]
        name, action = (None, "flag") if again else (user.user_name, "unflag")
        world.log(case, name, action, [{"flags": logged}], draft.now)
        draft.data["flagged"] = world.open_flags(case) > 0

    return world.save(case, user, apply, by=case.data.get("last_updated_by"))


def list_all(call: Call) -> Reply:
    """``GET /flags``: over the cases of the scope; nothing at all for a role of scope "all"."""
    call.need("read")
    call.need("dash_flags", resource="dashboard")
    query, rows = call.request.query, []
    with call.world.lock:
        for flag in call.world.flags:
            case = call.world.cases[flag["record_id"]]
            mine = flag["flagged_by"] == call.user.user_name or query.get("flagged_by_me") != "true"
            active = not flag["removed"] or query.get("active_only") != "true"
            if mine and active and call.user.role.scope != "all" and call.user.covers(case.data):
                rows.append(shown(call, flag, case))
    rows.sort(key=lambda flag: str(flag["date"]), reverse=True)
    return Reply(200, call.page_of(rows))
