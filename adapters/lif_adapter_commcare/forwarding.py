"""Forwarded cases: a hint that a child's case may have changed, never more.

A forward is not signed, may come late, twice, out of order or not at all, and has another shape than the Case API: the
case type stands inside ``properties``. Nothing of its content is used but the case's id; the case is then read.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

from lif_adapter_commcare.errors import ForgedHint
from lif_adapter_commcare.prompts import hangs_on
from lif_adapter_commcare.settings import Connection

LARGEST: Final = 1_000_000
"""Bytes of a forward that are looked at."""


def hinted_case(headers: Mapping[str, str], body: bytes, told: Connection) -> str | None:
    """The child's case a forward is about; None if it is about none, or about what we wrote ourselves.

    A form stub names ids alone, which may be of any case type: polls find what it is about. Raises `ForgedHint`.
    """
    given = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    key = told.webhook_key.reveal()
    if not key or not hmac.compare_digest(_signed_in_with(given).encode(), key.encode()):
        raise ForgedHint
    if len(body) > LARGEST:
        return None
    try:
        case = json.loads(body)
        if case["domain"] != told.domain:
            return None
        case_type = case["properties"]["case_type"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return _child(case, case_type, told)


def _child(case: dict[str, Any], case_type: object, told: Connection) -> str | None:
    if case_type == told.case_map.case_type:
        ref = case.get("case_id")
        return ref if isinstance(ref, str) and ref else None
    if case_type == told.prompt_type:
        ours = bool(told.user_id) and case.get("user_id") == told.user_id
        return None if ours else hangs_on(case, told.prompt_index)
    index = next((index for below, index in told.case_map.below() if below == case_type), None)
    return hangs_on(case, index) if index else None


def _signed_in_with(header: str) -> str:
    """The token or password of an Authorization header; the scheme's name comes in either case."""
    scheme, _, rest = header.strip().partition(" ")
    match scheme.lower():
        case "bearer":
            return rest.strip()
        case "apikey":
            return rest.strip().rpartition(":")[2]
        case "basic":
            try:
                return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
            except (binascii.Error, UnicodeDecodeError):
                return ""
        case _:
            return ""
