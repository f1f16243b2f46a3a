"""Webhook signatures: the specification's own vectors, the package of that name, and what is refused."""

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from lif_plugin.errors import BadSetting
from lif_plugin.flow.signing import (
    WebhookRefused,
    check_key,
    headers_of,
    make_private,
    make_secret,
    public_of,
    sign,
    verify,
)

# The examples of the specification's own libraries.
SHARED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PRIVATE = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk="
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = 1614265330
BODY = b'{"test": 2432232314}'
SYMMETRIC = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
ASYMMETRIC = "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="
OTHER = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="


def headers(signature: str = SYMMETRIC, **changed: str) -> dict[str, str]:
    return {
        "webhook-id": MESSAGE,
        "webhook-timestamp": str(AT),
        "webhook-signature": signature,
    } | {name.replace("_", "-"): value for name, value in changed.items()}


@pytest.mark.parametrize(("key", "signature"), [(SHARED, SYMMETRIC), (PRIVATE, ASYMMETRIC)])
def test_the_specifications_vector_is_signed_and_verified(key: str, signature: str) -> None:
    assert sign(key, MESSAGE, AT, BODY) == signature
    assert verify([key], headers(signature), BODY, AT) == MESSAGE


def test_who_has_the_public_key_alone_can_verify() -> None:
    assert verify([public_of(PRIVATE)], headers(ASYMMETRIC), BODY, AT) == MESSAGE
    with pytest.raises(BadSetting):
        sign(public_of(PRIVATE), MESSAGE, AT, BODY)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook_id": ""},
        {"webhook_id": "msg_another"},
        {"webhook_timestamp": ""},
        {"webhook_timestamp": "soon"},
        {"webhook_timestamp": str(AT + 1)},
        {"webhook_signature": ""},
        {"webhook_signature": OTHER},
        {"webhook_signature": "v1,"},
        {"webhook_signature": "v1"},
        {"webhook_signature": "v1,%%%"},
        {"webhook_signature": SYMMETRIC.replace("v1,", "v2,")},
        {"webhook_signature": SYMMETRIC.replace("v1,", "v1a,")},
    ],
)
def test_what_is_not_signed_so_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(WebhookRefused):
        verify([SHARED], headers(**changed), BODY, AT)


def test_another_body_is_refused() -> None:
    with pytest.raises(WebhookRefused):
        verify([SHARED], headers(), BODY + b" ", AT)


@pytest.mark.parametrize(("late", "taken"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_five_minutes_are_tolerated(late: int, taken: bool) -> None:
    if taken:
        assert verify([SHARED], headers(), BODY, AT + late) == MESSAGE
        return
    with pytest.raises(WebhookRefused, match="five minutes"):
        verify([SHARED], headers(), BODY, AT + late)


def test_one_of_several_signatures_is_enough() -> None:
    assert verify([SHARED], headers(f"{OTHER} v2,x {SYMMETRIC} {OTHER}"), BODY, AT) == MESSAGE


def test_while_a_key_is_rotated_both_sign_and_either_verifies() -> None:
    old, new = make_secret(), make_secret()
    made = headers_of([new, old], MESSAGE, AT, BODY)
    assert made["webhook-signature"].count("v1,") == 2
    assert [verify([key], made, BODY, AT) for key in (old, new)] == [MESSAGE, MESSAGE]


def test_no_key_verifies_nothing() -> None:
    with pytest.raises(WebhookRefused):
        verify([], headers(), BODY, AT)


@pytest.mark.parametrize("size", [23, 65])
def test_a_secret_of_another_length_is_none(size: int) -> None:
    with pytest.raises(BadSetting, match="24 to 64"):
        check_key("whsec_" + base64.b64encode(b"x" * size).decode())


@pytest.mark.parametrize("key", ["whsk_%%%", "whsk_QUJD", "whpk_QUJD"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(BadSetting):
        check_key(key)


@pytest.mark.parametrize(
    "key", [make_secret(), make_private(), public_of(make_private())], ids=["secret", "private", "public"]
)
def test_what_is_made_here_is_a_key(key: str) -> None:
    check_key(key)


@given(st.dictionaries(st.text(), st.text(), max_size=3), st.uuids())
def test_the_package_verifies_what_is_signed_here(data: dict[str, str], number: object) -> None:
    key, now = make_secret(), int(datetime.now(UTC).timestamp())
    body = json.dumps(data).encode()
    assert Webhook(key).verify(body, headers_of([key], f"msg_{number}", now, body)) == data


@given(st.dictionaries(st.text(), st.text(), max_size=3), st.uuids())
def test_what_the_package_signs_is_verified_here(data: dict[str, str], number: object) -> None:
    key, now = make_secret(), datetime.now(UTC)
    body = json.dumps(data)
    signature = Webhook(key).sign(f"msg_{number}", now, body)
    given_headers = headers_of([key], f"msg_{number}", int(now.timestamp()), b"") | {
        "webhook-signature": signature
    }
    assert verify([key], given_headers, body.encode(), int(now.timestamp())) == f"msg_{number}"


def test_both_refuse_the_same_forgery() -> None:
    key, now = make_secret(), int(datetime.now(UTC).timestamp())
    forged = headers_of([make_secret()], MESSAGE, now, BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(key).verify(BODY, forged)
    with pytest.raises(WebhookRefused):
        verify([key], forged, BODY, now)
