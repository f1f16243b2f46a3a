"""Signing: webhooks signed and verified as Standard Webhooks 1.0 says, by a shared secret or by an ed25519 key.

The package of that name knows no asymmetric keys, takes no clock and stumbles over half a signature, so that this is
our own; tests hold it against the package and against the specification's vectors.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lif_plugin.errors import BadSetting, LifError

SHARED: Final = "whsec_"
PRIVATE: Final = "whsk_"
PUBLIC: Final = "whpk_"
TOLERANCE_SECONDS: Final = 300
_BYTES: Final = range(24, 65)
"""How long a shared secret is."""
_TIME: Final = re.compile(r"[0-9]{1,12}")
_ID_AT_MOST: Final = 256


class WebhookRefused(LifError):
    """This webhook is not signed by a key that is known here, or not just now."""

    code = "webhook_refused"
    hint = "Sign id.timestamp.body with the agreed key, and send it within five minutes."


def make_secret() -> str:
    """Make a secret to share with one other party."""
    return SHARED + base64.b64encode(secrets.token_bytes(32)).decode()


def make_private() -> str:
    """Make a private key of our own."""
    return PRIVATE + base64.b64encode(secrets.token_bytes(32)).decode()


def public_of(key: str) -> str:
    """The public key to a private one: whoever has it can verify and not sign."""
    return PUBLIC + base64.b64encode(_private(key).public_key().public_bytes_raw()).decode()


def check_key(key: str) -> None:
    """Raise `BadSetting` for what is no key."""
    if key.startswith(SHARED):
        if len(_content(key, SHARED)) not in _BYTES:
            raise BadSetting("A shared secret holds 24 to 64 bytes.")
    elif key.startswith(PUBLIC):
        _public(key)
    else:
        _private(key)


def sign(key: str, message_id: str, seconds: int, body: bytes) -> str:
    """Sign a webhook at a time in seconds since 1970: ``v1,…`` by a secret, ``v1a,…`` by a private key."""
    text = _signed(message_id, str(seconds), body)
    if key.startswith(SHARED):
        digest = hmac.digest(_content(key, SHARED), text, hashlib.sha256)
        return f"v1,{base64.b64encode(digest).decode()}"
    return f"v1a,{base64.b64encode(_private(key).sign(text)).decode()}"


def headers_of(keys: Iterable[str], message_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """The headers of a webhook; while a key is rotated there are two, and so two signatures."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(sign(key, message_id, seconds, body) for key in keys),
    }


def verify(keys: Iterable[str], headers: Mapping[str, str], body: bytes, now: int) -> str:
    """Give the id of a webhook signed by any of the keys, at a time in seconds. Raises `WebhookRefused`.

    The names of ``headers`` are in lower case.
    """
    message_id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not 0 < len(message_id) <= _ID_AT_MOST or not _TIME.fullmatch(at):
        raise WebhookRefused
    if abs(now - int(at)) > TOLERANCE_SECONDS:
        raise WebhookRefused("This webhook is older than five minutes, or from the future.")
    text = _signed(message_id, at, body)
    given = [part.partition(",")[::2] for part in headers.get("webhook-signature", "").split(" ")]
    if not any(_fits(key, version, signature, text) for key in keys for version, signature in given):
        raise WebhookRefused
    return message_id


def _fits(key: str, version: str, signature: str, text: bytes) -> bool:
    try:
        raw = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    if version == "v1" and key.startswith(SHARED):
        return hmac.compare_digest(hmac.digest(_content(key, SHARED), text, hashlib.sha256), raw)
    if version == "v1a" and not key.startswith(SHARED):
        public = _public(key) if key.startswith(PUBLIC) else _private(key).public_key()
        try:
            public.verify(raw, text)
        except InvalidSignature:
            return False
        return True
    return False


def _signed(message_id: str, seconds: str, body: bytes) -> bytes:
    return f"{message_id}.{seconds}.".encode() + body


def _content(key: str, prefix: str) -> bytes:
    text = key.removeprefix(prefix)
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSetting("The webhook key is not written in base 64.") from error


def _private(key: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(_content(key, PRIVATE)[:32])
    except ValueError as error:
        raise BadSetting("The webhook key is no ed25519 key.") from error


def _public(key: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(_content(key, PUBLIC))
    except ValueError as error:
        raise BadSetting("The webhook key is no ed25519 key.") from error
