"""Files of configurations: reading and writing TOML, the starter profiles, and who acts at the command line."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import tomli_w

from lif_plugin.app import App
from lif_plugin.builtin import BUILTIN
from lif_plugin.cli.options import operator
from lif_plugin.config import Settings
from lif_plugin.domain.config.checking import Installed, check
from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.config.document import read, refuse, write
from lif_plugin.domain.config.shape import listed, nearest
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import BadSetting, ConfigRefused, NotAllowed
from lif_plugin.flow.configuring import installed
from lif_plugin.hooks import build_plugins
from lif_plugin.rules.registry import collect_rules
from lif_plugin.web.tokens import Verifier

_FOLDER: Final = files("lif_plugin.cli") / "profiles"


def there() -> Installed:
    """What is installed here; needs no database."""
    plugins = build_plugins(BUILTIN, discover=True)
    return installed(plugins, collect_rules(plugins))


def read_file(path: Path, against: Installed) -> Configuration:
    """Read and check a file. Raises `ConfigRefused` with the file, the place, what is wrong and what to do."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigRefused(
            f"{path} cannot be read as text.", hint="Check the file's name and encoding."
        ) from error
    return _read(text, str(path), against)


def _read(text: str, name: str, against: Installed) -> Configuration:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigRefused(f"{name} is no TOML: {error}.", hint="Mend the line that is named.") from error
    value = read(document, name)
    refuse(check(value, against), name)
    return value


def profiles() -> dict[str, str]:
    """The starter profiles by name, as text."""
    found = (item for item in _FOLDER.iterdir() if item.name.endswith(".toml"))
    return {
        item.name.removesuffix(".toml"): item.read_text(encoding="utf-8") for item in sorted(found, key=str)
    }


def profile(name: str, against: Installed) -> Configuration:
    """A starter profile. Raises `BadSetting` for one that is not there."""
    known = profiles()
    if name not in known:
        raise BadSetting(
            f"There is no profile {name!r}.{nearest(name, known)}", hint=f"There are {listed(known)}."
        )
    return _read(known[name], f"profile {name}", against)


def as_toml(value: Configuration) -> str:
    """A configuration as a file; what is empty is left out."""
    return tomli_w.dumps(_full(write(value)))


def _full(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _full(value) if isinstance(value, Mapping) else value
        for key, value in document.items()
        if value not in ({}, [])
    }


def acting(app: App, settings: Settings, agency: str, token: Path | None) -> Viewer:
    """Who acts: whoever a token names, or the operator who sits here. Raises `NotAllowed` for another agency's token."""
    if token is None:
        return operator(agency)
    try:
        signed = token.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting("The token's file cannot be read.") from error
    viewer = Verifier.of(settings.keys, settings.audience, settings.issuer).viewer(signed)
    if viewer.agency != agency:
        raise NotAllowed("This token is for another agency.")
    return viewer
