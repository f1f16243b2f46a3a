"""Frameworks as data: the loader, the validator and the frameworks that are shipped."""

from lif_plugin.frameworks.faults import Fault, FrameworkInvalid, FrameworkUnknown
from lif_plugin.frameworks.library import (
    check_framework,
    chosen,
    framework_ids,
    framework_of,
    load_framework,
    read_framework,
)
from lif_plugin.frameworks.starter import starter

__all__ = [
    "Fault",
    "FrameworkInvalid",
    "FrameworkUnknown",
    "check_framework",
    "chosen",
    "framework_ids",
    "framework_of",
    "load_framework",
    "read_framework",
    "starter",
]
