"""Cases over the API: create, read, change, disable, each with the server's silences."""

from typing import Any, Final

from lif_adapter_primero.testing.calls import Call
from lif_adapter_primero.testing.deriving import derive, mark_editor, raise_alerts
from lif_adapter_primero.testing.merging import merge, pointers
from lif_adapter_primero.testing.people import User
from lif_adapter_primero.testing.refusal import Refusal, Reply
from lif_adapter_primero.testing.world import Case, Draft, World
from lif_adapter_primero.times import parse_day

SHORT: Final = frozenset(
    "id enabled age sex name status owned_by short_id workflow module_id created_at case_id_display "
    "registration_date owned_by_agency_id record_in_scope flag_count alert_count photo photos".split()
)
_BY_ACTION: Final = {
    "add_note": None,
    "close": frozenset({"status", "workflow", "date_closure"}),
    "reopen": frozenset({"status", "workflow"}),
}
"""Actions a write may be named by; for some the answer shows these fields alone."""

_EMPTY: Final[dict[str, Any]] = {
    "family_id": None,
    "family_number": None,
    "family_details_section": [],
    "photo": None,
    "upload_bid_document": [],
    "other_documents": [],
    "photos": [],
    "recorded_audio": [],
    "incident_details": [],
    "name": None,
}
"""Fields that are always there for who may see them, entered or not."""


def row(call: Call, case: Case, fields: str | None) -> dict[str, Any]:
    """A case as the caller sees it: the fields asked for, of those the role may read."""
    world, data = call.world, case.data
    whole = {
        **_EMPTY,
        **data,
        "record_in_scope": call.user.covers(data),
        "flag_count": world.open_flags(case),
        "alert_count": len(case.alerts),
    }
    shown = world.forms.visible(call.user.role.forms)
    if fields == "short":
        shown &= SHORT
    elif fields:
        shown &= frozenset(fields.split(",")) - {"record_in_scope"}
    always = {"id": case.id, "enabled": data["record_state"], "last_updated_at": data["last_updated_at"]}
    return {name: value for name, value in whole.items() if name in shown} | always


def show(call: Call, case_id: str) -> Reply:
    """``GET /cases/:id``."""
    case = call.find(case_id)
    call.need("read")
    call.need_scope(case)
    return Reply(200, {"data": row(call, case, call.request.query.get("fields"))})


def create(call: Call) -> Reply:
    """``POST /cases``: 204 and no body where the caller brought the id."""
    world, given = call.world, call.request.data
    call.need("create")
    _refuse_misfits(call, given)
    case_id = given.get("id")
    with world.lock:
        if case_id in world.cases:
            raise Refusal.listed(call.path, 409, "Conflict: A record with this id already exists")
        case = Case(case_id or world.new_id(), {})
        draft = Draft(case, fresh(world, call.user), {}, world.clock.now())
        merge(world, draft.data, given, call.user, note=False)
        derive(world, draft.data, {})
        mark_editor(draft.data, call.user)
        raise_alerts(world, draft, call.user)
        draft.data["last_updated_at"] = world.stamp()
        world.cases[case.id] = case
        changed = world.commit(draft, call.user, "create")
    return Reply(204) if case_id else Reply(200, {"data": _answer(call, case, changed)})


def fresh(world: World, user: User) -> dict[str, Any]:
    """A record before anything is entered, owned by who makes it."""
    long_id = world.new_id()
    owner = {"owned_by": user.user_name, "owned_by_agency_id": user.agency, "owned_by_groups": [*user.groups]}
    names = {"created_by": user.user_name, "created_by_full_name": user.full_name}
    lists = (
        "notes_section reopened_logs transferred_to_users transferred_to_user_groups referred_users "
        "followup_due_dates case_plan_due_dates assessment_due_dates protection_concerns"
    )
    return {
        **{name: [] for name in lists.split()},
        **owner,
        **names,
        "record_state": True,
        "status": "open",
        "registration_date": world.today(),
        "created_organization": user.agency,
        "created_at": world.stamp(),
        "posted_at": world.stamp(),
        "created_by_groups": [*user.groups],
        "owned_by_full_name": user.full_name,
        "associated_user_names": [user.user_name],
        "associated_user_groups": [*user.groups],
        "associated_user_agencies": [user.agency],
        "workflow": "new",
        "flagged": False,
        "referred_users_present": False,
        "has_photo": False,
        "has_case_plan": False,
        "has_incidents": False,
        "case_type": "person",
        "followup_status": "follow_ups_not_planned",
        "unique_identifier": long_id,
        "case_id": long_id,
        "short_id": long_id[-7:],
        "case_id_display": long_id[-7:],
    }


def change(call: Call, case_id: str) -> Reply:
    """``PATCH /cases/:id`` (and ``PUT``, which merges all the same)."""
    case, action = call.find(case_id), call.request.sent.get("record_action")
    note = action == "add_note"
    call.need(action if action in _BY_ACTION else "write")
    if not note:
        call.need_scope(case)
    given = {name: value for name, value in call.request.data.items() if name != "id"}
    _refuse_misfits(call, given)

    def apply(draft: Draft) -> None:
        merge(call.world, draft.data, given, call.user, note)
        derive(call.world, draft.data, draft.before)
        if "mark_synced" in given and call.user.role.may("sync_external"):
            draft.data["sync_status"] = "sent"
        mark_editor(draft.data, call.user)
        raise_alerts(call.world, draft, call.user)

    changed = call.world.save(case, call.user, apply)
    limited = _BY_ACTION.get(str(action))
    if limited is not None:
        changed = {name: value for name, value in changed.items() if name in limited}
    return Reply(200, {"data": _answer(call, case, changed)})


def disable(call: Call, case_id: str) -> Reply:
    """``DELETE /cases/:id``: the record stays, switched off."""
    case = call.find(case_id)
    call.need("enable_disable_record")
    call.need_scope(case)

    def apply(draft: Draft) -> None:
        draft.data["record_state"] = False
        mark_editor(draft.data, call.user)

    call.world.save(case, call.user, apply)
    return Reply(200, {"data": {"id": case.id}})


def sync(call: Call, case_id: str) -> Reply:
    """``POST /cases/:id/sync``: the button that sends ``case.post``."""
    case = call.find(case_id)
    call.need("sync_external")
    for tell in call.world.saved:
        tell(case, "case.post")
    with call.world.lock:
        case.data["sync_status"] = "sending"
    shown = {"record_id": case.id, "record_type": "case", "synced_at": None, "sync_status": "sending"}
    return Reply(200, {"data": shown})


def _refuse_misfits(call: Call, given: dict[str, Any]) -> None:
    if found := pointers(call.world, given):
        raise Refusal.listed(call.path, 422, "Invalid Record JSON", found)
    born = parse_day(given.get("date_of_birth"))
    if born and born > int(call.world.today().replace("-", "")):
        sentence = "Please enter a valid date of birth for this case record"
        raise Refusal.listed(call.path, 422, [sentence], "date_of_birth")


def _answer(call: Call, case: Case, changed: dict[str, Any]) -> dict[str, Any]:
    shown = call.world.forms.visible(call.user.role.forms) - {"last_updated_by", "sync_status"}
    always = {
        "id": case.id,
        "enabled": case.data["record_state"],
        "last_updated_at": case.data["last_updated_at"],
    }
    return {name: value for name, value in changed.items() if name in shown} | always
