"""Connects with CommCare HQ: cases that changed come in, prompts go out as extension cases, answers come back."""

from collections.abc import Sequence

from lif_adapter_commcare.adapter import ADAPTER
from lif_adapter_commcare.rules import lif_rules
from lif_plugin.hooks import hookimpl
from lif_plugin.hooks.live import LiveAdapter

__all__ = ["lif_adapters", "lif_rules"]


@hookimpl
def lif_adapters() -> Sequence[LiveAdapter]:
    """CommCare HQ, live."""
    return (ADAPTER,)
