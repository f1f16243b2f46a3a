"""A rule (data) becomes one SQL select: the same for one case, a batch, a night and a backtest."""

from lif_plugin.rules.evaluate import CaseSet, evaluate
from lif_plugin.rules.raw import RawFinding
from lif_plugin.rules.registry import rules_of

__all__ = ["CaseSet", "RawFinding", "evaluate", "rules_of"]
