"""What a set's own file `ssd.toml` says: where the database is, and which case system the tables come from."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lif_plugin.errors import UnreadableInput

FILE: Final = "ssd.toml"
_KNOWN: Final = frozenset({"url", "url_from", "schema", "vendor"})
_VENDORS: Final = ("liquidlogic", "mosaic", "eclipse")


@dataclass(frozen=True, slots=True)
class Settings:
    """``url`` is SQLAlchemy's address of the database; ``vendor`` the case system, None where it is to be told."""

    url: str | None = None
    schema: str | None = None
    vendor: str | None = None

    @property
    def eclipse(self) -> bool | None:
        """Whether the case system is Eclipse; None where it is not said."""
        return None if self.vendor is None else self.vendor == "eclipse"


def read(path: Path) -> Settings:
    """Read the settings; raises `UnreadableInput` with the key at fault, never with its value."""
    try:
        said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableInput(f"{path.name} cannot be read as TOML.", hint="Check its lines.") from error
    odd = [key for key, value in said.items() if key not in _KNOWN or not isinstance(value, str)]
    if odd:
        raise UnreadableInput(
            f"{path.name} has a key that is not known or is no text: {', '.join(sorted(odd))}.",
            hint="It may have url or url_from, schema, and vendor.",
        )
    vendor = said.get("vendor", "").lower() or None
    if vendor is not None and vendor not in _VENDORS:
        raise UnreadableInput(
            f"{path.name}: there is no vendor of that name.", hint=f"One of {', '.join(_VENDORS)}."
        )
    return Settings(_url(path, said), said.get("schema") or None, vendor)


def _url(path: Path, said: dict[str, str]) -> str | None:
    """The database's address; a password stays out of the file where it names a variable of the environment."""
    if "url_from" not in said:
        return said.get("url")
    found = os.environ.get(said["url_from"])
    if not found:
        raise UnreadableInput(
            f"{path.name} takes the database's address from a variable of the environment that is not set.",
            hint="Set it for this command, or correct url_from.",
        )
    return found
