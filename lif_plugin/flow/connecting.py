"""Connecting: what somebody writes about a platform is checked word by word before it is kept."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import orjson

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import BadSetting
from lif_plugin.flow.sessions import LiveParts
from lif_plugin.hooks import LiveAdapter
from lif_plugin.hooks.live import LiveSetting
from lif_plugin.store import cases, connections
from lif_plugin.store.connections import Saved
from lif_plugin.store.work import hold_agency

Row = dict[str, Any]
SECRETS: Final = "secrets"
"""The table of a settings file that says where secrets are."""
EVERY_SECONDS: Final = 60


def read_settings(
    adapter: LiveAdapter, document: Mapping[str, Any], folder: Path
) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Read (settings, where secrets are) out of a settings file of this folder.

    Raises `BadSetting` for a name the adapter does not have, with the nearest it has, for what is missing, and
    for a secret that stands in the file itself.
    """
    known = {setting.name: setting for setting in adapter.settings}
    places = document.get(SECRETS, {})
    plain = {name: value for name, value in document.items() if name != SECRETS}
    if not isinstance(places, Mapping):
        raise BadSetting(f"{SECRETS} is a table of names.", hint=_HOW)
    for name in (*plain, *places):
        if name not in known:
            raise BadSetting(f"{adapter.name} has no setting {name!r}.", hint=_nearest(name, known))
    for name in plain:
        if known[name].secret:
            raise BadSetting(f"{name} is a secret and does not stand in a settings file.", hint=_HOW)
    missing = [
        name for name, one in known.items() if one.required and name not in (places if one.secret else plain)
    ]
    if missing:
        raise BadSetting(f"These settings are missing: {', '.join(missing)}.", hint=_meaning(known, missing))
    settings = {name: _fitting(known[name], value) for name, value in plain.items()}
    return settings, {name: _place(known[name], where, folder) for name, where in places.items()}


_HOW: Final = 'Write under [secrets]: NAME = { file = "PATH" } or { env = "VARIABLE" }.'


def _nearest(name: str, known: Mapping[str, LiveSetting]) -> str:
    meant = get_close_matches(name, known, 1)
    return f"Did you mean {meant[0]}?" if meant else f"There are: {', '.join(sorted(known))}."


def _meaning(known: Mapping[str, LiveSetting], names: list[str]) -> str:
    return " ".join(f"{name}: {known[name].meaning.rstrip('.')}." for name in names)


def _fitting(setting: LiveSetting, value: Any) -> Any:
    """A value of the same type as its default."""
    default = setting.default
    number = isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool)
    if default is None or type(value) is type(default) or number:
        return value
    if isinstance(default, list | tuple) and isinstance(value, list):
        return value
    if isinstance(default, Mapping) and isinstance(value, Mapping):
        return value
    raise BadSetting(
        f"{setting.name} must be of type {type(default).__name__}.", hint=f"{setting.meaning.rstrip('.')}."
    )


def _place(setting: LiveSetting, where: Any, folder: Path) -> dict[str, str]:
    fits = isinstance(where, Mapping) and len(where) == 1 and where.keys() <= {"file", "env"}
    if (
        not setting.secret
        or not fits
        or not all(isinstance(value, str) and value for value in where.values())
    ):
        raise BadSetting(f"It does not say where {setting.name} is.", hint=_HOW)
    if "file" in where:
        return {"file": str((folder / where["file"]).resolve())}
    return dict(where)


def connect(
    parts: LiveParts, adapter: LiveAdapter, agency: str, name: str, read: tuple[dict[str, Any], Any],
    every_seconds: float, by: str,
) -> Row:  # fmt: skip
    """Save a connection once the adapter has taken its settings; it is polled from now on.

    Raises `BadSetting`, also where another connection of the agency brings the same source. Does not go to the
    network: `examine` does.
    """
    settings, secrets = read
    parts.sessions.make(adapter.name, settings, secrets).close()
    if not 0 < every_seconds <= 86_400:
        raise BadSetting("A platform is polled at least once a day.")
    if not name or not all(c.isascii() and (c.isalnum() or c in "_-") for c in name) or len(name) > 64:
        raise BadSetting("A connection's name is made of letters, digits, - and _.")
    saved = Saved(
        name,
        adapter.name,
        adapter.source,
        orjson.dumps(settings, option=orjson.OPT_SORT_KEYS).decode(),
        orjson.dumps(secrets, option=orjson.OPT_SORT_KEYS).decode(),
        int(every_seconds * 1000),
    )
    with parts.store.write(Viewer.system("connections", agency)) as connection:
        hold_agency(connection, agency)
        before = connections.named(connection, agency, name)
        other = connections.of_source(connection, agency, adapter.source)
        if other is not None and other["name"] != name:
            raise BadSetting(
                f"{adapter.source} is connected already.", hint=f"Change {other['name']} instead."
            )
        if before is not None and before["adapter"] != adapter.name:
            raise BadSetting(f"{name} is a connection by {before['adapter']}.", hint="Choose another name.")
        row = connections.save(connection, agency, saved, by, parts.clock.now())
        # What is waiting on these cases from before is shown too.
        cases.mark_source_stale(connection, agency, adapter.source)
    return row


def stop_by_hand(parts: LiveParts, agency: str, name: str) -> bool:
    """Stop a connection; nothing goes in or out until it is saved again. False if there is none."""
    with parts.store.write(Viewer.system("connections", agency)) as connection:
        row = connections.named(connection, agency, name)
        return row is not None and connections.stop(connection, row, "by_hand", "Somebody stopped it.")
