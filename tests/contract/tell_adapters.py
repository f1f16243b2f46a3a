"""Runs the contract suite over every adapter on both databases, and writes what came of it into the adapters' README.

``python -m tests.contract.tell_adapters``; what is printed is what the tests of this very run reported.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "adapters" / "README.md"
REGION = re.compile(r"(?<=<!-- printed: adapters-checked -->\n).*?(?=<!-- end -->)", re.DOTALL)
AGAINST = {
    "commcare": "a fake made from the documentation; not yet run against a live server",
    "primero": "a fake that is held to recordings of a Primero 2",
    "tryton": "a fake, and in `make slow` a Tryton with GNU Health of its own",
}
"""What a live adapter was run against; those of files read published and invented files."""
FILES = "published and invented files"
DATABASES = ("sqlite", "postgres")


class Heard:
    """A plugin of pytest that keeps what the contract tests say they tried."""

    def __init__(self) -> None:
        self.checks: dict[str, Counter[str]] = {}
        self.tried: dict[tuple[str, str], dict[str, str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the properties of a test that has run, or failed before it could."""
        if report.when != "call" and report.passed:
            return
        for name, value in report.user_properties:
            if name == "check":
                self.checks.setdefault(str(value), Counter())[report.outcome] += 1
            elif name == "tried":
                adapter, can, database, came = str(value).split("|")
                self.tried.setdefault((adapter, can), {})[database] = came

    def rows(self) -> Iterator[list[str]]:
        """The rows of the table, each capability of an adapter one."""
        for (adapter, can), came in sorted(self.tried.items()):
            checks = self.checks[adapter]
            counted = f"{checks['passed']} of {checks.total()} checks pass"
            where = [came.get(database, "not run") for database in DATABASES]
            yield [f"`{adapter}`", can, *where, counted, AGAINST.get(adapter, FILES)]


def table(rows: Iterator[list[str]]) -> str:
    """A Markdown table."""
    head = ["Adapter", "Can", "SQLite", "PostgreSQL", "`check_adapter`", "Run against"]
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    """Run, print and write; the exit code is pytest's."""
    heard = Heard()
    code = pytest.main(["-q", "-n", "0", "tests/contract/test_adapters.py"], [heard])
    told = table(heard.rows())
    if heard.tried:
        PAGE.write_text(REGION.sub(lambda _region: told, PAGE.read_text()))
    print(told)  # noqa: T201  it is what this program is for
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
