"""Alerts and the change log over the API."""

import re

from lif_adapter_primero.testing.calls import Call
from lif_adapter_primero.testing.deriving import alert_types
from lif_adapter_primero.testing.refusal import Refusal, Reply
from lif_adapter_primero.testing.world import Draft


def change_log(call: Call, case_id: str) -> Reply:
    """``GET /cases/:id/record_history``: newest first; not limited to the role's forms."""
    case = call.find(case_id)
    call.need("read", "change_log")
    call.need_scope(case)
    wanted: set[str] = set()
    for name, value in call.request.query.items():
        # Without an index the filter is passed over and the whole log comes back.
        if re.fullmatch(r"filters\[field_names\]\[\d+\]", name):
            wanted.add(value)
        elif re.fullmatch(r"filters\[form_unique_ids\]\[\d+\]", name):
            wanted |= {"no field of this form", *call.world.forms.forms.get(value, ())}
    with call.world.lock:
        entries = [
            entry
            for entry in reversed(case.history)
            if not wanted or any(wanted & changed.keys() for changed in entry["record_changes"])
        ]
    return Reply(200, call.page_of(entries))


def list_alerts(call: Call, case_id: str) -> Reply:
    """``GET /cases/:id/alerts``."""
    case = call.find(case_id)
    call.need("read")
    call.need_scope(case)
    return Reply(200, {"data": list(case.alerts)})


def delete_alert(call: Call, case_id: str, alert_id: str) -> Reply:
    """``DELETE /cases/:id/alerts/:unique_id``."""
    case = call.find(case_id)
    call.need("remove_alert")
    kept = [alert for alert in case.alerts if alert["unique_id"] != alert_id]
    if len(kept) == len(case.alerts):
        raise Refusal.listed(call.path, 404, "Not Found", "ActiveRecord::RecordNotFound")

    def apply(draft: Draft) -> None:
        case.alerts = kept
        draft.data["current_alert_types"] = alert_types(case)

    call.world.save(case, call.user, apply)
    return Reply(204)


def count_alerts(call: Call) -> Reply:
    """``GET /alerts``: open cases with alerts in the scope; 200 for every role."""
    with call.world.lock:
        count = sum(
            bool(case.alerts) and case.data["status"] == "open" and call.user.covers(case.data)
            for case in call.world.cases.values()
        )
    return Reply(200, {"data": {"case": count, "incident": 0, "tracing_request": 0}})
