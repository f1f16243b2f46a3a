"""Every statement of CDS Hooks in the table names a test that there is, or says why there is nothing to hold."""

import re
import tomllib

import docs

SAID = tomllib.loads((docs.ROOT / "tests/assets/cds_statements.toml").read_text())["statement"]
TESTS = "\n".join(path.read_text() for path in (docs.ROOT / "tests/integration/web").glob("test_cds_*.py"))


def test_each_is_held_by_a_test_or_says_why_not() -> None:
    there = set(re.findall(r"^def (test_\w+)", TESTS, re.MULTILINE))
    assert [one for one in SAID if "test" in one and one["test"] not in there] == []
    assert [one for one in SAID if not one.keys() & {"test", "not"}] == []
