"""What a plugin's author needs for tests: invented cases, and a way to load a plugin that says what is wrong."""

from lif_plugin.testing.cases import ELMSHIRE, case, fact
from lif_plugin.testing.plugins import loaded

__all__ = ["ELMSHIRE", "case", "fact", "loaded"]
