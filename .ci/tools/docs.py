"""Writes the parts of the docs that are made from the code, or checks that they say what the code says.

A README holds such a part between `<!-- generated: NAME -->` and `<!-- end -->`; NAME is one of PARTS.
"""

import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import parts

ROOT = Path(__file__).resolve().parents[2]
REGION = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n)(?P<body>.*?)(<!-- end -->)", re.DOTALL)
OPENING = "<!-- generated: "

PARTS: dict[str, Callable[[], str]] = {
    "targets": lambda: parts.targets((ROOT / "Makefile").read_text()),
    "rooms": lambda: parts.rooms(ROOT / "lif_plugin", _project()["tool"]["importlinter"]["contracts"]),
    "adapters": parts.adapters,
    "cds-statements": lambda: parts.cds_statements(ROOT),
    "commands": parts.commands,
    "errors": parts.errors,
    "frameworks": parts.frameworks,
    "hook-table": parts.hook_table,
    "hooks": parts.hooks,
    "kinds": parts.kinds,
    "plugins": parts.plugins,
    "commcare-settings": lambda: parts.live_settings("commcare"),
    "primero-settings": lambda: parts.live_settings("primero"),
    "quirks": lambda: parts.quirks(ROOT),
    "rules": parts.rules,
    "settings": parts.settings,
}


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def pages() -> Iterator[Path]:
    """Yields every page of the docs."""
    for folder in ("", "lif_plugin", "adapters", "tests"):
        pattern = "**/*.md" if folder else "*.md"
        yield from sorted((ROOT / folder).glob(pattern))


def written(text: str, where: str) -> str:
    """Returns a page's text as it should be; `where` names the page to a person."""

    def fill(region: re.Match[str]) -> str:
        if region["name"] not in PARTS:
            sys.exit(f"{where}: no part is called {region['name']!r}; there are {', '.join(sorted(PARTS))}")
        return f"{region[1]}{PARTS[region['name']]().rstrip()}\n{region[4]}"

    if text.count(OPENING) != len(REGION.findall(text)):
        sys.exit(f"{where}: a generated part has no end")
    return REGION.sub(fill, text)


def main() -> None:
    """Writes the parts, or with --check names the pages that differ and fails."""
    check = "--check" in sys.argv[1:]
    stale = 0
    for page in pages():
        where = str(page.relative_to(ROOT))
        text = page.read_text()
        new = written(text, where)
        if new == text:
            continue
        stale += 1
        if check:
            print(f"{where} does not say what the code says: make docs")
        else:
            page.write_text(new)
            print(f"Wrote {where}")
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
