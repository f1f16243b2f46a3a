"""Launch keys: what a case system signs its links with; one file each, which its owner alone can read."""

import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import jwt
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting, NotFound

LAUNCH_ROLES: Final = frozenset({Role.WORKER, Role.IRO, Role.CHAIR, Role.MANAGER})
"""Who a case system may say that somebody is: those who work with the case."""
FOLDER: Final = "launch"
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
_HOST: Final = re.compile(r"[a-z0-9.-]{1,253}")
_SEAL: Final = "ticket.key"
_LEAST_RSA_BITS: Final = 2048


@dataclass(frozen=True, slots=True)
class LaunchKey:
    """One key: whose links it signs, and as what the people who follow them come in.

    ``secret`` is shared (HMAC-SHA256), or else ``public`` is the case system's public key. ``roles`` empty: the
    link only says which case, and people sign in as always. ``ends_at`` (seconds since 1970): not valid from then on.
    ``origins`` are where the case system's own pages come from that may hold a panel in a frame.
    """

    id: str
    agency: str
    source: str
    roles: tuple[Role, ...]
    made_at: int
    ends_at: int | None = None
    secret: str | None = None
    public: str | None = None
    origins: tuple[str, ...] = ()

    def is_valid(self, now: int) -> bool:
        """Say whether links that it signed are taken at a time in seconds."""
        return self.ends_at is None or now < self.ends_at


class LaunchKeys:
    """The keys in a folder, read anew each time: a key that is made or ended counts at once."""

    def __init__(self, keys: Path) -> None:
        self.folder = keys / FOLDER

    def find(self, name: str) -> LaunchKey | None:
        """Return a key by its id; None for one that is not there."""
        if not _NAME.fullmatch(name):
            return None
        path = self.path(name)
        return _read(json.loads(path.read_text())) if path.is_file() else None

    def all(self) -> list[LaunchKey]:
        """Return every key, the oldest first."""
        found = [_read(json.loads(path.read_text())) for path in self.folder.glob("*.json")]
        return sorted(found, key=lambda key: (key.made_at, key.id))

    def origins(self, agency: str, now: int) -> frozenset[str]:
        """Return whose pages may hold an agency's panels in a frame at a time in seconds."""
        mine = (key for key in self.all() if key.agency == agency and key.is_valid(now))
        return frozenset(origin for key in mine for origin in key.origins)

    def path(self, name: str) -> Path:
        """Return the file that holds a key."""
        return self.folder / f"{name}.json"

    def make(
        self, agency: str, source: str, roles: Iterable[Role], now: int, public: bytes | None = None,
        origins: Iterable[str] = (),
    ) -> LaunchKey:  # fmt: skip
        """Make a key with a secret of its own, or for the public key (PEM) of a case system. Raises `BadSetting`."""
        chosen = tuple(sorted(set(roles)))
        if not LAUNCH_ROLES.issuperset(chosen):
            raise BadSetting("Only those who work with the case can come in by a link.")
        framed = tuple(sorted({checked_origin(origin) for origin in origins}))
        if framed and not (public and chosen):
            raise BadSetting(
                "A frame needs a public key of the case system, and a role its users come in as."
            )
        key = LaunchKey(
            id=secrets.token_urlsafe(9).replace("-", "x"),
            agency=agency,
            source=source,
            roles=chosen,
            made_at=now,
            secret=None if public else secrets.token_hex(32),
            public=_checked(public) if public else None,
            origins=framed,
        )
        self._write(key)
        return key

    def end(self, name: str, at: int) -> LaunchKey:
        """Let a key end at a time, in seconds. Raises `NotFound`."""
        key = self.find(name)
        if key is None:
            raise NotFound("There is no such launch key.", hint="See `lif launch-key list`.")
        ended = replace(key, ends_at=at)
        self._write(ended)
        return ended

    def _write(self, key: LaunchKey) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.path(key.id).with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(key), file, indent=2)
        part.replace(self.path(key.id))

    def seal(self, content: Mapping[str, str]) -> str:
        """Return a ticket: content that nobody else can read or make."""
        return self._sealing().encrypt(json.dumps(dict(content)).encode()).decode()

    def unseal(self, ticket: str, seconds: int) -> dict[str, str] | None:
        """Return the content of a ticket of ours that is not older than so many seconds; else None."""
        try:
            content: dict[str, str] = json.loads(self._sealing().decrypt(ticket.encode(), ttl=seconds))
        except (InvalidToken, UnicodeEncodeError):
            return None
        return content

    def _sealing(self) -> Fernet:
        path = self.folder / _SEAL
        if not path.is_file():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = self.folder / f"{_SEAL}.{secrets.token_hex(4)}"
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(Fernet.generate_key())
            try:
                # Of two that make it at once the first stays, and it is whole from its first moment.
                os.link(part, path)
            except FileExistsError:
                pass
            finally:
                part.unlink()
        return Fernet(path.read_bytes())


def _read(stored: Mapping[str, Any]) -> LaunchKey:
    lists = {
        "roles": tuple(Role(name) for name in stored["roles"]),
        # Not in keys made before there were frames.
        "origins": tuple(stored.get("origins", ())),
    }
    return LaunchKey(**{**stored, **lists})


def checked_origin(given: str) -> str:
    """Give an origin as browsers write it. Raises `BadSetting`; without TLS only for this machine itself."""
    parts = urlsplit(given)
    local = parts.hostname in {"localhost", "127.0.0.1"}
    plain = parts.scheme == "https" or (parts.scheme == "http" and local)
    try:
        port = parts.port
    except ValueError:
        port, plain = None, False
    if (
        not plain
        or not _HOST.fullmatch(parts.hostname or "")
        or parts.path.rstrip("/")
        or parts.query
        or parts.fragment
    ):
        raise BadSetting("An origin is a scheme and a host, such as https://case.example.")
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{parts.hostname}" + (f":{port}" if port not in {None, usual} else "")


def _checked(pem: bytes) -> str:
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError as error:
        raise BadSetting("The public key is not a PEM file of a public key.") from error
    curves = (ec.SECP256R1, ec.SECP384R1)
    fits = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, curves)
    if not fits and not (isinstance(key, rsa.RSAPublicKey) and key.key_size >= _LEAST_RSA_BITS):
        raise BadSetting("The public key must be on P-256 or P-384, or RSA of 2048 bits or more.")
    return pem.decode()


def algorithm_of(key: LaunchKey) -> str:
    """Return the one algorithm that a public key is used with."""
    public = serialization.load_pem_public_key((key.public or "").encode())
    if isinstance(public, ec.EllipticCurvePublicKey):
        return "ES256" if isinstance(public.curve, ec.SECP256R1) else "ES384"
    return "RS256"


def key_named(token: str) -> str:
    """Return which key a token says that it is signed with; empty where it says none."""
    try:
        return str(jwt.get_unverified_header(token).get("kid", ""))
    except jwt.InvalidTokenError:
        return ""
