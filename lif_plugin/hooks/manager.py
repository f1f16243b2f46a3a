"""Builds the set of plugins and calls them one at a time, so one plugin's mistake costs no other its turn."""

import inspect
import logging
from collections import deque
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import partial
from importlib.metadata import entry_points
from types import UnionType
from typing import Any, Final

import pluggy

from lif_plugin.errors import PluginFault
from lif_plugin.hooks import specs
from lif_plugin.hooks.calling import collect, within
from lif_plugin.hooks.checks import NAME_AT_MOST
from lif_plugin.hooks.faults import Fault, fault_of
from lif_plugin.hooks.markers import ENTRY_POINTS, PROJECT
from lif_plugin.tracing import span

__all__ = ["HOOKS", "Fault", "Plugins", "build_plugins"]

_log = logging.getLogger(__name__)
DEADLINE_SECONDS: Final = 10.0
LOAD: Final = "load"
"""What stands for the hook in the fault of a plugin that could not be loaded."""
FAULTS: Final = 500
"""How many faults since loading are remembered here; the store has all that came of asking about cases."""
HOOKS: Final = tuple(name for name in vars(specs) if name.startswith("lif_"))
"""The names of all hooks, in the order of their promises."""


class Plugins:
    """The plugins of one application, with the faults they have shown.

    Built, not imported: `build_plugins` loads exactly the plugins it is given.
    """

    def __init__(self, deadline: float = DEADLINE_SECONDS) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(specs)
        self._suspended: set[str] = set()
        self._deadline = deadline
        self._unloaded: list[Fault] = []
        self._shown: deque[Fault] = deque(maxlen=FAULTS)

    @property
    def faults(self) -> list[Fault]:
        """The faults shown so far: all of loading, and the latest of what was asked since."""
        return [*self._unloaded, *self._shown]

    @property
    def names(self) -> list[str]:
        """The names of the plugins that loaded, in order of their loading."""
        return [name for name, plugin in self._manager.list_name_plugin() if plugin is not None]

    @property
    def suspended(self) -> list[str]:
        """The names of the plugins that gave no answer in time: they are not called again until restart."""
        return sorted(self._suspended)

    def hooks_of(self, plugin: str) -> list[str]:
        """The hooks a plugin implements."""
        found = self._manager.get_hookcallers(self._manager.get_plugin(plugin))
        return sorted(caller.name for caller in found or ())

    def add(self, plugin: object, name: str) -> None:
        """Load a plugin whole or not at all; what is wrong with it is recorded and costs no other plugin."""
        try:
            self._admit(plugin, name)
        except Exception as error:  # noqa: BLE001  looking at a plugin may already run its code
            self.record(name, LOAD, error)

    def _admit(self, plugin: object, name: str) -> None:
        if self._manager.has_plugin(name):
            raise PluginFault("Another plugin already has this name.")
        if len(name) > NAME_AT_MOST:
            raise PluginFault(f"Its name is longer than {NAME_AT_MOST} characters.")
        known_as = self._manager.get_name(plugin)
        if known_as is not None:
            raise PluginFault(f"It is already loaded as {known_as}.")
        try:
            self._manager.register(plugin, name)
            self._check_spelling(plugin)
            self._check_forms(plugin)
        except Exception:
            if self._manager.has_plugin(name):
                self._manager.unregister(name=name)
            raise

    def _check_spelling(self, plugin: object) -> None:
        """Find a hook that does not exist (pluggy would never call it) or that nobody marked."""
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError as error:
            callers = self._manager.get_hookcallers(plugin) or []
            wrong = next(caller.name for caller in callers if not caller.has_spec())
            meant = "".join(f" Did you mean {name}?" for name in get_close_matches(wrong, HOOKS, 1))
            raise PluginFault(f"There is no hook {wrong}.{meant}") from error
        for hook in HOOKS:
            there = callable(inspect.getattr_static(plugin, hook, None))
            if there and self._manager.parse_hookimpl_opts(plugin, hook) is None:
                raise PluginFault(f"{hook} is not marked with @hookimpl, so it would never be called.")

    def _check_forms(self, plugin: object) -> None:
        """Refuse what cannot mean anything where each plugin is called by itself, and what is awaited."""
        for caller in self._manager.get_hookcallers(plugin) or ():
            for one in caller.get_hookimpls():
                if one.plugin is not plugin:
                    continue
                if one.wrapper or one.hookwrapper or one.tryfirst or one.trylast:
                    raise PluginFault(
                        f"{caller.name} asks to wrap or overtake other plugins; each is called alone."
                    )
                if inspect.iscoroutinefunction(one.function) or inspect.isasyncgenfunction(one.function):
                    raise PluginFault(f"{caller.name} is async; hooks are plain functions.")

    def record(self, plugin: str, hook: str, error: BaseException) -> Fault:
        """Record a fault; the text of an exception that is not ours is not kept."""
        fault = fault_of(plugin, hook, error)
        (self._unloaded if hook == LOAD else self._shown).append(fault)
        _log.warning("plugin %s failed in %s: %s", fault.plugin, fault.hook, fault.message)
        return fault

    def each(
        self,
        hook: str,
        returns: type | UnionType | None,
        *,
        skip: frozenset[str] = frozenset(),
        faults: list[Fault] | None = None,
        **arguments: Any,
    ) -> Iterator[tuple[str, list[Any]]]:
        """Call a hook plugin by plugin, in order of loading, and yield (plugin, what it returned).

        A plugin that fails is left out and recorded. ``returns`` is the type of each item, or several of
        which it may be any, None for observers. ``skip`` names plugins that are switched off; ``faults`` is
        given those of this call.
        """
        for name, implementations in self._implementations(hook).items():
            if name in skip or name in self._suspended:
                continue
            work = partial(collect, implementations, arguments, returns)
            with span("hook", hook=hook, plugin=name) as called:
                outcome = within(self._deadline, f"plugin-{name}", work)
                if outcome.error is not None:
                    called.failed(type(outcome.error))
            if outcome.late:
                self._suspended.add(name)
                error = PluginFault(f"No answer within {self._deadline:g} s; suspended until restart.")
                shown = self.record(name, hook, error)
            elif outcome.error is not None:
                shown = self.record(name, hook, outcome.error)
            else:
                yield name, outcome.items
                continue
            if faults is not None:
                faults.append(shown)

    def _implementations(self, hook: str) -> dict[str, list[pluggy.HookImpl]]:
        """Group a hook's implementations by plugin: a plugin may have several, by `specname`."""
        grouped: dict[str, list[pluggy.HookImpl]] = {}
        caller: pluggy.HookCaller = getattr(self._manager.hook, hook)
        for implementation in caller.get_hookimpls():
            grouped.setdefault(implementation.plugin_name, []).append(implementation)
        return grouped


def build_plugins(
    plugins: Iterable[tuple[str, object]] = (), *, discover: bool = False, deadline: float = DEADLINE_SECONDS
) -> Plugins:
    """Build a set of plugins from (name, plugin) pairs and, with ``discover``, from entry points.

    Those given come first, in their order; those discovered follow by name.
    """
    built = Plugins(deadline)
    for name, plugin in plugins:
        built.add(plugin, name)
    if discover:
        for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
            try:
                plugin = entry.load()
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001  an import can raise anything, SystemExit too
                built.record(entry.name, LOAD, error)
            else:
                built.add(plugin, entry.name)
    return built
