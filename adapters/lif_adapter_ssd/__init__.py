"""Reads the Standard Safeguarding Dataset, as CSV files or straight from the database it is built in."""

from collections.abc import Sequence

from lif_adapter_ssd.mapping import KINDS
from lif_adapter_ssd.reader import NAME, examine, read
from lif_plugin.hooks import Adapter, hookimpl

__all__ = ["lif_adapters"]


@hookimpl
def lif_adapters() -> Sequence[Adapter]:
    """The adapter ``ssd``."""
    title = "Standard Safeguarding Dataset, children's services in England (CSV or database)"
    return [Adapter(NAME, title, NAME, KINDS, examine, read)]
