"""Reads the payloads of the Department for Education's daily data API for children's social care."""

from collections.abc import Sequence

from lif_adapter_dfe_api.reader import NAME, examine, read
from lif_adapter_dfe_api.record import KINDS
from lif_plugin.hooks import Adapter, hookimpl

__all__ = ["lif_adapters"]


@hookimpl
def lif_adapters() -> Sequence[Adapter]:
    """The adapter ``dfe_csc_api``."""
    return [
        Adapter(
            NAME,
            "Daily data API of the DfE, children's social care in England (JSON)",
            NAME,
            KINDS,
            examine,
            read,
        )
    ]
