"""Who signs in to the fake: users, their roles and groups, as the platform's seed configuration has them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

CP_GROUP: Final = "usergroup-primero-cp"
FAMILIES_GROUP: Final = "usergroup-primero-cp-families"
AGENCY: Final = "UNICEF"

_WORKER: Final = (
    "read write flag export_list_view_csv export_csv export_xls export_json export_photowall export_pdf "
    "export_unhcr_csv sync_mobile request_approval_case_plan request_approval_closure search_owned_by_others "
    "incident_from_case create referral_from_service referral receive_referral receive_transfer "
    "view_protection_concerns_filter remove_assigned_users enable_disable_record display_view_page "
    "incident_details_from_case view_photo"
).split()
_DASHBOARDS: Final = (
    "workflow approvals_assessment approvals_case_plan approvals_closure view_response case_risk dash_tasks "
    "case_overview dash_shared_with_others dash_shared_with_me"
).split()
_MANAGER: Final = (
    "read flag add_note close reopen approve_case_plan approve_closure approve_assessment assign_within_user_group"
).split()


@dataclass(slots=True)
class Role:
    """What a group of users may do: permissions by resource, forms by access (``r`` or ``rw``), scope."""

    unique_id: str
    scope: str
    permissions: dict[str, list[str]]
    forms: dict[str, str]
    id: int = 0
    name: str = ""

    def may(self, action: str, resource: str = "case") -> bool:
        """Says whether the role holds a permission; ``manage`` holds all of its resource."""
        held = self.permissions.get(resource, ())
        return action in held or "manage" in held

    def shown(self) -> dict[str, Any]:
        """The role as the API gives it."""
        return {
            "id": self.id,
            "unique_id": self.unique_id,
            "name": self.name or self.unique_id,
            "description": None,
            "group_permission": self.scope,
            "referral_authorization": False,
            "referral": False,
            "transfer": False,
            "disabled": False,
            "is_manager": False,
            "reporting_location_level": None,
            "module_unique_ids": ["primeromodule-cp"],
            "form_section_read_write": self.forms,
            "permissions": {**self.permissions, "objects": {}},
        }


@dataclass(slots=True)
class User:
    """Somebody who signs in."""

    user_name: str
    password: str
    role: Role
    groups: tuple[str, ...] = (CP_GROUP,)
    full_name: str = ""
    id: int = 0
    agency: str = AGENCY
    wrong_passwords: list[int] = field(default_factory=list)

    def covers(self, data: dict[str, Any]) -> bool:
        """Says whether a case lies in the scope of the user's role."""
        match self.role.scope:
            case "self":
                return self.user_name in (data.get("associated_user_names") or [data.get("owned_by")])
            case "group":
                return bool(set(self.groups) & set(data.get("owned_by_groups") or ()))
            case "agency":
                return bool(data.get("owned_by_agency_id") == self.agency)
            case _:
                return True


class People:
    """All users and roles, seeded with those of a fresh server; numbers go on from there."""

    def __init__(self, all_forms: Iterable[str], password: str) -> None:
        self.users: dict[str, User] = {}
        self.roles: dict[str, Role] = {}
        everything = dict.fromkeys(all_forms, "rw")
        superuser = Role(
            "role-superuser",
            "all",
            {
                name: ["manage"]
                for name in ("case", "role", "user", "agency", "system", "incident", "metadata", "audit_log")
            },
            everything,
            12,
        )
        granted = {"case": [*_WORKER], "incident": ["read", "write", "create"], "dashboard": [*_DASHBOARDS]}
        worker = Role("role-cp-case-worker", "self", granted, everything, 2)
        manager = Role("role-cp-manager", "group", {"case": [*_MANAGER]}, everything, 4)
        user_manager = Role(
            "role-cp-user-manager", "group", {"case": ["read"], "user": ["read"]}, everything, 5
        )
        agency_admin = Role("role-agency-user-admin", "agency", {"user": ["manage"]}, {}, 6)
        seeds = (
            (
                1,
                "primero",
                "System Superuser",
                superuser,
                (CP_GROUP, "usergroup-primero-ftr", FAMILIES_GROUP),
            ),
            (4, "primero_cp", "CP Worker", worker, (CP_GROUP,)),
            (5, "primero_cp_fam", "CP Worker Families", worker, (FAMILIES_GROUP,)),
            (6, "primero_mgr_cp", "CP Manager", manager, (CP_GROUP,)),
            (10, "primero_cp_ar", "CP Worker AR", worker, (CP_GROUP,)),
            (11, "primero_user_mgr_cp", "CP User Manager", user_manager, (CP_GROUP,)),
            (12, "agency_user_admin", "Agency User Admin", agency_admin, (CP_GROUP,)),
        )
        for number, user_name, full_name, role, groups in seeds:
            self.roles[role.unique_id] = role
            self.users[user_name] = User(user_name, password, role, groups, full_name, number)

    def add_role(self, role: Role) -> Role:
        """Take a role in, numbered."""
        role.id = role.id or max(14, 1 + max(known.id for known in self.roles.values()))
        self.roles[role.unique_id] = role
        return role

    def add_user(self, user: User) -> User:
        """Take a user in, numbered."""
        user.id = user.id or 1 + max(known.id for known in self.users.values())
        self.users[user.user_name] = user
        return user


def shown_user(user: User, resources: bool = False) -> dict[str, Any]:
    """A user as the API gives it; ``resources`` adds what ``?extended=true`` does: forms and permissions."""
    shown: dict[str, Any] = {
        "id": user.id,
        "full_name": user.full_name or user.user_name,
        "user_name": user.user_name,
        "disabled": False,
        "module_unique_ids": ["primeromodule-cp"],
        "role_unique_id": user.role.unique_id,
        "role_group_permission": user.role.scope,
        "user_group_unique_ids": list(user.groups),
    }
    if resources:
        shown["permissions"] = {
            "list": [
                {"resource": f"{resource}s", "actions": list(actions)}
                for resource, actions in user.role.permissions.items()
            ]
        }
        shown["permitted_form_unique_ids"] = list(user.role.forms)
        shown["permitted_form"] = dict(user.role.forms)
    return shown
