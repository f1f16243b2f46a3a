"""Settings of a connection with a live platform, checked one by one: what two adapters would write alike.

A setting comes as a value or as a text from a command line; a table may be the name of a TOML or JSON file. Nothing
here goes to the network, and no error holds a secret or a file's text.
"""

import json
import math
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path as File
from typing import Any, Final, Protocol, final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lif_plugin.errors import BadSetting

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@final
class Secret:
    """A text that nobody gets to see by printing, logging or comparing."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> str:
        raise TypeError("A secret is not written down.")


class Setting(Protocol):
    """What is read of a setting's declaration."""

    @property
    def name(self) -> str: ...  # noqa: D102  as in hooks.live.LiveSetting

    @property
    def meaning(self) -> str: ...  # noqa: D102

    @property
    def default(self) -> Any: ...  # noqa: D102

    @property
    def secret(self) -> bool: ...  # noqa: D102

    @property
    def required(self) -> bool: ...  # noqa: D102


def given_values(
    settings: Iterable[Setting], given: Mapping[str, Any], secrets: Mapping[str, str]
) -> dict[str, Any]:
    """What was given, with defaults, without secrets. Raises `BadSetting` for what is unknown or missing."""
    known = {one.name: one for one in settings}
    if odd := sorted((given.keys() | secrets.keys()) - known.keys()):
        raise BadSetting(f"There is no setting {odd[0]!r}.", hint=f"There are: {', '.join(known)}.")
    values = {one.name: given.get(one.name, one.default) for one in known.values() if not one.secret}
    for one in known.values():
        if one.required and not (secrets if one.secret else values).get(one.name):
            raise BadSetting(f"{one.name} is missing: {one.meaning}.", hint="Give it to `lif connect`.")
    return values


def server_address(text: str) -> str:
    """Scheme, host and port of a server's address. Raises `BadSetting` unless it is https (or loopback)."""
    parts = urlsplit(text)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or parts.username or not (parts.scheme == "https" or local):
        raise BadSetting(
            "The address of a platform begins with https:// and holds no password.",
            hint="Give the address people use in their browser.",
        )
    return f"{parts.scheme}://{parts.netloc}"


def number_of(name: str, value: Any, at_most: float) -> float:
    """A number from 0 to ``at_most``. Raises `BadSetting`."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool) or not 0 <= number <= at_most:
        raise BadSetting(f"{name} is a number from 0 to {at_most:g}.", hint=f"Change {name}.")
    return number


def zone_of(value: Any) -> ZoneInfo:
    """A time zone by its name. Raises `BadSetting`."""
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSetting("zone is no time zone.", hint="Use a name such as Africa/Nairobi.") from None


def table_of(name: str, value: Any) -> Mapping[str, Any]:
    """A table as it is, or read from the file it names. Raises `BadSetting`."""
    if isinstance(value, Mapping):
        return value
    try:
        text = File(str(value)).read_text("utf-8")
        read = json.loads(text) if str(value).endswith(".json") else tomllib.loads(text)
    except (OSError, ValueError):
        raise BadSetting(
            f"{name} names no file that can be read as TOML or JSON.", hint=f"Change {name}."
        ) from None
    if not isinstance(read, dict):
        raise BadSetting(f"The file that {name} names holds no table.", hint=f"Mend the file or {name}.")
    return read
