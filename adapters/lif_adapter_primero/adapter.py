"""What this adapter is and which settings a connection has; what speaks HTTP is imported when one is made."""

from collections.abc import Mapping
from typing import Any, Final

from lif_adapter_primero.mapping import KINDS, SOURCE
from lif_plugin.hooks.live import Can, LiveAdapter, LiveClock, LiveSession, LiveSetting

SHOWN_AS: Final = ("flag", "note", "subform")
SIGN_INS: Final = ("basic", "session", "token")

SETTINGS: Final = (
    LiveSetting("address", "The server as people open it, https://…", required=True),
    LiveSetting("user_name", "The account's user name; flags by it are ours", required=True),
    LiveSetting(
        "password", "The account's password; with sign_in token, its token", secret=True, required=True
    ),
    LiveSetting("user_id", "The account's own number: what it may see is read there", required=True),
    LiveSetting("sign_in", "basic, session or token", "basic"),
    LiveSetting("fields", "The field map: a table, or a TOML or JSON file; else the default module's"),
    LiveSetting("zone", "The time zone in which the deployment's days are", "UTC"),
    LiveSetting("settle", "Seconds a case must have been left alone before it is written to", 600.0),
    LiveSetting("apart", "Seconds between two requests", 0.5),
    LiveSetting("timeout", "Seconds to wait for an answer", 60.0),
    LiveSetting("show", "flag, note or subform", "flag"),
    LiveSetting("note_subject", "The subject of a note", "A question about the record"),
    LiveSetting("subform", "The subform of our own, as form/subform"),
    LiveSetting("words", "Words of answers: tables done, wrong, reasons; or a file"),
    LiveSetting("withdrawn", "What is written when a flag is taken back; else our own words"),
    LiveSetting("webhook_key", "The key that webhooks carry; without it none is taken", secret=True),
)


def connect(given: Mapping[str, Any], secrets: Mapping[str, str], clock: LiveClock) -> LiveSession:
    """Make a session; nothing is sent yet. Raises `BadSetting`."""
    # Imported here: the HTTP library takes a tenth of a second, which listing adapters should not.
    from lif_adapter_primero.session import PrimeroSession
    from lif_adapter_primero.settings import read_settings

    return PrimeroSession(read_settings(given, secrets), clock)


ADAPTER: Final = LiveAdapter(
    name="primero",
    title="Primero v2, child protection case management (live)",
    source=SOURCE,
    kinds=KINDS,
    can=frozenset({Can.POLL, Can.HINT, Can.SHOW, Can.ANSWER}),
    settings=SETTINGS,
    connect=connect,
)
