"""What the server works out when a record is saved: name, closure, dates of follow-ups, alerts for the owner."""

from typing import Any

from lif_adapter_primero.testing.people import User
from lif_adapter_primero.testing.world import Case, Draft, World

# Fields whose change by somebody else raises an alert, and the form the alert is for.
ALERTING = {"notes_section": "notes", "services_section": "services"}


def derive(world: World, data: dict[str, Any], before: dict[str, Any]) -> None:
    """Work out the fields that follow from others."""
    parts = [data.get(part) for part in ("name_first", "name_middle", "name_last")]
    if any(parts):
        data["name"] = " ".join(part for part in parts if part)
    if data.get("status") == "closed" and before.get("status") != "closed":
        data["workflow"] = "closed"
        data.setdefault("date_closure", world.today())
    if "services_section" in data:
        days = [row.get("service_implemented_day_time") for row in data["services_section"]]
        data["service_implemented_day_times"] = [day for day in days if day]
        data.setdefault("service_due_dates", [])
    if "followup_subform_section" in data:
        _follow_ups(data)


def _follow_ups(data: dict[str, Any]) -> None:
    rows = data["followup_subform_section"]
    done = [row["followup_date"] for row in rows if row.get("followup_date")]
    due = [
        row["followup_needed_by_date"]
        for row in rows
        if row.get("followup_needed_by_date") and not row.get("followup_date")
    ]
    data["followup_dates"] = done
    data["followup_due_dates"] = due
    planned = "follow_ups_planned" if due else "follow_ups_implemented"
    data["followup_status"] = planned if rows else "follow_ups_not_planned"


def mark_editor(data: dict[str, Any], user: User) -> None:
    """Note who saved, and whether that was somebody other than the owner."""
    data["last_updated_by"] = user.user_name
    data["not_edited_by_owner"] = user.user_name != data.get("owned_by")


def raise_alerts(world: World, draft: Draft, user: User) -> None:
    """Tell the owner of changes by others; the owner's own save clears what was told."""
    case = draft.case
    if user.user_name == draft.data.get("owned_by"):
        case.alerts = [alert for alert in case.alerts if alert["alert_for"] != "field_change"]
    else:
        for name, form in ALERTING.items():
            if draft.data.get(name) != draft.before.get(name):
                add_alert(world, case, "field_change", form, form)
    draft.data["current_alert_types"] = alert_types(case)


def add_alert(world: World, case: Case, cause: str, kind: str, form: str) -> None:
    """Raise an alert; one of the same type is replaced."""
    case.alerts = [alert for alert in case.alerts if (alert["alert_for"], alert["type"]) != (cause, kind)]
    case.alerts.append(
        {
            "alert_for": cause,
            "type": kind,
            "date": world.today(),
            "form_unique_id": form,
            "unique_id": world.new_id(),
        }
    )


def alert_types(case: Case) -> list[str]:
    """The types of a case's alerts, in the order they were raised."""
    return list(dict.fromkeys(alert["type"] for alert in case.alerts))
