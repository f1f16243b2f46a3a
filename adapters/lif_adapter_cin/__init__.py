"""Reads the children in need census (England) as the XML file every authority makes once a year."""

from collections.abc import Sequence

from lif_adapter_cin.dictionary import KINDS
from lif_adapter_cin.reader import NAME, examine, read
from lif_plugin.hooks import Adapter, hookimpl

__all__ = ["lif_adapters"]


@hookimpl
def lif_adapters() -> Sequence[Adapter]:
    """The adapter ``cin_census``."""
    return [Adapter(NAME, "Children in need census, England (XML)", NAME, KINDS, examine, read)]
