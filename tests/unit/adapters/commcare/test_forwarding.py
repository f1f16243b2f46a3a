"""A forwarded case: its sign-in is checked, the child's case is taken, and nothing else."""

import base64
import json
from typing import Any

import pytest

from lif_adapter_commcare.errors import ForgedHint
from lif_adapter_commcare.session import CommCareSession
from lif_adapter_commcare.testing import DOMAIN, SERVICE_ID
from tests.contract.commcare_bench import FORWARDED

BASIC = base64.b64encode(f"commcare:{FORWARDED}".encode()).decode()
SIGNED = {"authorization": f"Bearer {FORWARDED}"}


def _forward(case_type: str, index: str = "", user: str = "worker", **more: Any) -> bytes:
    indices = {index: {"case_id": "c-1", "case_type": "child", "relationship": "child"}} if index else {}
    case = {"domain": DOMAIN, "case_id": "x-1", "user_id": user, "properties": {"case_type": case_type},
            "indices": indices}  # fmt: skip
    return json.dumps(case | more).encode()


@pytest.mark.parametrize(
    ("body", "ref"),
    [
        (_forward("child"), "x-1"),
        (_forward("visit", "parent"), "c-1"),
        (_forward("visit", "host"), None),
        (_forward("practice_prompt", "host"), "c-1"),
        (_forward("practice_prompt", "host", user=SERVICE_ID), None),
        (_forward("household"), None),
        (_forward("child", domain="another"), None),
        (b'{"form_id": "f-1", "received_on": "2026-02-03T10:11:14Z", "case_ids": ["x-1"]}', None),
        (b"[" * 100_000, None),
        (b" " * 1_000_001, None),
    ],
)
def test_it_names_the_childs_case_or_none(session: CommCareSession, body: bytes, ref: str | None) -> None:
    assert session.hint(SIGNED, body) == ref


@pytest.mark.parametrize(
    "header", [f"bearer {FORWARDED}", f"Basic {BASIC}", f"BASIC {BASIC}", f"ApiKey somebody:{FORWARDED}"]
)
def test_each_way_of_signing_in_is_taken(session: CommCareSession, header: str) -> None:
    assert session.hint({"Authorization": header}, _forward("child")) == "x-1"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer other", "Basic !", f"Digest {FORWARDED}", "Bearer é"]
)
def test_without_it_nothing_is_taken(session: CommCareSession, header: str) -> None:
    with pytest.raises(ForgedHint):
        session.hint({"Authorization": header}, _forward("child"))
