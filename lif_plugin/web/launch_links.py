"""Launch links: what a case system's link says, and whether it may be believed. Pure but for reading a key.

A signed link names agency, source, case and user; it is good for five minutes and once.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import jwt

from lif_plugin.errors import LifError
from lif_plugin.web.launch_keys import LaunchKey, LaunchKeys, algorithm_of, key_named

GOOD_FOR: Final = 300
"""How old a signed link may be, in seconds."""
AHEAD: Final = 60
"""How far the case system's clock may be ahead of ours, in seconds."""
AUDIENCE: Final = "lif-launch"
FRAME_AUDIENCE: Final = "lif-embed"
VERSION: Final = "lif-launch-1"
_LONGEST: Final = 200
_NONCE: Final = re.compile(r"[A-Za-z0-9_.-]{0,64}")
_TIME: Final = re.compile(r"[0-9]{1,12}")


class LaunchRefused(LifError):
    """This link cannot be used."""

    code = "launch_refused"
    hint = "Open the case again from the case system; if that does not help, tell your administrator."

    def __init__(self, outcome: str, key: str | None = None, user: str | None = None) -> None:
        super().__init__()
        self.outcome = outcome
        """Why, for the log of launches; whoever followed the link is not told."""
        self.key = key
        """The id of the key that has signed the link, and..."""
        self.user = user
        """...whom it named; None where nothing of the link is proven."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that may be believed. ``key`` None: a plain one, which proves nothing of who follows it.

    ``once`` is what a second use is told by, ``origin`` the page that may hold the panel in a frame.
    """

    agency: str
    source: str
    case: str
    user: str = ""
    key: LaunchKey | None = None
    once: str | None = None
    origin: str | None = None


def signed_text(agency: str, source: str, case: str, user: str, time: str, nonce: str = "") -> bytes:
    """Return the bytes that a case system signs with the shared secret: these lines, with line feeds between."""
    return f"{VERSION}\n{agency}\n{source}\n{case}\n{user}\n{time}\n{nonce}".encode()


def read_link(keys: LaunchKeys, agency: str, source: str, query: Mapping[str, str], now: int) -> Link:
    """Read a link at a time in seconds. Raises `LaunchRefused`."""
    if "token" in query:
        return _by_token(keys, agency, source, query["token"], now)
    case, user = query.get("case", ""), query.get("user", "")
    _check_text(case, least=1)
    _check_text(user, least=0)
    if "key" not in query and "sign" not in query:
        return Link(agency, source, case)
    return _by_secret(keys, Link(agency, source, case, user), query, now)


def _by_secret(keys: LaunchKeys, said: Link, query: Mapping[str, str], now: int) -> Link:
    time, nonce, sign = query.get("time", ""), query.get("nonce", ""), query.get("sign", "").lower()
    key = _key(keys, query.get("key", ""), said.agency, said.source, now)
    if key.secret is None or not _TIME.fullmatch(time) or not _NONCE.fullmatch(nonce) or not sign.isascii():
        raise LaunchRefused("forged")
    right = hmac.new(
        bytes.fromhex(key.secret),
        signed_text(said.agency, said.source, said.case, said.user, time, nonce),
        hashlib.sha256,
    ).hexdigest()
    if not hmac.compare_digest(sign, right):
        raise LaunchRefused("forged")
    if not now - GOOD_FOR <= int(time) <= now + AHEAD:
        raise LaunchRefused("expired", key.id, said.user)
    return Link(said.agency, said.source, said.case, said.user, key, right)


def read_frame_link(keys: LaunchKeys, agency: str, source: str, token: str, now: int) -> Link:
    """Read the token of a frame, which names its page's origin too. Raises `LaunchRefused`."""
    return _by_token(keys, agency, source, token, now, FRAME_AUDIENCE)


def _by_token(
    keys: LaunchKeys, agency: str, source: str, token: str, now: int, audience: str = AUDIENCE
) -> Link:
    key = _key(keys, key_named(token), agency, source, now)
    if key.public is None:
        raise LaunchRefused("forged")
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key.public,
            algorithms=[algorithm_of(key)],
            audience=audience,
            leeway=AHEAD,
            options={
                "require": ["aud", "iat", "exp", "jti", "sub"],
                "verify_exp": False,
                "verify_iat": False,
            },
        )
    except jwt.InvalidTokenError as error:
        raise LaunchRefused("forged") from error
    _check_text(claims["sub"], least=0)
    user = claims["sub"]
    if claims["aud"] not in (audience, [audience]):
        # Whoever else it is good for could send it here.
        raise LaunchRefused("forged", key.id, user)
    times = (claims["iat"], claims["exp"])
    if not all(isinstance(value, int | float) for value in times):
        raise LaunchRefused("forged", key.id, user)
    if not (now - GOOD_FOR <= claims["iat"] <= now + AHEAD and now <= claims["exp"]):
        raise LaunchRefused("expired", key.id, user)
    named = tuple(claims.get(name) for name in ("agency", "source", "case"))
    if named[:2] != (agency, source) or not isinstance(named[2], str):
        raise LaunchRefused("forged", key.id, user)
    _check_text(named[2], least=1)
    once = hashlib.sha256(str(claims["jti"]).encode()).hexdigest()
    link = Link(agency, source, named[2], user, key, once)
    return link if audience == AUDIENCE else _framed(link, key, claims.get("origin"))


def _framed(link: Link, key: LaunchKey, origin: object) -> Link:
    """The link of a frame whose page is one of those that the agency knows of this case system."""
    if not isinstance(origin, str):
        raise LaunchRefused("forged", key.id, link.user)
    if origin not in key.origins:
        raise LaunchRefused("other_origin", key.id, link.user)
    if not link.user:
        raise LaunchRefused("no_user", key.id)
    return replace(link, origin=origin)


def _key(keys: LaunchKeys, name: str, agency: str, source: str, now: int) -> LaunchKey:
    key = keys.find(name)
    if key is None:
        raise LaunchRefused("unknown_key")
    if key.agency != agency:
        raise LaunchRefused("other_agency")
    if key.source != source:
        raise LaunchRefused("other_source")
    if not key.is_valid(now):
        raise LaunchRefused("ended_key")
    return key


def _check_text(text: str, *, least: int) -> None:
    if not least <= len(text) <= _LONGEST or not text.isprintable():
        raise LaunchRefused("forged")
