"""Issuers: identity providers whose tokens are taken, and what their claims make of somebody here.

They stand beside the keys and not in an agency's configuration: whoever comes in by an issuer's token must not be able
to change whom that issuer lets in, one issuer may serve several agencies, and all this is needed before it is known
whose configuration to look at.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import BadSetting, TokenRefused
from lif_plugin.web.register import Register

FOLDER: Final = "issuers"
ALGORITHMS: Final = ("ES256", "ES384", "ES512", "EdDSA", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512")
"""Asymmetric only: with a shared secret whoever can check a token could also make one."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Where in a token something stands, and what each of its values means; a value without a meaning has none."""

    path: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)

    def found(self, claims: Mapping[str, Any]) -> frozenset[str]:
        """The texts at this place: one, the members of a list, or none."""
        at: Any = claims
        for step in self.path:
            at = at.get(step) if isinstance(at, Mapping) else None
        parts = at if isinstance(at, list) else [at]
        return frozenset(part for part in parts if isinstance(part, str))

    def means(self, claims: Mapping[str, Any]) -> frozenset[str]:
        """What the texts at this place mean."""
        return frozenset(self.values[text] for text in self.found(claims) if text in self.values)


@dataclass(frozen=True, slots=True)
class Issuer:
    """One identity provider. ``agency`` is fixed, or told by a claim; roles are always told by one.

    ``cases``, where given, is the claim that holds the cases somebody is limited to: without it in a token, none.
    ``ends_at`` in seconds since 1970.
    """

    id: str
    iss: str
    audience: str
    agency: str | Claim
    roles: Claim
    purpose: str
    made_at: int
    algorithms: tuple[str, ...] = ALGORITHMS
    cases: Claim | None = None
    source: str | None = None
    ends_at: int | None = None

    def viewer(self, claims: Mapping[str, Any]) -> Viewer:
        """Who a token of this issuer is for, once its signature, times and audience are right. Raises `TokenRefused`."""
        roles = frozenset(Role(name) for name in self.roles.means(claims))
        if not roles:
            raise TokenRefused("The token gives no role here.", hint=_MAPPED)
        cases = self.cases.found(claims) if self.cases else None
        subject = f"{self.id}:{claims['sub']}"
        return Viewer(self.agency_in(claims), roles, self.purpose, subject, cases, self.source)

    def agency_in(self, claims: Mapping[str, Any]) -> str:
        """The one agency that a token is of. Raises `TokenRefused` for none and for several."""
        agencies = self.agency.means(claims) if isinstance(self.agency, Claim) else {self.agency}
        if len(agencies) != 1:
            raise TokenRefused("The token does not say for which one agency it is.", hint=_MAPPED)
        return next(iter(agencies))


_MAPPED: Final = "See `lif issuers list` for what is looked for in a token."


def issuers_in(keys: Path) -> Register[Issuer]:
    """The issuers whose tokens are taken."""
    return Register(keys / FOLDER, _stored)


def read_issuer(name: str, text: str, now: int) -> Issuer:
    """Read an issuer as a TOML text describes it. Raises `BadSetting` for what cannot be used."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"The issuer is no TOML: {error}.") from error
    return _read(name, given, now)


def add_issuer(register: Register[Issuer], made: Issuer) -> Issuer:
    """Take the tokens of an issuer. Raises `BadSetting` where another has its ``iss``."""
    if any(one.iss == made.iss and one.ends_at is None and one.id != made.id for one in register.all()):
        raise BadSetting("There is an issuer with this iss.", hint="See `lif issuers list`.")
    register.write(made)
    return made


def end_issuer(register: Register[Issuer], name: str, at: int) -> Issuer:
    """Take no token of an issuer any more from a time on, in seconds. Raises `NotFound`."""
    ended = replace(register.find(name), ends_at=at)
    register.write(ended)
    return ended


_NEEDED: Final = frozenset({"iss", "audience", "agency", "roles", "purpose"})
_KNOWN: Final = _NEEDED | {"algorithms", "cases", "source"}


def _read(name: str, given: Mapping[str, Any], now: int) -> Issuer:
    missing, strange = sorted(_NEEDED - given.keys()), sorted(given.keys() - _KNOWN)
    if missing or strange:
        said = [f"{', '.join(missing)} missing"] * bool(missing) + [f"{', '.join(strange)} unknown"] * bool(
            strange
        )
        raise BadSetting(f"The issuer's description: {'; '.join(said)}.")
    texts = {key: given[key] for key in ("iss", "audience", "purpose")}
    if not all(isinstance(value, str) and value.strip() for value in texts.values()):
        raise BadSetting("iss, audience and purpose are texts.")
    parts = urlsplit(texts["iss"])
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment:
        raise BadSetting("iss is the issuer's https address, exactly as its tokens say it.")
    algorithms = tuple(given.get("algorithms", ALGORITHMS))
    if not algorithms or not set(algorithms) <= set(ALGORITHMS):
        raise BadSetting(f"algorithms are among {', '.join(ALGORITHMS)}: never a shared secret, never none.")
    roles = _claim("roles", given["roles"])
    if not roles.values or not set(roles.values.values()) <= set(Role) - {Role.SYSTEM}:
        raise BadSetting("roles maps values of a claim to roles that a person or system can have.")
    agency = given["agency"] if isinstance(given["agency"], str) else _claim("agency", given["agency"])
    cases = _claim("cases", given["cases"]) if "cases" in given else None
    return Issuer(
        name, **texts, agency=agency, roles=roles, made_at=now, algorithms=algorithms, cases=cases,
        source=given.get("source"),
    )  # fmt: skip


def _claim(what: str, given: Any) -> Claim:
    path = given.get("claim") if isinstance(given, dict) else None
    steps = [path] if isinstance(path, str) else path
    values = given.get("values", {}) if isinstance(given, dict) else {}
    if not isinstance(steps, list) or not steps or not all(isinstance(part, str) for part in steps):
        raise BadSetting(f'{what} names its claim, such as claim = "groups" or claim = ["realm", "groups"].')
    if not isinstance(values, dict) or not all(isinstance(part, str) for part in values.values()):
        raise BadSetting(f"{what}: values maps texts of the claim to what they mean here.")
    return Claim(tuple(steps), values)


def _stored(stored: Mapping[str, Any]) -> Issuer:
    def claim(value: Any) -> Any:
        return Claim(tuple(value["path"]), value["values"]) if isinstance(value, dict) else value

    parts = {name: claim(stored[name]) for name in ("agency", "roles", "cases")}
    return Issuer(**{**stored, **parts, "algorithms": tuple(stored["algorithms"])})
