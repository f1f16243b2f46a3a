"""Proportions of the code: a first sentence, short modules, short functions."""

import ast
from pathlib import Path

from tests.house.tree import ROOT, modules

PRODUCT = modules("lif_plugin", "adapters")
# A migration is history: written once, never edited, and as long as the tables it makes.
HISTORY = Path("lif_plugin/store/migrations/versions")
LIVING = [path for path in PRODUCT if HISTORY not in path.parents]


def _lines(path: Path) -> int:
    return len((ROOT / path).read_text().splitlines())


def _share(sizes: list[int], under: int) -> float:
    return sum(size < under for size in sizes) / len(sizes)


def _functions() -> dict[str, int]:
    found = {}
    for path in LIVING:
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                # A docstring is as long as the promise it makes; what counts is the code.
                doc = node.body[0] if ast.get_docstring(node) else None
                said = (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
                found[f"{path}:{node.name}"] = (node.end_lineno or 0) - node.lineno + 1 - said
    return found


def test_every_module_opens_with_a_sentence() -> None:
    everything = [*PRODUCT, *modules("tests", ".ci")]
    assert [path for path in everything if not ast.get_docstring(ast.parse((ROOT / path).read_text()))] == []


def test_no_module_passes_400_lines() -> None:
    assert {str(path): lines for path in LIVING if (lines := _lines(path)) > 400} == {}


def test_nine_modules_in_ten_have_under_350_lines() -> None:
    assert _share([_lines(path) for path in LIVING], 350) >= 0.9


def test_no_function_passes_60_lines() -> None:
    assert {name: lines for name, lines in _functions().items() if lines > 60} == {}


def test_nine_functions_in_ten_have_under_30_lines() -> None:
    assert _share(list(_functions().values()), 30) >= 0.9
