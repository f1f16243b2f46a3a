"""What this adapter is and which settings a connection has; what speaks HTTP is imported when one is made."""

from collections.abc import Mapping
from typing import Any, Final

from lif_adapter_commcare.kinds import KINDS, SOURCE
from lif_plugin.hooks.live import Can, LiveAdapter, LiveClock, LiveSession, LiveSetting

SETTINGS: Final = (
    LiveSetting(
        "address", "The server as people open it, https://www.commcarehq.org or another", required=True
    ),
    LiveSetting("domain", "The project space, as it stands in addresses after /a/", required=True),
    LiveSetting("user_name", "The API user's name; what it writes is ours", required=True),
    LiveSetting("api_key", "The API user's key, made on this very server", secret=True, required=True),
    LiveSetting("user_id", "The API user's id: forwarded writes of its own are then passed over"),
    LiveSetting(
        "map", "Which case types and properties say what: a table, or a TOML or JSON file", required=True
    ),
    LiveSetting("zone", "The time zone in which the deployment's days are", "UTC"),
    LiveSetting("prompt_type", "The case type of prompts, as the app's builder named it", "practice_prompt"),
    LiveSetting("prompt_index", "The index by which a prompt's case hangs on the child's", "host"),
    LiveSetting(
        "settle", "Seconds between a write whose end is not known, or a start, and the next write", 10.0
    ),
    LiveSetting("page", "Cases asked for at once, at most 5000", 100),
    LiveSetting("timeout", "Seconds to wait for an answer", 60.0),
    LiveSetting(
        "webhook_key", "What case forwarding signs in with: a bearer token or Basic password", secret=True
    ),
)


def connect(given: Mapping[str, Any], secrets: Mapping[str, str], clock: LiveClock) -> LiveSession:
    """Make a session; nothing is sent yet. Raises `BadSetting`."""
    # Imported here: the HTTP library takes a tenth of a second, which listing adapters should not.
    from lif_adapter_commcare.session import CommCareSession
    from lif_adapter_commcare.settings import read_settings

    return CommCareSession(read_settings(given, secrets), clock)


ADAPTER: Final = LiveAdapter(
    name="commcare",
    title="CommCare HQ, case management on phones (live; not yet run against a live server)",
    source=SOURCE,
    kinds=KINDS,
    can=frozenset({Can.POLL, Can.HINT, Can.SHOW, Can.ANSWER}),
    settings=SETTINGS,
    connect=connect,
)
