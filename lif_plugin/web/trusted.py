"""Whose tokens are taken besides this server's own: issuers with their keys, and systems that sign for themselves."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import jwt

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import TokenRefused
from lif_plugin.flow.calling import Caller
from lif_plugin.web.api_clients import ALGORITHMS, LIVES, ApiClient, clients_in
from lif_plugin.web.issuer_keys import COOLDOWN, IssuerKeys
from lif_plugin.web.issuers import Issuer, issuers_in


class Keys(Protocol):
    """Public keys by name."""

    def known(self, kid: str) -> jwt.PyJWK | None:
        """A key that may be used now; nobody is called."""

    def may_fetch(self) -> bool:
        """Whether there is anywhere to look, and it is not too soon for it."""

    def fetch(self, kid: str) -> None:
        """Look for a key where it may be had. Raises `TokenRefused`."""


class OwnKeys:
    """The keys that a client was registered with."""

    def __init__(self, jwks: Mapping[str, Any]) -> None:
        self._keys = {item["kid"]: jwt.PyJWK(item) for item in jwks["keys"]}

    def known(self, kid: str) -> jwt.PyJWK | None:
        """A key by its name."""
        return self._keys.get(kid)

    def may_fetch(self) -> bool:
        """There is nowhere to look."""
        return False

    def fetch(self, kid: str) -> None:
        """Nothing is looked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Trust:
    """One of them: what its tokens say, by which keys they are signed, and whom they make."""

    iss: str
    audience: str
    algorithms: Sequence[str]
    keys: Keys
    viewer: Callable[[Mapping[str, Any]], Viewer]
    ends_at: int | None = None
    lives: int | None = None

    def is_valid(self, now: float) -> bool:
        """Whether its tokens are taken at a time in seconds."""
        return self.ends_at is None or now < self.ends_at


class Trusted:
    """All of them, by the ``iss`` of their tokens; made anew when something is registered or ended."""

    def __init__(self, keys: Path, audience: str, caller: Caller, cooldown: float = COOLDOWN) -> None:
        self._cooldown = cooldown
        self._issuers, self._clients = issuers_in(keys), clients_in(keys)
        self._audience, self._caller = audience, caller
        self._fetched: dict[str, IssuerKeys] = {}
        self._seen: tuple[object, dict[str, Trust]] = (None, {})

    def by(self, iss: object) -> Trust | None:
        """The one that a token names."""
        stamp = (self._issuers.stamp(), self._clients.stamp())
        if self._seen[0] != stamp:
            self._seen = (stamp, self._made())
        return self._seen[1].get(iss) if isinstance(iss, str) else None

    def _made(self) -> dict[str, Trust]:
        clients = self._clients.all()
        own = [self._of_client(one) for one in clients if one.jwks is not None]
        return {one.iss: one for one in own} | {
            # Of an issuer that ended and came again, the later one counts.
            one.iss: self._of_issuer(one, [client for client in clients if client.issuer == one.id])
            for one in self._issuers.all()
        }

    def _of_client(self, one: ApiClient) -> Trust:
        viewer = one.viewer()
        return Trust(
            f"client:{one.id}", self._audience, ALGORITHMS, OwnKeys(one.jwks or {"keys": []}), lambda _claims: viewer,
            one.ends_at, LIVES,
        )  # fmt: skip

    def _of_issuer(self, one: Issuer, clients: Sequence[ApiClient]) -> Trust:
        keys = self._fetched.setdefault(one.iss, IssuerKeys(one.iss, self._caller, cooldown=self._cooldown))
        by_subject = {client.subject: client for client in clients}

        def viewer(claims: Mapping[str, Any]) -> Viewer:
            client = by_subject.get(claims["sub"])
            if client is None:  # a person, or a system that the issuer alone answers for
                return one.viewer(claims)
            return _registered(client, one.viewer(claims))

        return Trust(one.iss, one.audience, one.algorithms, keys, viewer, one.ends_at)


def _registered(client: ApiClient, said: Viewer) -> Viewer:
    """A system that an issuer vouches for: the issuer gives it agency and role, the register the rest. Raises `TokenRefused`."""
    if not client.is_valid(time.time()) or client.agency != said.agency or client.role not in said.roles:
        raise TokenRefused(
            "The client has ended, or it is registered with another agency or role than its token says."
        )
    return client.viewer()
