"""What an administrator or the adapter reads and sets up: forms, version, users, roles."""

from typing import Any

from lif_adapter_primero.testing.calls import Call
from lif_adapter_primero.testing.people import Role, User, shown_user
from lif_adapter_primero.testing.refusal import Refusal, Reply

VERSION = "2.14.5.1"


def forms(call: Call) -> Reply:
    """``GET /forms``: all of them, whatever page is asked for, for every role."""
    return Reply(200, {"data": call.world.forms.listed()})


def form(call: Call, _number: str) -> Reply:
    """``GET /forms/:id``: for administrators."""
    call.need("read", resource="metadata")
    raise Refusal.unrouted()


def version(call: Call) -> Reply:
    """``GET /contact_information``."""
    return Reply(200, {"data": {"name": "administrator", "system_version": VERSION}})


def user(call: Call, number: str) -> Reply:
    """``GET /users/:id``: oneself, or others with the permission."""
    if str(call.user.id) != number:
        call.need("read", resource="user")
    found = [user for user in call.world.people.users.values() if str(user.id) == number]
    if not found:
        raise Refusal.not_found(call.path, "User", number)
    return Reply(200, {"data": shown_user(found[0], call.request.query.get("extended") == "true")})


def users(call: Call) -> Reply:
    """``GET /users``: for who may manage people."""
    call.need("read", resource="user")
    return Reply(200, call.page_of([shown_user(user) for user in call.world.people.users.values()]))


def create_user(call: Call) -> Reply:
    """``POST /users``."""
    call.need("create", resource="user")
    given, people = call.request.data, call.world.people
    made = User(
        given["user_name"],
        given["password"],
        people.roles[given["role_unique_id"]],
        tuple(given["user_group_unique_ids"]),
        given["full_name"],
    )
    return Reply(200, {"data": shown_user(people.add_user(made))})


def create_role(call: Call) -> Reply:
    """``POST /roles``."""
    call.need("create", resource="role")
    given = call.request.data
    made = Role(
        given["unique_id"],
        given["group_permission"],
        given["permissions"],
        given["form_section_read_write"],
        name=given["name"],
    )
    return Reply(200, {"data": call.world.people.add_role(made).shown()})


def change_role(call: Call, number: str) -> Reply:
    """``PATCH /roles/:id``: nobody changes the role they hold."""
    call.need("write", resource="role")
    role = _role(call, number)
    if role is call.user.role:
        raise Refusal.forbidden(call.path)
    given: dict[str, Any] = call.request.data
    role.forms = given.get("form_section_read_write", role.forms)
    role.scope = given.get("group_permission", role.scope)
    role.permissions = given.get("permissions", role.permissions)
    return Reply(200, {"data": role.shown()})


def show_role(call: Call, number: str) -> Reply:
    """``GET /roles/:id``: by its number, never by its name."""
    call.need("read", resource="role")
    return Reply(200, {"data": _role(call, number).shown()})


def refuse(resource: str) -> Any:
    """A reader of something the fake keeps nothing of: only who may not see it is told so."""

    def handler(call: Call, *_ids: str) -> Reply:
        call.need("read", resource=resource)
        raise Refusal.unrouted()

    return handler


def _role(call: Call, number: str) -> Role:
    found = [role for role in call.world.people.roles.values() if str(role.id) == number]
    if not found:
        raise Refusal.not_found(call.path, "Role", number)
    return found[0]
