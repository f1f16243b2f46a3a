"""The public keys of an issuer: found by discovery, fetched, kept for a while, and fetched anew for a key not known."""

import json
import logging
import threading
import time
from typing import Any, Final

import jwt
from jwt.exceptions import PyJWKClientError

from lif_plugin.errors import TokenRefused
from lif_plugin.flow.calling import Caller

LIFESPAN: Final = 300.0
"""How long fetched keys are used, in seconds: a key that its issuer takes away is refused after this at the latest."""
COOLDOWN: Final = 30.0
"""The least time between two fetches for keys that are not known, or after one that failed, in seconds."""
_DISCOVERY: Final = "/.well-known/openid-configuration"
_MOST: Final = 1 << 20
_KINDS: Final = frozenset({"EC", "RSA", "OKP"})
_log: Final = logging.getLogger(__name__)


class IssuerKeys(jwt.PyJWKClient):
    """The keys of one issuer. `known` never calls anybody; `fetch` may, so it belongs in a thread."""

    def __init__(
        self, iss: str, caller: Caller, lifespan: float = LIFESPAN, cooldown: float = COOLDOWN
    ) -> None:
        super().__init__(iss, lifespan=lifespan, cooldown_duration=cooldown)
        self.iss = iss
        self._caller = caller
        self._failed: float | None = None
        self._one = threading.Lock()

    def known(self, kid: str) -> jwt.PyJWK | None:
        """A key that was fetched and may still be used."""
        held = self.jwk_set_cache.get() if self.jwk_set_cache else None
        keys = [key for key in held.keys if key.public_key_use in {"sig", None}] if held else []
        found = self.match_kid(keys, kid)
        return found if found is not None and found.key_type in _KINDS else None

    def may_fetch(self) -> bool:
        """Whether it is not too soon: a new key waits a little, and nobody makes us call without end."""
        now, held = time.monotonic(), self.jwk_set_cache.get() if self.jwk_set_cache else None
        last = self._failed if held is None else max(self._failed or 0.0, self._last_successful_fetch or 0.0)
        return not last or now - last >= self.cooldown_duration

    def fetch(self, kid: str) -> None:
        """Fetch the keys if this one is not known and it is not too soon for it. Raises `TokenRefused`."""
        with self._one:
            if self.known(kid) is not None or not self.may_fetch():
                return
            try:
                self.get_signing_key(kid)
            except PyJWKClientError as error:
                raise TokenRefused("The token is not signed by a key known here.") from error
            except (jwt.PyJWTError, TokenRefused) as error:
                self._failed = time.monotonic()
                _log.warning("The keys of the issuer %s cannot be had", self.iss)
                raise error if isinstance(error, TokenRefused) else _unreached() from error

    def algorithms(self) -> dict[str, str]:
        """What each of its keys signs with, by the key's name; asks now. Raises `TokenRefused`."""
        try:
            return {key.key_id or "": key.algorithm_name for key in self.get_signing_keys(refresh=True)}
        except jwt.PyJWTError as error:
            raise _unreached() from error

    def fetch_data(self) -> Any:
        """Ask the issuer where its keys are, and fetch them: what the library calls where it has none."""
        said = self._get(f"{self.iss.rstrip('/')}{_DISCOVERY}")
        if said.get("issuer") != self.iss or not isinstance(said.get("jwks_uri"), str):
            raise TokenRefused("The issuer describes itself as somebody else.")
        found = self._get(said["jwks_uri"])
        self._failed = None
        self._last_successful_fetch = time.monotonic()
        return found

    def _get(self, url: str) -> dict[str, Any]:
        answer = self._caller.get(url, _MOST)
        try:
            said = json.loads(answer.body) if answer.status == 200 else None
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise _unreached()
        return said


def _unreached() -> TokenRefused:
    return TokenRefused(
        "The issuer's keys cannot be had now.",
        hint="Try again in a minute; whoever runs this looks at the issuer with `lif issuers check`.",
    )
