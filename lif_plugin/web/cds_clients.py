"""CDS clients: which systems may call our CDS Hooks services, with whose public keys, for which cases, as what."""

import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import jwt

from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.web.launch_keys import LAUNCH_ROLES

FOLDER: Final = "cds"
ALGORITHMS: Final = ("ES384", "RS384")
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class CdsClient:
    """One system: the ``iss`` of its tokens (and the ``tenant``, where one issuer serves several agencies).

    ``jwks`` are its public keys, handed over by people; ``jku`` is the only address its tokens may name, and is
    never called. Its users see the cases of ``source`` as ``roles`` do. ``ends_at`` in seconds since 1970.
    """

    id: str
    agency: str
    source: str
    iss: str
    roles: tuple[Role, ...]
    jwks: Mapping[str, Any]
    made_at: int
    tenant: str | None = None
    jku: str | None = None
    ends_at: int | None = None

    def key(self, kid: str) -> jwt.PyJWK | None:
        """The public key of a name, if it is one for us."""
        for item in self.jwks["keys"]:
            if item.get("kid") == kid:
                found = jwt.PyJWK(item)
                return found if found.algorithm_name in ALGORITHMS else None
        return None


class CdsClients:
    """The clients in a folder, one file each; looked at anew when anything in the folder has changed."""

    def __init__(self, keys: Path) -> None:
        self.folder = keys / FOLDER
        self._seen: tuple[int, list[CdsClient], dict[tuple[str, str], jwt.PyJWK | None]] = (-1, [], {})

    def all(self) -> list[CdsClient]:
        """Every client, the oldest first."""
        return self._now()[0]

    def key_of(self, client: CdsClient, kid: str) -> jwt.PyJWK | None:
        """A client's public key, made once."""
        made = self._now()[1]
        if (client.id, kid) not in made:
            made[client.id, kid] = client.key(kid)
        return made[client.id, kid]

    def _now(self) -> tuple[list[CdsClient], dict[tuple[str, str], jwt.PyJWK | None]]:
        # A file is put in its place by renaming, and that changes the folder.
        stamp = self.folder.stat().st_mtime_ns if self.folder.is_dir() else 0
        if self._seen[0] != stamp:
            found = [_read(json.loads(path.read_text())) for path in self.folder.glob("*.json")]
            self._seen = (stamp, sorted(found, key=lambda one: (one.made_at, one.id)), {})
        return self._seen[1], self._seen[2]

    def make(
        self, agency: str, source: str, iss: str, roles: Iterable[Role], jwks: object, now: int,
        *, tenant: str | None = None, jku: str | None = None,
    ) -> CdsClient:  # fmt: skip
        """Let a system in. Raises `BadSetting` for keys or roles that cannot be used."""
        chosen = tuple(sorted(set(roles)))
        if not chosen or not LAUNCH_ROLES.issuperset(chosen):
            raise BadSetting("Only those who work with the case can come in by a case system.")
        if not 0 < len(iss) <= _LONGEST or any(
            (one.iss, one.tenant, one.ends_at) == (iss, tenant, None) for one in self.all()
        ):
            raise BadSetting("There is a client with this issuer and tenant.", hint="See `lif cds list`.")
        client = CdsClient(
            secrets.token_urlsafe(9).replace("-", "x"), agency, source, iss, chosen, check_jwks(jwks), now, tenant, jku
        )  # fmt: skip
        self._write(client)
        return client

    def end(self, name: str, at: int) -> CdsClient:
        """Take no call of a client from a time on, in seconds. Raises `NotFound`."""
        found = next((one for one in self.all() if one.id == name), None)
        if found is None or not _NAME.fullmatch(name):
            raise NotFound("There is no such client.", hint="See `lif cds list`.")
        ended = replace(found, ends_at=at)
        self._write(ended)
        return ended

    def _write(self, client: CdsClient) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.folder / f"{client.id}.part"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(client), file, indent=2)
        part.replace(self.folder / f"{client.id}.json")


def check_jwks(jwks: object) -> dict[str, Any]:
    """Give a set's public keys that are for us. Raises `BadSetting` where there is none, or a private one."""
    keys = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise BadSetting("The key set is not a JSON object with keys.")
    if any("d" in key or key.get("kty") == "oct" for key in keys):
        raise BadSetting("The key set holds a private or shared key.", hint="Give the public keys only.")
    kept = []
    for key in keys:
        try:
            named = isinstance(key.get("kid"), str) and jwt.PyJWK(key).algorithm_name in ALGORITHMS
        except jwt.PyJWTError:
            # A set may hold keys that are not for us.
            continue
        if named:
            kept.append(key)
    if not kept or len({key["kid"] for key in kept}) != len(kept):
        raise BadSetting(
            f"The key set holds no public key for {' or '.join(ALGORITHMS)} with a name of its own."
        )
    return {"keys": kept}


def _read(stored: Mapping[str, Any]) -> CdsClient:
    return CdsClient(**{**stored, "roles": tuple(Role(name) for name in stored["roles"])})
