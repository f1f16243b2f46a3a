"""Webhooks: a hint that a case may have changed, never more.

A delivery carries no event, number, time or signature, shows the state when sent, may be lost and is never sent
again. So nothing of its content is used but the case's id; the case is then read, and the sweep runs besides.
"""

import hmac
import json
import re
from typing import Final

from lif_adapter_primero.errors import ForgedHint
from lif_adapter_primero.sign_in import Secret

LARGEST: Final = 2_000_000
"""Bytes of a delivery that are looked at: a case with all its forms is far smaller."""
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def hinted_case(body: bytes, given_key: str | None, key: Secret) -> str | None:
    """The id of the case a delivery is about; None if it is about no case or cannot be read.

    ``given_key`` is the header ``X-Api-Key``. Raises `ForgedHint` if it is not the agreed key.
    """
    if not hmac.compare_digest((given_key or "").encode(), key.reveal().encode()) or not key.reveal():
        raise ForgedHint
    if len(body) > LARGEST:
        return None
    try:
        data = json.loads(body)["data"]
        kind, case_id = data["record_type"], data["record_id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return case_id if kind == "case" and isinstance(case_id, str) and _UUID.fullmatch(case_id) else None
