"""Writes the schema that the built-in plugins give, for readers of a change: `python .ci/tools/schema.py`."""

from pathlib import Path

from lif_plugin import builtin
from lif_plugin.hooks import build_plugins
from lif_plugin.schema.api import printed

FILE = Path(__file__).resolve().parents[2] / "lif_plugin/schema/schema.graphql"

if __name__ == "__main__":
    FILE.write_text(printed(build_plugins(builtin.BUILTIN)))
