"""Every statement of CDS Hooks in the table names a test that there is, and our hooks are defined as it asks."""

import re
import tomllib

import docs

from lif_plugin.web.cds_words import CLOSE, HOOKS, VIEW

SAID = tomllib.loads((docs.ROOT / "tests/assets/cds_statements.toml").read_text())["statement"]
HOLDING = ("integration/web/test_cds_*.py", "unit/web/test_cds_*.py", "docs/test_cds_*.py")
TESTS = "\n".join(path.read_text() for held in HOLDING for path in (docs.ROOT / "tests").glob(held))
DEFINED = dict(
    re.findall(
        r"^### `([\w.-]+)`\n(.*?)(?=^##)",
        (docs.ROOT / "lif_plugin/web/cds_hooks.md").read_text(),
        re.MULTILINE | re.DOTALL,
    )
)


def test_each_is_held_by_a_test_or_says_why_not() -> None:
    there = set(re.findall(r"^def (test_\w+)", TESTS, re.MULTILINE))
    assert [one for one in SAID if "test" in one and one["test"] not in there] == []
    assert [one for one in SAID if not one.keys() & {"test", "not"}] == []


def test_what_is_said_to_others_says_what_we_do() -> None:
    assert [one["says"] for one in SAID if "whose" in one and "not" not in one] == []


def test_each_hook_of_our_own_is_defined_as_asked() -> None:
    assert set(DEFINED) == {VIEW, CLOSE}
    for said in DEFINED.values():
        stated = dict(
            re.findall(r"^\| (specificationVersion|hookVersion|hookMaturity) \| (.+) \|$", said, re.MULTILINE)
        )
        assert stated == {"specificationVersion": "2.0", "hookVersion": "1.0.0", "hookMaturity": "0 - Draft"}
        assert [part for part in ("**Workflow.**", "**Context.**", '"context": {') if part not in said] == []
        assert f"| {stated['hookVersion']} | Initial release |" in said


def test_the_context_that_is_defined_is_the_one_that_is_read() -> None:
    for hook, said in DEFINED.items():
        fields = re.findall(r"^\| `(\w+)` \| (\w+) \| (Yes|No) \| \*(\w+)\* \| .+ \|$", said, re.MULTILINE)
        assert fields == [("userId", "REQUIRED", "Yes", "string"), (HOOKS[hook], "REQUIRED", "Yes", "string")]
