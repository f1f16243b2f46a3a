"""CDS tokens: whether the JWT that a CDS client presents proves who calls, for this very address and only once."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import jwt

from lif_plugin.errors import TokenRefused
from lif_plugin.store.used_tokens import Use
from lif_plugin.web.cds_clients import CdsClient, CdsClients

LIVES: Final = 3600
"""The longest that a token may be good for, in seconds: until then its use is remembered."""
LEEWAY: Final = 60
"""How far the client's clock may be off, in seconds."""
_REQUIRED: Final = ("iss", "aud", "exp", "iat", "jti")
_JTI_AT_MOST: Final = 500


def read_token(clients: CdsClients, token: str, url: str, now: int) -> tuple[CdsClient, Use]:
    """Give whose token it is, and what a second use is told by. Raises `TokenRefused`.

    ``url`` is the address that is called, ``now`` in seconds. Nothing of the token is believed before its
    signature: its own words only choose the client whose public keys it is held against.
    """
    try:
        header = jwt.get_unverified_header(token)
        said = jwt.decode(token, options={"verify_signature": False})
    except (jwt.InvalidTokenError, ValueError) as error:
        raise TokenRefused from error
    client = _client(clients, said, header, now)
    key = clients.key_of(client, str(header.get("kid", "")))
    if key is None or header.get("typ") != "JWT" or header.get("alg") != key.algorithm_name:
        raise TokenRefused("The token is not signed by a key known here.")
    try:
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=[key.algorithm_name], audience=url, issuer=client.iss, leeway=LEEWAY,
            options={"require": list(_REQUIRED), "verify_exp": False, "verify_iat": False},
        )  # fmt: skip
    except jwt.InvalidTokenError as error:
        raise TokenRefused from error
    if claims["aud"] not in (url, [url]):
        # Whoever else it is good for could send it here.
        raise TokenRefused("The token is for other addresses too.", hint="Name this address alone as `aud`.")
    return client, _use(client, claims, now)


def _client(clients: CdsClients, said: Mapping[str, Any], header: Mapping[str, Any], now: int) -> CdsClient:
    for one in clients.all():
        fits = one.iss == said.get("iss") and one.tenant in {None, said.get("tenant")}
        if fits and (one.ends_at is None or now < one.ends_at) and header.get("jku") in {None, one.jku}:
            return one
    raise TokenRefused("The token is not signed by a key known here.")


def _use(client: CdsClient, claims: Mapping[str, Any], now: int) -> Use:
    begun, ends, jti = claims["iat"], claims["exp"], claims["jti"]
    if any(isinstance(time, bool) or not isinstance(time, int | float) for time in (begun, ends)):
        raise TokenRefused
    if not begun - LEEWAY <= now < ends + LEEWAY:
        raise TokenRefused("The token has expired.")
    if ends > now + LIVES + LEEWAY:
        raise TokenRefused("The token is good for longer than an hour.", hint="Sign one for each call.")
    if not isinstance(jti, str) or not 0 < len(jti) <= _JTI_AT_MOST:
        raise TokenRefused
    once = hashlib.sha256(jti.encode(errors="surrogatepass")).hexdigest()
    return Use(client.id, once, int(ends + 2 * LEEWAY) * 1000)
