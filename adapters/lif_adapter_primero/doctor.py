"""Looks at a server as the account sees it, and lists what would keep prompts from being right or being seen."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from lif_adapter_primero.client import Primero
from lif_adapter_primero.fields import CHOSEN, FieldMap
from lif_adapter_primero.quiet import SETTLE_MS
from lif_adapter_primero.reach import Reach, View, find_view

TRIED: Final = "2.14.5.1"
_ELDEST: Final = (2, 14)
"""In 2.13 and older every change of a flag resolves it."""
_NEEDED: Final = {"flag": ("read", "flag"), "note": ("read", "add_note"), "subform": ("read", "write")}
"""Case permissions by the way prompts are shown."""
_TOO_MUCH: Final = (
    "manage",
    "write",
    "create",
    "assign",
    "export_json",
    "export_csv",
    "export_xls",
    "import",
)


class Weight(StrEnum):
    """How much a finding matters: WRONG must be mended, CARE should be known, FINE is for the record."""

    WRONG = "wrong"
    CARE = "care"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found; ``about`` is a field's name, a permission or a setting."""

    weight: Weight
    about: str
    sentence: str


def examine(
    client: Primero, field_map: FieldMap, user_id: int | None, settle_ms: int, show: str = "flag"
) -> tuple[Finding, ...]:
    """Read version, forms and the account's own grants, and compare them with the map and the settings.

    Writes nothing and reads no case. Without ``user_id`` what the account may see cannot be known.
    """
    findings = [*_version(client.version()), *_settle(settle_ms)]
    if user_id is None:
        sentence = (
            "The account's own number is not set: what it may see cannot be read, so nothing is visible."
        )
        return (*findings, Finding(Weight.WRONG, "user_id", sentence))
    account = client.account(user_id)
    forms = client.forms(field_map.module)
    view = find_view(field_map, forms, account)
    return (
        *findings,
        *_fields(field_map, view),
        *_unused(field_map, forms),
        *_permissions(account, show),
    )


def _version(version: str) -> Iterator[Finding]:
    found = re.match(r"(\d+)\.(\d+)", version)
    if found is None:
        yield Finding(Weight.CARE, "version", "The server does not say its version.")
    elif (int(found[1]), int(found[2])) < _ELDEST:
        sentence = f"Version {version}: before 2.14 every change of a flag resolves it, and little of this was tried."
        yield Finding(Weight.WRONG, "version", sentence)
    elif version != TRIED:
        yield Finding(Weight.CARE, "version", f"Version {version}; the adapter was tried with {TRIED}.")
    else:
        yield Finding(Weight.FINE, "version", f"Version {version}.")


def _settle(settle_ms: int) -> Iterator[Finding]:
    if settle_ms < SETTLE_MS:
        seconds = settle_ms / 1000
        sentence = (
            f"A case is written to {seconds:g} s after its last change; below {SETTLE_MS // 60_000} minutes "
            "somebody's unfinished work may be lost."
        )
        yield Finding(Weight.CARE, "settle", sentence)


def _fields(field_map: FieldMap, view: View) -> Iterator[Finding]:
    for name, reach in sorted(view.reaches.items()):
        where = ", ".join(str(path) for path in field_map.find(name))
        match reach:
            case Reach.UNMAPPED if name in CHOSEN:
                yield Finding(Weight.FINE, name, f"{name} is not mapped, so notes are not read.")
            case Reach.UNMAPPED:
                yield Finding(Weight.CARE, name, f"{name} is not mapped: what needs it cannot be told.")
            case Reach.MISSING:
                yield Finding(
                    Weight.WRONG, name, f"{name} is mapped to {where}, which the server does not have."
                )
            case Reach.HIDDEN:
                sentence = (
                    f"{name} stands in {where}, on a form the account may not read: grant it read-only."
                )
                yield Finding(Weight.WRONG, name, sentence)
            case Reach.OPEN:
                yield Finding(Weight.FINE, name, f"{name} is read from {where}.")


def _unused(field_map: FieldMap, forms: list[dict[str, Any]]) -> Iterator[Finding]:
    """Forms that are mapped but switched off for the people who would fill them in."""
    mapped = {path.form for paths in field_map.paths.values() for path in paths}
    for form in forms:
        if form.get("unique_id") in mapped and form.get("visible") is False and not form.get("is_nested"):
            name = form["unique_id"]
            sentence = f"The form {name} is hidden from workers: nobody can fill in what is read from it."
            yield Finding(Weight.CARE, str(name), sentence)


def _permissions(account: Mapping[str, Any], show: str) -> Iterator[Finding]:
    holds, needed = held(account), _NEEDED[show]
    for action in needed:
        if action not in holds:
            sentence = f"The role lacks the case permission {action!r}."
            yield Finding(Weight.WRONG, f"case:{action}", sentence)
    if more := [action for action in _TOO_MUCH if action in holds and action not in needed]:
        sentence = f"The role may do more than it needs ({', '.join(more)}): take it away."
        yield Finding(Weight.CARE, "role", sentence)
    if account.get("role_group_permission") == "self":
        sentence = (
            "The role's scope is its own cases, of which the account has none: set it to its user groups."
        )
        yield Finding(Weight.WRONG, "scope", sentence)
    elif account.get("role_group_permission") == "all":
        sentence = "The role's scope is every case on the server: limit it to the user groups it serves."
        yield Finding(Weight.CARE, "scope", sentence)


def held(account: Mapping[str, Any]) -> frozenset[str]:
    """The case permissions of an account, as its own user record lists them."""
    listed = (account.get("permissions") or {}).get("list") or ()
    return frozenset(
        action
        for granted in listed
        if granted.get("resource") == "cases"
        for action in granted.get("actions") or ()
    )
