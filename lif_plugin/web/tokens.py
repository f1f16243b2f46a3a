"""Signed tokens: keys are made, tokens minted for this server's own people, and any token is verified."""

import base64
import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import BadSetting, TokenRefused
from lif_plugin.web.trusted import Trust, Trusted

ISSUER: Final = "lif_plugin"
AUDIENCE: Final = "lif_plugin"
ALGORITHMS: Final = ("ES256", "ES384", "RS256")
"""Asymmetric only: with a shared secret whoever can check a token could also make one."""

KEY_FILE: Final = "signing-key.pem"
SET_FILE: Final = "jwks.json"
_LEEWAY_SECONDS: Final = 10
_KNOWN: Final = 1000
"""How many tokens are remembered, by their digest, as checked."""
_REQUIRED: Final = ["iss", "aud", "sub", "iat", "nbf", "exp"]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private key this server signs its own tokens with, and the name it has in the key set."""

    key: ec.EllipticCurvePrivateKey
    kid: str


def make_keys(folder: Path) -> bool:
    """Make a signing key, which its owner alone can read, and the key set that verifies it.

    A key that is there already is kept; says whether a new one was made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = _write_new_key(folder / KEY_FILE)
    path = folder / SET_FILE
    if made or not path.exists():
        signing = load_key(folder)
        public = ECAlgorithm.to_jwk(signing.key.public_key(), as_dict=True)
        entry = public | {"kid": signing.kid, "alg": "ES256", "use": "sig"}
        path.write_text(json.dumps({"keys": [entry]}, indent=2) + "\n")
    return made


def _write_new_key(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    return True


def _thumbprint(public: Mapping[str, Any]) -> str:
    """Name a key by its content (RFC 7638), so that two keys never share a name."""
    members = {name: public[name] for name in ("crv", "kty", "x", "y")}
    digest = hashlib.sha256(json.dumps(members, sort_keys=True, separators=(",", ":")).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def load_key(folder: Path) -> SigningKey:
    """Load the signing key. Raises `BadSetting` before `make_keys` made it."""
    path = folder / KEY_FILE
    if not path.is_file():
        raise BadSetting("There is no signing key.", hint="Run `lif init --agency ID`.")
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BadSetting("The signing key is not one that lif made.")
    return SigningKey(key, _thumbprint(ECAlgorithm.to_jwk(key.public_key(), as_dict=True)))


def mint(
    key: SigningKey,
    *,
    agency: str,
    roles: Iterable[Role],
    purpose: str,
    subject: str,
    cases: Iterable[str] | None = None,
    source: str | None = None,
    origin: str | None = None,
    hours: float = 12,
    issuer: str = ISSUER,
    audience: str = AUDIENCE,
) -> str:
    """Mint a token for a person or system.

    ``cases`` limits it to these references of the sources, ``source`` to the cases of one of these; ``origin`` is
    the page that may show what it opens in a frame. Raises
    `BadSetting` for the role of our own jobs, for no role at all and for no time at all.
    """
    names = sorted({role.value for role in roles})
    if not names or Role.SYSTEM.value in names:
        raise BadSetting("A token needs a role, and never the one of our own jobs.")
    if hours <= 0:
        raise BadSetting("A token needs time to live.")
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": audience,
        "sub": subject,
        "iat": now,
        "nbf": now,
        "exp": now + int(hours * 3600),
        "jti": secrets.token_urlsafe(12),
        "agency": agency,
        "roles": names,
        "purpose": purpose,
    }
    if cases is not None:
        claims["cases"] = sorted(cases)
    if source is not None:
        claims["source"] = source
    if origin is not None:
        claims["origin"] = origin
    return jwt.encode(claims, key.key, algorithm="ES256", headers={"kid": key.kid})


_TYPES: Final = frozenset({"jwt", "at+jwt"})
"""What a token of somebody else's may say that it is (RFC 9068): an identity or logout token is for another use."""
_OTHERS_REQUIRED: Final = ("iss", "aud", "sub", "iat", "exp")


class _Checked(NamedTuple):
    """A token whose signature was right: what it says, by which key, and whose it is where it is not our own."""

    claims: dict[str, Any]
    key: jwt.PyJWK
    trust: Trust | None


class Verifier:
    """Checks tokens: our own against a key set, for one audience and one issuer, and those of others we trust."""

    def __init__(
        self,
        jwks: Mapping[str, Any],
        audience: str = AUDIENCE,
        issuer: str = ISSUER,
        trusted: Trusted | None = None,
    ) -> None:
        self._keys: dict[str, jwt.PyJWK] = {}
        self._known: dict[bytes, _Checked] = {}
        self._trusted = trusted
        self.audience = audience
        self.issuer = issuer
        for item in jwks.get("keys", ()):
            if item.get("kty") not in {"EC", "RSA"} or "kid" not in item or item.get("use", "sig") != "sig":
                continue
            try:
                key = jwt.PyJWK(item)
            except jwt.PyJWTError:
                # A set may hold keys of kinds that are not for us.
                continue
            if key.algorithm_name in ALGORITHMS:
                self._keys[item["kid"]] = key
        if not self._keys:
            raise BadSetting("The key set holds no public key that can be used.", hint="Run `lif init`.")

    @classmethod
    def of(
        cls, folder: Path, audience: str = AUDIENCE, issuer: str = ISSUER, trusted: Trusted | None = None
    ) -> Self:
        """Make a verifier of the key set in a folder. Raises `BadSetting` where there is none."""
        path = folder / SET_FILE
        if not path.is_file():
            raise BadSetting("There is no key set.", hint="Run `lif init --agency ID`.")
        return cls(json.loads(path.read_text()), audience, issuer, trusted)

    def viewer(self, token: str) -> Viewer:
        """Return who a token is for. Raises `TokenRefused`."""
        checked = self._checked(token)
        return checked.trust.viewer(checked.claims) if checked.trust else _viewer(checked.claims)

    def expires(self, token: str) -> int:
        """Return when a token ends, in seconds since 1970. Raises `TokenRefused`."""
        return int(self._checked(token).claims["exp"])

    def origin(self, token: str) -> str | None:
        """Return the page that may show what a token opens in a frame. Raises `TokenRefused`."""
        checked = self._checked(token)
        origin = None if checked.trust else checked.claims.get("origin")
        return origin if isinstance(origin, str) else None

    def lacks_key(self, token: str) -> bool:
        """Whether `fetch` might find the key of a token: it names somebody we trust, and a key not held here."""
        digest = hashlib.sha256(token.encode()).digest()
        if digest in self._known and self._holds(self._known[digest]):
            return False
        trust, kid = self._named(token)
        return trust is not None and trust.keys.known(kid) is None and trust.keys.may_fetch()

    def fetch(self, token: str) -> None:
        """Ask whom a token names for its key. It calls another server, so it belongs in a thread. Raises `TokenRefused`."""
        trust, kid = self._named(token)
        if trust is not None and trust.is_valid(time.time()):
            trust.keys.fetch(kid)

    def _checked(self, token: str) -> _Checked:
        """A token and what it says. A signature once checked stays right as long as its key and issuer do."""
        digest = hashlib.sha256(token.encode()).digest()
        known = self._known.get(digest)
        if known is None or not self._holds(known):
            self._known.pop(digest, None)
            trust, kid = self._named(token)
            known = self._own(token, kid) if trust is None else _of_other(token, kid, trust)
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[digest] = known
        return known

    def _holds(self, known: _Checked) -> bool:
        """Whether nothing has changed since: neither its time is over, nor is its key or issuer gone."""
        trust, now = known.trust, time.time()
        if known.claims["exp"] <= now or trust is None:
            return bool(known.claims["exp"] > now)
        same = self._trusted is not None and self._trusted.by(trust.iss) is trust
        return same and trust.is_valid(now) and trust.keys.known(known.key.key_id or "") is known.key

    def _named(self, token: str) -> tuple[Trust | None, str]:
        """Whose token it says it is, and by which key: nothing of it is believed yet."""
        try:
            kid = str(jwt.get_unverified_header(token).get("kid"))
            said = jwt.decode(token, options={"verify_signature": False}).get("iss")
        except (jwt.InvalidTokenError, ValueError) as error:
            raise TokenRefused from error
        return (self._trusted.by(said) if self._trusted and said != self.issuer else None), kid

    def _own(self, token: str, kid: str) -> _Checked:
        key = self._keys.get(kid)
        if key is None:
            raise TokenRefused("The token is not signed by a key known here.")
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name],
                audience=self.audience,
                issuer=self.issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": _REQUIRED, "strict_aud": False},
            )
        except jwt.InvalidTokenError as error:
            raise _refused(error) from error
        return _Checked(claims, key, None)


