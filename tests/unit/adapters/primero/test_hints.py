"""A webhook gives a case's id to look at, and nothing else is believed."""

import json
from pathlib import Path

import pytest

from lif_adapter_primero.errors import ForgedHint
from lif_adapter_primero.hints import LARGEST, hinted_case
from lif_adapter_primero.sign_in import Secret

KEY = Secret("an invented key")
CASE = "5b1c7f0e-2f5c-4c0a-9d0e-6a2f4f3b9a11"
RECORDED = Path(__file__).parents[3] / "assets" / "primero_recorded" / "08-webhook-deliveries.jsonl"


def _body(kind: str = "case", case_id: object = CASE) -> bytes:
    return json.dumps({"data": {"record_type": kind, "record_id": case_id}}).encode()


def test_every_recorded_delivery_names_its_case() -> None:
    lines = [json.loads(line) for line in RECORDED.read_text("utf-8").splitlines()]
    bodies = [json.dumps(line["delivery"]).encode() for line in lines if "delivery" in line]
    found = {hinted_case(body, "an invented key", KEY) for body in bodies}
    assert (len(bodies), found) == (11, {"fb8d33fe-5b7a-4168-99d0-ffc79b93bf47"})


@pytest.mark.parametrize("given", [None, "", "another", "an invented key "])
def test_a_delivery_without_the_key_is_refused(given: str | None) -> None:
    with pytest.raises(ForgedHint):
        hinted_case(_body(), given, KEY)


def test_without_an_agreed_key_every_delivery_is_refused() -> None:
    with pytest.raises(ForgedHint):
        hinted_case(_body(), "", Secret(""))


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"data": 3}', b"\xff", _body("incident"), _body(case_id="../users"), _body(case_id=3),
     b"[" * 100_000, _body() + b" " * LARGEST],
    ids=range(10),
)  # fmt: skip
def test_what_names_no_case_is_passed_over(body: bytes) -> None:
    assert hinted_case(body, "an invented key", KEY) is None
