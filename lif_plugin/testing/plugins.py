"""Loads one plugin for a test, as the application would, and says what is wrong with it."""

from lif_plugin.errors import PluginFault
from lif_plugin.hooks import Plugins, build_plugins


def loaded(plugin: object, name: str = "plugin", *, deadline: float = 10.0) -> Plugins:
    """Load a plugin by itself; call its hooks with `Plugins.each`. Raises `PluginFault` if it does not load."""
    plugins = build_plugins([(name, plugin)], deadline=deadline)
    if plugins.faults:
        raise PluginFault(plugins.faults[0].message, hint="The application would go on without this plugin.")
    return plugins
