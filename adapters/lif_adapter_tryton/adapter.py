"""What this adapter is and which settings a connection has; what speaks HTTP is imported when one is made."""

from collections.abc import Mapping
from typing import Any, Final

from lif_adapter_tryton.mapping import KINDS, SOURCE
from lif_plugin.hooks.live import Can, LiveAdapter, LiveClock, LiveSession, LiveSetting

SETTINGS: Final = (
    LiveSetting("address", "The server as people open it, https://…", required=True),
    LiveSetting("database", "The name of Tryton's database", required=True),
    LiveSetting("key", "The key of the user application in Tryton", secret=True, required=True),
    LiveSetting(
        "webhook_key", "The key that Tryton's sender signs with; without it no hint is taken", secret=True
    ),
    LiveSetting("zone", "The time zone in which the deployment's days are", "UTC"),
    LiveSetting("timeout", "Seconds to wait for an answer", 30.0),
)


def connect(given: Mapping[str, Any], secrets: Mapping[str, str], clock: LiveClock) -> LiveSession:
    """Make a session; nothing is sent yet. Raises `BadSetting`."""
    # Imported here: the HTTP library takes a tenth of a second, which listing adapters should not.
    from lif_adapter_tryton.session import TrytonSession
    from lif_adapter_tryton.settings import read_settings

    return TrytonSession(read_settings(given, secrets), clock)


ADAPTER: Final = LiveAdapter(
    name="tryton",
    title="GNU Health on Tryton, socioeconomic assessments (live)",
    source=SOURCE,
    kinds=KINDS,
    can=frozenset({Can.POLL, Can.HINT, Can.SHOW, Can.ANSWER}),
    settings=SETTINGS,
    connect=connect,
)
