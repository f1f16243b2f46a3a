"""Connects with GNU Health on Tryton: what changed comes in, prompts go onto the forms, the worker's buttons come back."""

from collections.abc import Sequence

from lif_adapter_tryton.adapter import ADAPTER
from lif_adapter_tryton.rules import lif_audits, lif_rules
from lif_plugin.hooks import hookimpl
from lif_plugin.hooks.live import LiveAdapter

__all__ = ["lif_adapters", "lif_audits", "lif_rules"]


@hookimpl
def lif_adapters() -> Sequence[LiveAdapter]:
    """GNU Health on Tryton, live."""
    return (ADAPTER,)
