"""Tools of audits as data: a YAML file each, read by one loader and checked by one validator."""

from lif_plugin.frameworks.audit_tools.library import (
    SHIPPED_TOOLS,
    ToolInvalid,
    ToolUnknown,
    check_tool,
    load_tool,
    read_tool,
    tool_for,
    tool_ids,
)

__all__ = [
    "SHIPPED_TOOLS",
    "ToolInvalid",
    "ToolUnknown",
    "check_tool",
    "load_tool",
    "read_tool",
    "tool_for",
    "tool_ids",
]
