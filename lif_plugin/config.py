"""Settings: the only place that reads the environment. Secrets come from files, never from a command line."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from lif_plugin.domain.reminder import Reminding
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting
from lif_plugin.flow.calling import Network
from lif_plugin.flow.post import MailServer, Security
from lif_plugin.schema.allowed import Allowed
from lif_plugin.web.origins import origins_of
from lif_plugin.web.services import Rate

SETTINGS: Final[dict[str, str]] = {
    "LIF_HOME": "Folder of keys and, unless LIF_DB says otherwise, of the database. Default: .lif",
    "LIF_DB": "Database address: sqlite:///FILE or postgresql://USER@HOST/NAME. Default: lif.db in LIF_HOME",
    "LIF_ISSUER": "Who signs tokens; must equal their `iss`. Default: lif_plugin",
    "LIF_AUDIENCE": "Whom tokens are for; must equal their `aud`. Default: lif_plugin",
    "LIF_POOL": "Database connections, and so queries answered at once. Default: 10",
    "LIF_URL": "Where people reach the pages, as links say it. Default: http://127.0.0.1:8765",
    "LIF_SMTP": "Mail server of digests and reminders, HOST:PORT. Without it none is sent",
    "LIF_SMTP_FROM": "Address that digests come from. Needed with LIF_SMTP",
    "LIF_SMTP_TLS": "starttls, tls or none (then without signing in). Default: starttls",
    "LIF_SMTP_LOGIN": "File that only you can read: the mail account's name, and on a second line its password",
    "LIF_WEBHOOK_INSIDE": "Networks of your own that webhooks may go to, such as 10.2.0.0/16. Default: none",
    "LIF_ISSUER_INSIDE": "Networks of your own where identity providers may be asked for keys. Default: none",
    "LIF_REMIND": "Reminders of actions, in days: before the due day, apart, late until their body hears. Default: 14 7 28",
    "LIF_CHANGE_DAYS": "Days for which changes are kept for those who follow them by GraphQL. Default: 90",
    "LIF_QUERY_COST": "Points one GraphQL operation may be estimated at, and may really cost. Default: 50000 10000",
    "LIF_QUERY_SECONDS": "Seconds one GraphQL operation may read before it is stopped. Default: 20",
    "LIF_RATE": "GraphQL requests of one client or person: a second in the long run, and at once; or off. Default: 100 500",
    "LIF_INTROSPECTION": "Roles that may ask GraphQL for its schema. Default: admin integrator",
    "LIF_ORIGINS": "Sites whose pages may call GraphQL: https://app.example for all agencies, AGENCY=ORIGIN for one. Default: none",
    "LIF_TELEMETRY": "on: spans go to the collector of OTEL_EXPORTER_OTLP_ENDPOINT (extra `telemetry`). Default: off",
    "LIF_SMTP_CA": "File of certificates to trust the mail server by. Default: the system's",
}
"""Every setting, with what it means: `lif doctor` and the README list them."""

LOG_KEY: Final = "log.key"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an application is built from."""

    home: Path
    url: str
    issuer: str
    audience: str
    pool_size: int
    address: str = "http://127.0.0.1:8765"
    mail: MailServer | None = None
    inside: tuple[Network, ...] = ()
    issuers_inside: tuple[Network, ...] = ()
    reminding: Reminding = field(default_factory=Reminding)
    change_days: int = 90
    allowed: Allowed = field(default_factory=Allowed)
    rate: Rate | None = None
    telemetry: bool = False
    origins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def keys(self) -> Path:
        """The folder that holds the signing key, the key set and the log key."""
        return self.home / "keys"

    @property
    def heads(self) -> Path:
        """The file that keeps the ends of the read log's chains outside the database."""
        return self.home / "heads.json"

    def log_key(self) -> bytes:
        """The key of the read log's seal. Raises `BadSetting` before `lif init` has made it."""
        path = self.keys / LOG_KEY
        if not path.is_file():
            raise BadSetting("There is no key for the read log.", hint="Run `lif init --agency ID`.")
        return path.read_bytes()

    def make_log_key(self) -> None:
        """Make the read log's key, once; only its owner can read it."""
        self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.keys / LOG_KEY
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(32))


