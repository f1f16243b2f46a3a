"""The settings of a connection with Tryton, checked; nothing here goes to the network."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, final
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lif_adapter_tryton.adapter import SETTINGS
from lif_plugin.errors import BadSetting

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_LONGEST_S: Final = 600


@final
class Secret:
    """A text that nobody gets to see by printing, logging or comparing."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that uses it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> str:
        raise TypeError("A secret is not written down.")


@dataclass(frozen=True, slots=True)
class Connection:
    """The settings of one connection; ``address`` is that of Tryton's database."""

    address: str
    key: Secret
    webhook_key: Secret
    zone: ZoneInfo
    timeout_s: float


def read_settings(given: Mapping[str, Any], secrets: Mapping[str, str]) -> Connection:
    """Check settings. Raises `BadSetting`, naming the setting and never a secret."""
    known = {one.name: one for one in SETTINGS}
    if odd := sorted((given.keys() | secrets.keys()) - known.keys()):
        raise BadSetting(f"There is no setting {odd[0]!r}.", hint=f"There are: {', '.join(known)}.")
    values = {one.name: given.get(one.name, one.default) for one in SETTINGS if not one.secret}
    for one in SETTINGS:
        if one.required and not (secrets if one.secret else values).get(one.name):
            raise BadSetting(f"{one.name} is missing: {one.meaning}.", hint="Give it to `lif connect`.")
    return Connection(
        address=f"{_address(str(values['address']))}/{quote(str(values['database']), safe='')}/lif/",
        key=Secret(secrets["key"]),
        webhook_key=Secret(secrets.get("webhook_key") or ""),
        zone=_zone(values["zone"]),
        timeout_s=_seconds(values["timeout"]),
    )


def _address(text: str) -> str:
    parts = urlsplit(text)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or parts.username or not (parts.scheme == "https" or local):
        raise BadSetting(
            "The address of a Tryton server begins with https:// and holds no password.",
            hint="Give the address people use in their browser, e.g. https://health.example.org.",
        )
    return f"{parts.scheme}://{parts.netloc}"


def _zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSetting("zone is no time zone.", hint="Use a name such as America/Lima.") from None


def _seconds(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = 0
    if isinstance(value, bool) or not 0 < number <= _LONGEST_S:
        raise BadSetting(f"timeout is a number of seconds up to {_LONGEST_S}.", hint="Change timeout.")
    return number