def _of_other(token: str, kid: str, trust: Trust) -> _Checked:
    header = jwt.get_unverified_header(token)
    key, named = trust.keys.known(kid), str(header.get("alg"))
    kind = str(header.get("typ", "jwt")).lower().removeprefix("application/")
    if key is None or not trust.is_valid(time.time()) or kind not in _TYPES:
        raise TokenRefused("The token is not signed by a key known here.")
    # A key is for one algorithm, its kind's usual where it names none; the list keeps out none and shared secrets.
    if named not in trust.algorithms or key.algorithm_name != named:
        raise TokenRefused("The token is signed in a way that is not taken here.")
    try:
        claims = jwt.decode(
            token, key.key, algorithms=[named], audience=trust.audience, issuer=trust.iss,
            leeway=_LEEWAY_SECONDS, options={"require": list(_OTHERS_REQUIRED)},
        )  # fmt: skip
    except jwt.InvalidTokenError as error:
        raise _refused(error) from error
    if trust.lives is not None and claims["exp"] - claims["iat"] > trust.lives:
        raise TokenRefused("The token is good for longer than an hour.", hint="Sign a new one now and then.")
    return _Checked(claims, key, trust)


def _refused(error: jwt.InvalidTokenError) -> TokenRefused:
    """The kind of mistake is enough for the caller, and for a forger it is too much already."""
    expired = isinstance(error, jwt.ExpiredSignatureError)
    return TokenRefused("The token has expired.") if expired else TokenRefused()


def _viewer(claims: Mapping[str, Any]) -> Viewer:
    agency, purpose, subject = (claims.get(name) for name in ("agency", "purpose", "sub"))
    if not all(isinstance(value, str) and value for value in (agency, purpose, subject)):
        raise TokenRefused("The token does not say for which agency, whom and what it is.")
    cases = _texts(claims["cases"]) if "cases" in claims else None
    try:
        roles = frozenset(Role(name) for name in _texts(claims.get("roles")))
    except ValueError as error:
        raise TokenRefused("The token names a role that does not exist.") from error
    if not roles or Role.SYSTEM in roles:
        raise TokenRefused("The token gives no role that a person or system can have.")
    source = claims.get("source")
    if source is not None and not isinstance(source, str):
        raise TokenRefused("The token's source is not a text.")
    limit = frozenset(cases) if cases is not None else None
    return Viewer(str(agency), roles, str(purpose), str(subject), limit, source)


def _texts(value: object) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TokenRefused("The token's roles or cases are not a list of texts.")
    return value
