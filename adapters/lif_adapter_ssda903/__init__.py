"""Reads the SSDA903 return (children looked after in England) as the CSV files every authority can export."""

from collections.abc import Sequence

from lif_adapter_ssda903.mapping import KINDS
from lif_adapter_ssda903.reader import NAME, examine, read
from lif_plugin.hooks import Adapter, hookimpl

__all__ = ["lif_adapters"]


@hookimpl
def lif_adapters() -> Sequence[Adapter]:
    """The adapter ``ssda903``."""
    return [Adapter(NAME, "SSDA903, children looked after in England (CSV)", NAME, KINDS, examine, read)]
