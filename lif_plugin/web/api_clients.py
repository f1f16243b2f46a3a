"""API clients: systems that an administrator let in, with their key or an issuer's subject, scopes, purpose, agreement."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import jwt

from lif_plugin.domain.viewer import RIGHTS, Right, Role, Viewer
from lif_plugin.errors import BadSetting
from lif_plugin.web.register import Register

FOLDER: Final = "clients"
ALGORITHMS: Final = ("ES256", "ES384", "ES512", "EdDSA", "PS256", "RS256", "RS384")
LIVES: Final = 3600
"""The longest that a token a client signs itself may be good for, in seconds."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class ApiClient:
    """One system. It signs its own tokens (``jwks``), or an issuer does for its ``subject``.

    It may do what both its role and its ``scopes`` (rights) allow, for ``purpose``; partners' learning only by
    ``agreement``, a partnership's id. ``ends_at`` in seconds since 1970. Pages of ``origins`` may call for it.
    """

    id: str
    agency: str
    role: Role
    scopes: tuple[Right, ...]
    purpose: str
    made_at: int
    agreement: str | None = None
    source: str | None = None
    issuer: str | None = None
    subject: str | None = None
    jwks: Mapping[str, Any] | None = None
    ends_at: int | None = None
    origins: tuple[str, ...] = ()

    def viewer(self) -> Viewer:
        """Who it is here."""
        return Viewer(
            self.agency, frozenset({self.role}), self.purpose, f"client:{self.id}", None, self.source,
            # Nobody's partnership where none was agreed: the empty name is no partnership.
            frozenset(self.scopes), self.agreement or "",
        )  # fmt: skip

    def is_valid(self, now: float) -> bool:
        """Whether its tokens are taken at a time in seconds."""
        return self.ends_at is None or now < self.ends_at


def clients_in(keys: Path) -> Register[ApiClient]:
    """The clients that were let in."""
    return Register(keys / FOLDER, _stored)


def add_client(register: Register[ApiClient], client: ApiClient) -> ApiClient:
    """Let a system in. Raises `BadSetting` for what it cannot have."""
    if not _NAME.fullmatch(client.id) or any(one.id == client.id for one in register.all()):
        raise BadSetting("A client has a name of its own, of small letters, digits and hyphens.")
    has = frozenset(right for right, roles in RIGHTS.items() if client.role in roles)
    if client.role in {Role.SYSTEM, Role.ADMIN} or not client.scopes or not has.issuperset(client.scopes):
        raise BadSetting(
            f"The scopes of a client are some of what its role may: {', '.join(sorted(has))}.",
            hint="A client is never an administrator.",
        )
    if not client.purpose.strip():
        raise BadSetting("A client has a purpose.")
    if (client.jwks is None) == (client.issuer is None or not client.subject):
        raise BadSetting("A client has a key set of its own, or else an issuer and its subject there.")
    made = replace(client, jwks=check_keys(client.jwks)) if client.jwks is not None else client
    register.write(made)
    return made


def end_client(register: Register[ApiClient], name: str, at: int) -> ApiClient:
    """Take no token of a client from a time on, in seconds. Raises `NotFound`."""
    ended = replace(register.find(name), ends_at=at)
    register.write(ended)
    return ended


def check_keys(jwks: object) -> dict[str, Any]:
    """Give a set's public keys that are for us. Raises `BadSetting` where there is none, or a private one."""
    keys = jwks.get("keys") if isinstance(jwks, Mapping) else None
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise BadSetting("The key set is not a JSON object with keys.")
    if any("d" in key or key.get("kty") == "oct" for key in keys):
        raise BadSetting("The key set holds a private or shared key.", hint="Give the public keys only.")
    if not keys or any(_algorithm(key) not in ALGORITHMS for key in keys):
        raise BadSetting(f"Each key has a name (kid) and is for one of {', '.join(ALGORITHMS)}.")
    return {"keys": keys}


def _algorithm(key: dict[str, Any]) -> str | None:
    try:
        return jwt.PyJWK(key).algorithm_name if isinstance(key.get("kid"), str) else None
    except jwt.PyJWTError:
        return None


def scopes_of(names: Iterable[str]) -> tuple[Right, ...]:
    """Read scopes. Raises `BadSetting`."""
    try:
        return tuple(sorted({Right(name) for name in names}))
    except ValueError as error:
        raise BadSetting(f"Scopes are among {', '.join(sorted(Right))}.") from error


def _stored(stored: Mapping[str, Any]) -> ApiClient:
    scopes = tuple(Right(name) for name in stored["scopes"])
    origins = tuple(stored.get("origins", ()))
    return ApiClient(**{**stored, "role": Role(stored["role"]), "scopes": scopes, "origins": origins})
