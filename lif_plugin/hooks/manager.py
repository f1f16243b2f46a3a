"""Builds the set of plugins and calls them one at a time, so one plugin's mistake costs no other its turn."""

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any, Final

import pluggy

from lif_plugin.errors import PluginFault
from lif_plugin.hooks import specs
from lif_plugin.hooks.markers import ENTRY_POINTS, PROJECT

_log = logging.getLogger(__name__)
DEADLINE_SECONDS: Final = 10.0
_PREFIX: Final = "lif_"


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong in a plugin: the kind of exception and where, never its text (it may hold a record)."""

    plugin: str
    hook: str
    message: str
    at: float


class Plugins:
    """The plugins of one application, with the faults they have shown.

    Built, not imported: `build_plugins` loads exactly the plugins it is given.
    """

    def __init__(self, deadline: float = DEADLINE_SECONDS) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(specs)
        self._callers: dict[tuple[str, str], pluggy.HookCaller] = {}
        self._suspended: set[str] = set()
        self._deadline = deadline
        self.faults: list[Fault] = []

    @property
    def names(self) -> list[str]:
        """The names of the plugins that loaded, in order of their loading."""
        return [name for name, plugin in self._manager.list_name_plugin() if plugin is not None]

    def hooks_of(self, plugin: str) -> list[str]:
        """The hooks a plugin implements."""
        found = self._manager.get_hookcallers(self._manager.get_plugin(plugin))
        return sorted(caller.name for caller in found or ())

    def add(self, plugin: object, name: str) -> None:
        """Load a plugin; a hook that does not exist, or one with wrong arguments, breaks the plugin only."""
        try:
            self._manager.register(plugin, name)
            self._check_pending(plugin)
        except (pluggy.PluginValidationError, ValueError) as error:
            self._manager.unregister(plugin) if self._manager.is_registered(plugin) else None
            self.record(name, "load", error)

    def _check_pending(self, plugin: object) -> None:
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError:
            self._manager.unregister(plugin)
            raise

    def record(self, plugin: str, hook: str, error: BaseException) -> Fault:
        """Record a fault; only the exception's kind and place are kept."""
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f" at line {trace.tb_lineno} of {trace.tb_frame.f_code.co_name}" if trace else ""
        said = str(error) if isinstance(error, PluginFault | pluggy.PluginValidationError) else ""
        fault = Fault(plugin, hook, f"{type(error).__name__}{where}{': ' if said else ''}{said}", time.time())
        self.faults.append(fault)
        _log.warning("plugin %s failed in %s: %s", fault.plugin, fault.hook, fault.message)
        return fault

    def each(self, hook: str, returns: type | None, *, skip: frozenset[str] = frozenset(), **arguments: Any
             ) -> Iterator[tuple[str, list[Any]]]:  # fmt: skip
        """Call a hook plugin by plugin and yield (plugin, what it returned).

        A plugin that fails is left out and recorded. ``returns`` is the type of each item, None for
        observers. ``skip`` names plugins that are switched off.
        """
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            name = implementation.plugin_name
            if name in skip or name in self._suspended:
                continue
            try:
                answer = self._within_deadline(self._caller(hook, name), name, arguments)
                yield name, _items(answer, returns)
            except Exception as error:  # noqa: BLE001  the one place where plugins are called
                self.record(name, hook, error)

    def _caller(self, hook: str, name: str) -> pluggy.HookCaller:
        key = (hook, name)
        if key not in self._callers:
            others = [plugin for other, plugin in self._manager.list_name_plugin() if other != name and plugin]
            self._callers[key] = self._manager.subset_hook_caller(hook, others)
        return self._callers[key]

    def _within_deadline(self, caller: pluggy.HookCaller, name: str, arguments: dict[str, Any]) -> list[Any]:
        """Call in a thread of its own: Python cannot stop a function, so a late one is left and suspended."""
        box: dict[str, Any] = {}

        def run() -> None:
            try:
                box["answer"] = caller(**arguments)
            except BaseException as error:  # noqa: BLE001  carried to the caller's thread
                box["error"] = error

        thread = threading.Thread(target=run, name=f"plugin-{name}", daemon=True)
        thread.start()
        thread.join(self._deadline)
        if thread.is_alive():
            self._suspended.add(name)
            raise PluginFault(f"No answer within {self._deadline:g} s; suspended until restart.")
        if "error" in box:
            raise box["error"]
        return list(box["answer"])


def _items(answer: list[Any], returns: type | None) -> list[Any]:
    if returns is None:
        return []
    items: list[Any] = []
    for part in answer:
        if isinstance(part, str | bytes) or not isinstance(part, Iterable):
            raise PluginFault(f"Returned {type(part).__name__}, not a list of {returns.__name__}.")
        items.extend(part)
    for item in items:
        if not isinstance(item, returns):
            raise PluginFault(f"Returned a {type(item).__name__} among the {returns.__name__}s.")
    return items


def build_plugins(
    plugins: Iterable[tuple[str, object]] = (), *, discover: bool = False, deadline: float = DEADLINE_SECONDS
) -> Plugins:
    """Build a set of plugins from (name, plugin) pairs and, with ``discover``, from entry points."""
    built = Plugins(deadline)
    for name, plugin in plugins:
        built.add(plugin, name)
    if discover:
        for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
            try:
                built.add(entry.load(), entry.name)
            except Exception as error:  # noqa: BLE001  a plugin that cannot be imported is recorded
                built.record(entry.name, "load", error)
    return built
