"""Runs inside the peer's own environment: csc-validator-be-cin reads a census; prints one JSON object.

It prints the seconds from the file to its tables, without any rule, and how many rows the tables have.
"""

import importlib
import json
import sys
import time
import warnings
from xml.etree import ElementTree as ET


def main() -> None:
    """Read the file named on the command line."""
    warnings.simplefilter("ignore")
    validator = importlib.import_module("cin_validator.cin_validator")
    started = time.perf_counter()
    root = ET.parse(sys.argv[1]).getroot()  # noqa: S314  a file of ours
    read = validator.process_data(validator.convert_data(root))
    seconds = time.perf_counter() - started
    rows = {str(name): len(frame) for name, frame in read.items()}
    print(json.dumps({"seconds": seconds, "rows": rows}))


if __name__ == "__main__":
    main()
