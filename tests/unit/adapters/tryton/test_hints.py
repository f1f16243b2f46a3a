"""A webhook of Tryton's sender gives its case if it was signed just now, and nothing else is believed."""

import base64
import json
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook

from lif_adapter_tryton.errors import ForgedHint
from lif_adapter_tryton.hints import LARGEST, hinted_case
from lif_adapter_tryton.settings import Secret
from tests.assets.tryton_hint import KEY, NOW, hint


def test_a_signed_webhook_names_its_case() -> None:
    headers, body = hint("12")
    assert hinted_case(headers, body, Secret(KEY), NOW * 1000) == "12"


def test_the_package_of_standard_webhooks_signs_as_we_read() -> None:
    body = json.dumps({"type": "assessment.saved", "data": {"case": "12"}})
    signature = Webhook(KEY).sign("msg_1", datetime.fromtimestamp(NOW, UTC), body)
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(NOW), "webhook-signature": signature}
    assert hinted_case(headers, body.encode(), Secret(KEY), NOW * 1000) == "12"


@pytest.mark.parametrize("late", [-301, 301])
def test_one_that_was_sent_long_ago_or_is_from_the_future_is_refused(late: int) -> None:
    headers, body = hint("12")
    with pytest.raises(ForgedHint):
        hinted_case(headers, body, Secret(KEY), (NOW + late) * 1000)


@pytest.mark.parametrize(
    "key", ["", "whsec_", "whsec_%%%", f"whsec_{base64.b64encode(b'another' * 5).decode()}"]
)
def test_another_key_or_none_is_refused(key: str) -> None:
    headers, body = hint("12")
    with pytest.raises(ForgedHint):
        hinted_case(headers, body, Secret(key), NOW * 1000)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_each_header_counts(name: str) -> None:
    headers, body = hint("12")
    with pytest.raises(ForgedHint):
        hinted_case(headers | {name: "1"}, body, Secret(KEY), NOW * 1000)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"data": 1}', json.dumps({"data": {"case": "../users"}}).encode()]
)
def test_signed_nonsense_names_no_case(body: bytes) -> None:
    headers, body = hint("12", body)
    assert hinted_case(headers, body, Secret(KEY), NOW * 1000) is None


def test_what_is_too_large_is_refused() -> None:
    headers, body = hint("12", b" " * (LARGEST + 1))
    with pytest.raises(ForgedHint):
        hinted_case(headers, body, Secret(KEY), NOW * 1000)