def load_settings(url: str | None = None) -> Settings:
    """Load the settings; ``url`` overrides LIF_DB. Raises `BadSetting` for one that cannot be used."""
    home = Path(os.environ.get("LIF_HOME", ".lif"))
    pool = os.environ.get("LIF_POOL", "10")
    if not pool.isdigit() or not int(pool):
        raise BadSetting("LIF_POOL must be a whole number above 0.")
    return Settings(
        home=home,
        url=url or os.environ.get("LIF_DB") or f"sqlite:///{home / 'lif.db'}",
        issuer=os.environ.get("LIF_ISSUER", "lif_plugin"),
        audience=os.environ.get("LIF_AUDIENCE", "lif_plugin"),
        pool_size=int(pool),
        address=_address(os.environ.get("LIF_URL", "http://127.0.0.1:8765")),
        mail=_mail(),
        inside=_inside("LIF_WEBHOOK_INSIDE"),
        issuers_inside=_inside("LIF_ISSUER_INSIDE"),
        reminding=_reminding(os.environ.get("LIF_REMIND", "14 7 28")),
        change_days=_days("LIF_CHANGE_DAYS", "90"),
        allowed=_allowed(),
        rate=_rate(os.environ.get("LIF_RATE", "100 500")),
        telemetry=_on("LIF_TELEMETRY"),
        origins=origins_of(os.environ.get("LIF_ORIGINS", "")),
    )


def _allowed() -> Allowed:
    """What one operation may cost and take, and who may introspect. Raises `BadSetting`."""
    cost = os.environ.get("LIF_QUERY_COST", "50000 10000").split()
    seconds = os.environ.get("LIF_QUERY_SECONDS", "20")
    if len(cost) != 2 or not all(part.isdigit() and int(part) for part in cost):
        raise BadSetting("LIF_QUERY_COST must be two whole numbers of points above 0, such as 50000 10000.")
    if not seconds.isdigit() or not int(seconds):
        raise BadSetting("LIF_QUERY_SECONDS must be a whole number of seconds above 0.")
    try:
        roles = frozenset(
            Role(one) for one in os.environ.get("LIF_INTROSPECTION", "admin integrator").split()
        )
    except ValueError as error:
        raise BadSetting(f"LIF_INTROSPECTION must be roles, of {', '.join(sorted(Role))}.") from error
    return Allowed(int(cost[0]), int(cost[1]), float(seconds), roles)


def _on(name: str) -> bool:
    given = os.environ.get(name, "off")
    if given not in {"on", "off"}:
        raise BadSetting(f"{name} must be on or off.")
    return given == "on"


def _rate(given: str) -> Rate | None:
    if given == "off":
        return None
    parts = given.split()
    if len(parts) != 2 or not all(part.isdigit() and int(part) for part in parts):
        raise BadSetting("LIF_RATE must be two whole numbers above 0, such as 100 500, or off.")
    return Rate(float(parts[0]), int(parts[1]))


def _days(name: str, default: str) -> int:
    given = os.environ.get(name, default)
    if not given.isdigit() or not int(given):
        raise BadSetting(f"{name} must be a whole number of days above 0.")
    return int(given)


def _reminding(given: str) -> Reminding:
    parts = given.split()
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        raise BadSetting("LIF_REMIND must be three whole numbers of days, such as 14 7 28.")
    before, every, late = (int(part) for part in parts)
    return Reminding(before, every, late)


def _inside(name: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part) for part in os.environ.get(name, "").replace(",", " ").split())
    except ValueError as error:
        raise BadSetting(
            f"{name} must be networks, such as 10.2.0.0/16.", hint="Part several by commas."
        ) from error


def _address(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise BadSetting("LIF_URL must be the address of the pages, such as https://lif.example.")
    return given.rstrip("/")


def _mail() -> MailServer | None:
    """The mail server, or None where none is set. Raises `BadSetting`."""
    server = os.environ.get("LIF_SMTP")
    if not server:
        return None
    host, _, port = server.rpartition(":")
    if not host or not port.isdigit():
        raise BadSetting("LIF_SMTP must be HOST:PORT, such as mail.example:587.")
    ca, login = os.environ.get("LIF_SMTP_CA"), os.environ.get("LIF_SMTP_LOGIN")
    try:
        return MailServer(
            host=host,
            port=int(port),
            sender=os.environ.get("LIF_SMTP_FROM", ""),
            security=Security(os.environ.get("LIF_SMTP_TLS", "starttls")),
            login_file=Path(login) if login else None,
            ca_file=Path(ca) if ca else None,
        )
    except ValueError as error:
        raise BadSetting("LIF_SMTP_TLS must be starttls, tls or none.") from error


def read_secret(name: str, where: Mapping[str, str]) -> str:
    """Read a secret from the file or the environment variable that holds it, without the line's end.

    Raises `BadSetting` where it is not there, naming the place and never what it holds.
    """
    if "env" in where:
        found = os.environ.get(where["env"], "")
        place = f"the environment variable {where['env']}"
    else:
        path = Path(where["file"])
        try:
            found = path.read_text(encoding="utf-8").strip("\r\n")
        except (OSError, ValueError):
            raise BadSetting(f"{name} cannot be read from {path}.") from None
        place = str(path)
    if not found:
        raise BadSetting(f"{name} is empty: nothing is in {place}.")
    return found
