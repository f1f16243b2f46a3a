"""The example in each hook's docs, as the plugin that a reader would make of it."""

import inspect
import textwrap
from types import ModuleType

from lif_plugin.hooks import specs


def example_text(hook: str) -> str:
    """The example of a hook, as written."""
    doc = inspect.getdoc(getattr(specs, hook)) or ""
    return textwrap.dedent(doc.partition("Example::\n\n")[2])


def example(hook: str) -> ModuleType:
    """The example of a hook, run as a module."""
    module = ModuleType(f"example_{hook}")
    exec(compile(example_text(hook), f"<example of {hook}>", "exec"), module.__dict__)  # noqa: S102  our own docs
    return module
