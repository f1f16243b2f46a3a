"""Reads Annex A, the child-level lists of an ILACS inspection in England, as the workbook every authority makes."""

from collections.abc import Sequence

from lif_adapter_annex_a.mapping import KINDS
from lif_adapter_annex_a.reader import NAME, examine, read
from lif_plugin.hooks import Adapter, hookimpl

__all__ = ["lif_adapters"]


@hookimpl
def lif_adapters() -> Sequence[Adapter]:
    """The adapter ``annex_a``."""
    return [
        Adapter(
            NAME,
            "Annex A, inspection lists of children's services in England (xlsx)",
            NAME,
            KINDS,
            examine,
            read,
        )
    ]
