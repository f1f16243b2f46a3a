"""The promise to plugin authors: markers, specifications, types and the manager that calls plugins."""

from lif_plugin.hooks.faults import Fault
from lif_plugin.hooks.live import LiveAdapter
from lif_plugin.hooks.manager import HOOKS, Plugins, build_plugins
from lif_plugin.hooks.markers import hookimpl
from lif_plugin.hooks.types import Adapter, CaseFinding, CaseView, QueryField

__all__ = [
    "HOOKS",
    "Adapter",
    "CaseFinding",
    "CaseView",
    "Fault",
    "LiveAdapter",
    "Plugins",
    "QueryField",
    "build_plugins",
    "hookimpl",
]
