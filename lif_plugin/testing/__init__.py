"""What the author of a plugin or adapter needs for tests: invented cases, loading a plugin, checking an adapter."""

from lif_plugin.testing.adapters import check_adapter, checks_for
from lif_plugin.testing.cases import ELMSHIRE, case, fact
from lif_plugin.testing.file_checks import Samples
from lif_plugin.testing.listening import listening
from lif_plugin.testing.live_bench import LiveBench
from lif_plugin.testing.plugins import loaded

__all__ = [
    "ELMSHIRE",
    "LiveBench",
    "Samples",
    "case",
    "check_adapter",
    "checks_for",
    "fact",
    "listening",
    "loaded",
]
