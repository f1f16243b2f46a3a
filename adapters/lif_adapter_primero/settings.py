"""The settings of a connection with Primero: what there is, and how texts and files become values.

A setting may come as a value or as a text from a command line; a table (the field map, words) may be the name of a
TOML or JSON file. Nothing here goes to the network.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as File
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lif_adapter_primero.adapter import SETTINGS, SHOWN_AS, SIGN_INS
from lif_adapter_primero.fields import FieldMap, default_fields, read_fields
from lif_adapter_primero.replies import DONE, WRONG, Words
from lif_adapter_primero.sign_in import Secret
from lif_adapter_primero.subform import Subform, read_subform
from lif_plugin.errors import BadSetting

_LONGEST_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Connection:
    """The settings of one connection, checked."""

    address: str
    user_name: str
    password: Secret
    user_id: int
    sign_in: str
    field_map: FieldMap
    zone: ZoneInfo
    settle_ms: int
    apart_ms: int
    timeout_s: float
    show: str
    note_subject: str
    subform: Subform | None
    words: Words
    withdrawn: str
    webhook_key: Secret


def read_settings(given: Mapping[str, Any], secrets: Mapping[str, str]) -> Connection:
    """Check settings. Raises `BadSetting`, naming the setting and never a secret."""
    known = {one.name: one for one in SETTINGS}
    if odd := sorted((given.keys() | secrets.keys()) - known.keys()):
        raise BadSetting(f"There is no setting {odd[0]!r}.", hint=f"There are: {', '.join(known)}.")
    values = {one.name: given.get(one.name, one.default) for one in SETTINGS if not one.secret}
    for one in SETTINGS:
        if one.required and not (secrets if one.secret else values).get(one.name):
            raise BadSetting(f"{one.name} is missing: {one.meaning}.", hint="Give it to `lif connect`.")
    show = _one_of("show", values["show"], SHOWN_AS)
    subform = read_subform(values["subform"]) if values["subform"] else None
    if show == "subform" and subform is None:
        raise BadSetting("show is subform, and no subform is named.", hint="Set subform to form/subform.")
    return Connection(
        address=str(values["address"]),
        user_name=str(values["user_name"]),
        password=Secret(secrets["password"]),
        user_id=int(_number("user_id", values["user_id"], 1 << 53)),
        sign_in=_one_of("sign_in", values["sign_in"], SIGN_INS),
        field_map=read_fields(fields) if (fields := _table("fields", values["fields"])) else default_fields(),
        zone=_zone(values["zone"]),
        settle_ms=round(1000 * _number("settle", values["settle"], _LONGEST_S)),
        apart_ms=round(1000 * _number("apart", values["apart"], _LONGEST_S)),
        timeout_s=_number("timeout", values["timeout"], _LONGEST_S),
        show=show,
        note_subject=str(values["note_subject"]),
        subform=subform,
        words=_words(_table("words", values["words"])),
        withdrawn=str(values["withdrawn"] or ""),
        webhook_key=Secret(secrets.get("webhook_key") or ""),
    )


def _one_of(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadSetting(f"{name} is one of {', '.join(allowed)}.", hint=f"Change {name}.")
    return str(value)


def _number(name: str, value: Any, at_most: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1
    if isinstance(value, bool) or not 0 <= number <= at_most:
        raise BadSetting(f"{name} is a number from 0 to {at_most:g}.", hint=f"Change {name}.")
    return number


def _zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSetting("zone is no time zone.", hint="Use a name such as Africa/Nairobi.") from None


def _table(name: str, value: Any) -> Mapping[str, Any]:
    """A table as it is, or read from a file by its name. Nothing of a file's text gets into an error."""
    if isinstance(value, Mapping):
        return value
    if value in {None, ""}:
        return {}
    try:
        text = File(str(value)).read_text("utf-8")
        read = json.loads(text) if str(value).endswith(".json") else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise BadSetting(
            f"{name} names no file that can be read as TOML or JSON.", hint=f"Change {name}."
        ) from error
    if not isinstance(read, dict):
        raise BadSetting(f"The file that {name} names holds no table.", hint=f"Mend the file or {name}.")
    return read


def _words(told: Mapping[str, Any]) -> Words:
    if odd := sorted(told.keys() - {"done", "wrong", "reasons"}):
        raise BadSetting(f"words has no {odd[0]!r}.", hint="Its tables are done, wrong and reasons.")
    reasons = told.get("reasons") or {}
    if not isinstance(reasons, Mapping):
        raise BadSetting("words.reasons is a table from a reason's code to words.", hint="Change words.")
    return Words(
        _texts(told.get("done", DONE)),
        _texts(told.get("wrong", WRONG)),
        MappingProxyType({str(code): _texts(words) for code, words in reasons.items()}),
    )


def _texts(told: Any) -> tuple[str, ...]:
    listed = [told] if isinstance(told, str) else told
    if not isinstance(listed, list | tuple) or not all(
        isinstance(one, str) and one.strip() for one in listed
    ):
        raise BadSetting("Words of answers are lists of words.", hint="Change words.")
    return tuple(listed)
