"""Reads the SSDA903 return (children looked after in England) from CSV files or the XML file of an authority."""

from collections.abc import Sequence

from lif_adapter_ssda903.mapping import KINDS
from lif_adapter_ssda903.reader import NAME, examine, read
from lif_plugin.hooks import Adapter, hookimpl

__all__ = ["lif_adapters"]


@hookimpl
def lif_adapters() -> Sequence[Adapter]:
    """The adapter ``ssda903``."""
    return [
        Adapter(NAME, "SSDA903, children looked after in England (CSV or XML)", NAME, KINDS, examine, read)
    ]
