"""Connects with Primero v2: reads cases that changed, shows prompts as flags, brings the answers back."""

from collections.abc import Sequence

from lif_adapter_primero.adapter import ADAPTER
from lif_adapter_primero.rules import lif_audits, lif_prompts, lif_review_links, lif_rules
from lif_plugin.hooks import hookimpl
from lif_plugin.hooks.live import LiveAdapter

__all__ = ["lif_adapters", "lif_audits", "lif_prompts", "lif_review_links", "lif_rules"]


@hookimpl
def lif_adapters() -> Sequence[LiveAdapter]:
    """Primero v2, live."""
    return (ADAPTER,)
