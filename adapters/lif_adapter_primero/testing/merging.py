"""Checks the data of a write and merges it into a record: what is refused, what is dropped in silence."""

import re
from typing import Any, Final

from lif_adapter_primero.testing.forms import MODULE, Field
from lif_adapter_primero.testing.people import User
from lif_adapter_primero.testing.world import World
from lif_adapter_primero.times import format_time, parse_day, parse_time

_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ROW_ID: Final = Field("unique_id", "uuid", None)


def pointers(world: World, given: dict[str, Any]) -> list[str]:
    """Where the data does not fit its types, as JSON pointers; fields nobody knows are not looked at."""
    found = [] if _fits(Field("id", "uuid", None), given.get("id")) else ["/id"]
    for name, value in given.items():
        field = world.forms.find(name)
        if field is None:
            continue
        if field.nested and isinstance(value, list):
            found += _rows(world, f"/{name}", field.nested, value)
        elif not _fits(field, value):
            found.append(f"/{name}")
    return found


def _rows(world: World, where: str, nested: str, rows: list[Any]) -> list[str]:
    known = {**world.forms.forms.get(nested, {}), "unique_id": _ROW_ID}
    return [
        f"{where}/{number}/{name}"
        for number, row in enumerate(rows)
        if isinstance(row, dict)
        for name, value in row.items()
        if name in known and not _fits(known[name], value)
    ]


def _fits(field: Field, value: Any) -> bool:
    if value is None or field.many:
        return True
    match field.type:
        case "uuid":
            return isinstance(value, str) and _UUID.fullmatch(value) is not None
        case "numeric_field":
            return type(value) is int
        case "date_field":
            return (
                isinstance(value, str) and _DAY.fullmatch(value) is not None and parse_day(value) is not None
            )
        case "date_time_field":
            return parse_time(value) is not None
        case "tick_box":
            return isinstance(value, bool | str)
        case "select_box":
            return isinstance(value, str | bool)
        case "module":
            return bool(value == MODULE)
        case "subform":
            return isinstance(value, list)
        case _:
            return isinstance(value, str)


def merge(world: World, data: dict[str, Any], given: dict[str, Any], user: User, note: bool) -> None:
    """Merge what was sent into a record: unknown and ungranted fields and misfit values are dropped.

    ``note`` is a write by ``add_note``: of the forms it takes the notes alone, but the record's own keys
    as any write does (recorded: such a write closed a case).
    """
    for name, value in given.items():
        field = world.forms.find(name)
        allowed = (note and name == "notes_section") or world.forms.writable(name, user.role.forms)
        if field is None or not allowed or name in {"case_id", "short_id", "case_id_display"}:
            continue
        if field.form is not None and not (data.get("module_id") or given.get("module_id")):
            # A record of no module has no forms.
            continue
        if field.nested:
            _merge_rows(world, data, name, value or [], user)
        elif field.many and value is not None and not isinstance(value, list):
            continue
        elif name == "created_at":
            data[name] = format_time(parse_time(value) or 0)
        elif name == "owned_by":
            _hand_over(world, data, value)
        elif value != data.get(name) or name in data:
            data[name] = value


def _merge_rows(world: World, data: dict[str, Any], name: str, rows: list[Any], user: User) -> None:
    kept = {row["unique_id"]: dict(row) for row in data.get(name) or []}
    for sent in rows:
        row = {key: value for key, value in sent.items() if key not in {"_destroy", "_delete"}}
        row.setdefault("unique_id", world.new_id())
        if sent.get("_destroy"):
            kept.pop(row["unique_id"], None)
            continue
        known = kept.get(row["unique_id"])
        merged = {**(known or {}), **row}
        if known is None and name == "notes_section":
            merged.setdefault("note_date", world.stamp())
            merged["note_created_by"] = user.user_name
        if known is None and name == "services_section":
            merged.setdefault("service_implemented", "not_implemented")
        kept[row["unique_id"]] = merged
    if rows or name in data:
        data[name] = list(kept.values())


def _hand_over(world: World, data: dict[str, Any], user_name: Any) -> None:
    """Give a case to another owner; a name nobody has changes the name alone."""
    before = data.get("owned_by")
    if user_name == before:
        return
    owner = world.people.users.get(str(user_name))
    if data.get("last_updated_at"):
        previous = world.people.users.get(str(before))
        data["previously_owned_by"] = before
        data["previously_owned_by_agency"] = data.get("owned_by_agency_id")
        data["previously_owned_by_full_name"] = previous.full_name if previous else None
    data["owned_by"] = user_name
    data["associated_user_names"] = [user_name]
    if owner:
        data["owned_by_groups"] = list(owner.groups)
        data["owned_by_agency_id"] = owner.agency
        data["owned_by_full_name"] = owner.full_name
