"""The domain needs nothing but Python's standard library, its own values and the errors."""

import ast
import sys

from tests.house.tree import ROOT, modules


def _imported(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_domain_imports_the_standard_library_only() -> None:
    foreign = {
        (str(path), name)
        for path in modules("lif_plugin")
        if path.parts[1] == "domain"
        for name in _imported((ROOT / path).read_text())
        if name.split(".")[0] not in {*sys.stdlib_module_names, "lif_plugin"}
    }
    assert foreign == set()
