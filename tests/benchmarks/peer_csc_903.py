"""Runs inside the peer's own environment: csc-validator-be-903 over a folder of CSVs; prints one JSON object.

Arguments: "two" (rules 440 and 441: participation code against age) or "all" rules, then the files. Prints
the seconds from files to findings, and how many rows the two rules point to.
"""

import importlib
import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

YEAR = "2025-26"
RULES = ("440", "441")


def main() -> None:
    """Validate the files named on the command line."""
    logging.disable(logging.CRITICAL)
    lac_validator = importlib.import_module("lac_validator.lac_validator")
    registry = importlib.import_module("lac_validator.rules.lac2025_26").registry
    files = []
    which, *names = sys.argv[1:]
    for name in names:
        content = Path(name).read_bytes()
        files.append({"name": Path(name).name, "description": "This year", "file_content": content})
    started = time.perf_counter()
    metadata = {"collectionYear": YEAR, "localAuthority": "E09000001"}
    done = lac_validator.LacValidator(
        metadata=metadata,
        files=files,
        registry=registry,
        selected_rules=list(RULES) if which == "two" else None,
    )
    seconds = time.perf_counter() - started
    counts = {
        code: sum(_marked(frame, f"ERR_{code}") for frame in done.ds_results.values()) for code in RULES
    }
    print(json.dumps({"seconds": seconds, "counts": counts}))


def _marked(frame: Any, column: str) -> int:
    """Count the rows a rule points to; the other cells of its column are empty."""
    return int(frame[column].eq(True).sum()) if column in frame else 0


if __name__ == "__main__":
    main()
