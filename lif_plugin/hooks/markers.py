"""The marker a plugin puts on its hook functions."""

from typing import Final

import pluggy

PROJECT: Final = "lif_plugin"
ENTRY_POINTS: Final = "lif_plugin"
"""The entry point group in which a distribution names its plugins."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
