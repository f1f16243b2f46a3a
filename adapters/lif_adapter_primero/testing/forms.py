"""The forms of the fake: which fields there are, of which type, on which form, and who may see or write them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

CORE: Final = frozenset(
    "id enabled age sex status flagged owned_by short_id workflow case_type has_photo module_id created_at "
    "created_by date_closure record_state has_incidents reopened_logs referred_users case_id_display "
    "last_updated_at last_updated_by owned_by_groups registration_date owned_by_agency_id "
    "current_alert_types not_edited_by_owner created_organization transferred_to_users "
    "associated_user_names referred_users_present transferred_to_user_groups record_in_scope flag_count "
    "alert_count family_id followup_dates previously_owned_by previously_owned_by_agency sync_status "
    "synced_at approval_subforms transfer_status".split()
)
"""What every role sees of a case, whatever forms it was granted (recorded with a role of one form)."""

_BESIDE: Final = {
    "has_case_plan": "cp_case_plan",
    "photo": "photos_and_audio",
    "service_implemented_day_times": "services",
    "case_plan_approved": "cp_case_plan",
    "case_plan_approved_date": "cp_case_plan",
    "case_plan_approved_comments": "cp_case_plan",
}
"""Fields the server computes, and the form that shows them."""

_SETTABLE: Final = {
    "status": "core",
    "workflow": "core",
    "owned_by": "core",
    "record_state": "tick_box",
    "created_at": "date_time_field",
    "module_id": "module",
    "urgent_protection_concern": "select_box",
}
"""Keys of the record itself that a write takes from anybody who may write at all (also by ``add_note``)."""

MODULE: Final = "primeromodule-cp"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its type, the form it stands on (None: of the record itself) and the nested form of a subform."""

    name: str
    type: str
    form: str | None
    many: bool = False
    nested: str | None = None


class Forms:
    """All forms of the fake, as read from ``forms.toml`` and what a test adds."""

    def __init__(self) -> None:
        path = Path(__file__).with_name("forms.toml")
        self.forms: dict[str, dict[str, Field]] = {}
        for form, fields in tomllib.loads(path.read_text("utf-8")).items():
            self.forms[form] = {}
            for name, kind in fields.items():
                self.add(form, name, kind)

    def add(self, form: str, name: str, kind: str) -> None:
        """Put a field on a form, making the form if it is new. Kinds are written as in ``forms.toml``."""
        plain, _, nested = kind.removesuffix("[]").partition(":")
        self.forms.setdefault(form, {})[name] = Field(name, plain, form, kind.endswith("[]"), nested or None)

    def remove(self, form: str, name: str) -> None:
        """Take a field off a form, as an administrator of the platform may."""
        del self.forms[form][name]

    @property
    def nested(self) -> frozenset[str]:
        """The forms that are subforms of another."""
        return frozenset(
            field.nested for fields in self.forms.values() for field in fields.values() if field.nested
        )

    def find(self, name: str) -> Field | None:
        """The field of a case by this name, or None."""
        for form, fields in self.forms.items():
            if name in fields and form not in self.nested:
                return fields[name]
        kind = _SETTABLE.get(name)
        return Field(name, kind, None) if kind else None

    def visible(self, granted: dict[str, str]) -> frozenset[str]:
        """The names a role with these forms may read."""
        shown = {name for form in granted for name in self.forms.get(form, ()) if form not in self.nested}
        return CORE | shown | {name for name, form in _BESIDE.items() if form in granted}

    def writable(self, name: str, granted: dict[str, str]) -> bool:
        """Says whether a role with these forms may write a field; the record's own keys always."""
        field = self.find(name)
        if field is None:
            return False
        if name in _SETTABLE:
            return True
        return any(level == "rw" and name in self.forms.get(form, ()) for form, level in granted.items())

    def listed(self) -> list[dict[str, Any]]:
        """All forms as ``GET /forms`` gives them; labels are the fake's own."""
        nested = self.nested
        numbers = {form: number for number, form in enumerate(self.forms, 1)}
        return [
            {
                "id": numbers[form],
                "unique_id": form,
                "name": {"en": form.replace("_", " ")},
                "parent_form": "case",
                "visible": form not in nested and form != "child_wishes",
                "is_nested": form in nested,
                "module_ids": [MODULE],
                "fields": [_shown(field, numbers) for field in fields.values()],
            }
            for form, fields in self.forms.items()
        ]


def _shown(field: Field, numbers: dict[str, int]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": field.name,
        "type": field.type if field.type != "date_time_field" else "date_field",
        "multi_select": field.many,
        "display_name": {"en": field.name.replace("_", " ")},
        "date_include_time": field.type == "date_time_field",
    }
    if field.nested:
        shown["subform_section_id"] = numbers.get(field.nested)
    return shown
