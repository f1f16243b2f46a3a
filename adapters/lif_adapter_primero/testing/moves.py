"""Approvals and hand-overs: what other people do to a case between two of our reads."""

from typing import Any

from lif_adapter_primero.testing.calls import Call
from lif_adapter_primero.testing.deriving import add_alert, alert_types, mark_editor
from lif_adapter_primero.testing.merging import merge
from lif_adapter_primero.testing.refusal import Refusal, Reply
from lif_adapter_primero.testing.world import Case, Draft

_BY_REFERRAL = frozenset(
    "assigned_user_names associated_user_names current_alert_types referred_users referred_users_present".split()
)
FORMS = {"assessment": "assessment", "case_plan": "cp_case_plan", "closure": "closure_form"}


def approve(call: Call, case_id: str, subject: str) -> Reply:
    """``PATCH /cases/:id/approvals/:subject``: asked for by the worker, given or refused by the manager."""
    case, given = call.find(case_id), call.request.data
    status = given.get("approval_status")
    call.need(f"request_approval_{subject}" if status == "requested" else f"approve_{subject}")
    call.need_scope(case)

    def apply(draft: Draft) -> None:
        data, day = draft.data, call.world.today()
        entry: dict[str, Any] = {"approval_date": day, "approval_status": status}
        if status == "requested":
            entry |= {"approval_requested_for": subject, "requested_by": call.user.user_name}
            data[f"approval_status_{subject}"] = "pending"
            add_alert(call.world, case, "approval", subject, FORMS[subject])
            mark_editor(data, call.user)
        else:
            entry |= {"approval_response_for": subject, "approved_by": call.user.user_name}
            entry["approval_manager_comments"] = given.get("notes")
            data[f"approval_status_{subject}"] = status
            data[f"{subject}_approved"] = status == "approved"
            data[f"{subject}_approved_date"] = day
            data[f"{subject}_approved_comments"] = given.get("notes")
            case.alerts = [alert for alert in case.alerts if alert["type"] != subject]
            data["last_updated_by"] = call.user.user_name
        entry["unique_id"] = call.world.new_id()
        data["approval_subforms"] = [*(data.get("approval_subforms") or []), entry]
        data["current_alert_types"] = alert_types(case)
        data["last_updated_by_full_name"] = call.user.full_name
        data["last_updated_organization"] = call.user.agency
        data["flagged"] = call.world.open_flags(case) > 0

    changed = call.world.save(case, call.user, apply)
    shown = {name: value for name, value in changed.items() if name != "last_updated_by"}
    return Reply(200, {"data": {"record": {"id": case.id, "enabled": case.data["record_state"], **shown}}})


def assign(call: Call, case_id: str) -> Reply:
    """``POST /cases/:id/assigns``: another owner from now on."""
    case, given = call.find(case_id), call.request.data
    call.need("assign")
    to = given.get("transitioned_to")
    if to not in call.world.people.users:
        raise Refusal.listed(call.path, 500, "undefined method `user_name' for nil:NilClass")

    def apply(draft: Draft) -> None:
        merge(call.world, draft.data, {"owned_by": to}, call.user, note=False)
        mark_editor(draft.data, call.user)

    changed = call.world.save(case, call.user, apply)
    return _transition(call, case, "Assign", "done", changed)


def refer(call: Call, case_id: str) -> Reply:
    """``POST /cases/:id/referrals``: another worker beside the owner."""
    case, to = call.find(case_id), call.request.data.get("transitioned_to")
    call.need("referral")

    def apply(draft: Draft) -> None:
        data = draft.data
        data["referred_users"] = [*data["referred_users"], to]
        data["referred_users_present"] = True
        data["assigned_user_names"] = [*data.get("assigned_user_names", ()), to]
        data["associated_user_names"] = [*data["associated_user_names"], to]
        add_alert(call.world, case, "referral", "referral", "referral_transfer")
        data["current_alert_types"] = alert_types(case)
        mark_editor(data, call.user)

    changed = call.world.save(case, call.user, apply)
    return _transition(call, case, "Referral", "in_progress", changed)


def list_transitions(call: Call, case_id: str) -> Reply:
    """``GET /cases/:id/transitions``: newest first."""
    case = call.find(case_id)
    call.need("read")
    call.need_scope(case)
    return Reply(
        200, {"data": [told for told in call.world.transitions[::-1] if told["record_id"] == case.id]}
    )


def _transition(call: Call, case: Case, kind: str, status: str, changed: dict[str, Any]) -> Reply:
    given, world, data = call.request.data, call.world, case.data
    to = world.people.users.get(str(given.get("transitioned_to")))
    told: dict[str, Any] = {
        "id": world.new_id(),
        "type": kind,
        "status": status,
        "record_id": case.id,
        "record_type": "case",
        "transitioned_to": given.get("transitioned_to"),
        "transitioned_by": call.user.user_name,
        "remote": False,
        "consent_overridden": bool(given.get("consent_overridden")),
        "consent_individual_transfer": False,
        "created_at": world.stamp(),
        "record_owned_by": data["owned_by"],
        "record_owned_by_agency": data["owned_by_agency_id"],
        "record_owned_by_groups": data["owned_by_groups"],
        "transitioned_by_user_agency": call.user.agency,
        "transitioned_by_user_groups": list(call.user.groups),
        "transitioned_to_user_agency": to.agency if to else None,
        "transitioned_to_user_groups": list(to.groups) if to else [],
        "allow_case_creation": False,
        "record_access_denied": not call.user.covers(data),
        "user_can_accept_or_reject": False,
    }
    if "notes" in given:
        told["notes"] = given["notes"]
    world.transitions.append(told)
    shown = {n: v for n, v in changed.items() if n in _BY_REFERRAL} if kind == "Referral" else {}
    record = {"id": case.id, "enabled": True, "last_updated_at": data["last_updated_at"], **shown}
    return Reply(200, {"data": {**told, "record": record}})
