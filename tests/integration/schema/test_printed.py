"""The schema as its readers see it: printed and committed, described throughout."""

from pathlib import Path
from typing import Any

import pytest

import lif_plugin.schema
from lif_plugin import builtin
from lif_plugin.hooks import build_plugins
from lif_plugin.schema.api import build_schema, printed

COMMITTED = Path(lif_plugin.schema.__file__).with_name("schema.graphql")
SHAPE = """{ __schema { types { name kind description fields { name description args { name description } }
  inputFields { name description } } } }"""


def test_committed_schema_is_what_the_code_makes() -> None:
    again = "The schema changed; if it was meant to, write it anew: python .ci/tools/schema.py"
    assert COMMITTED.read_text() == printed(build_plugins(builtin.BUILTIN)), again


@pytest.fixture(scope="module")
def types() -> list[dict[str, Any]]:
    result = build_schema(build_plugins(builtin.BUILTIN)).execute_sync(SHAPE)
    assert result.data is not None
    return [each for each in result.data["__schema"]["types"] if not each["name"].startswith("__")]


def test_every_type_says_what_it_is(types: list[dict[str, Any]]) -> None:
    assert [each["name"] for each in types if not each["description"]] == []


def test_every_field_and_argument_says_what_it_means(types: list[dict[str, Any]]) -> None:
    fields = [
        (each["name"], part)
        for each in types
        for part in (each["fields"] or []) + (each["inputFields"] or [])
    ]
    silent = [(name, part["name"]) for name, part in fields if not part["description"]]
    silent += [
        (name, arg["name"]) for name, part in fields for arg in part.get("args", []) if not arg["description"]
    ]
    assert silent == []


def test_types_that_hold_records_say_who_sees_them_and_since_when(types: list[dict[str, Any]]) -> None:
    said = {each["name"]: each["description"] for each in types}
    records = (
        "Case",
        "Event",
        "Prompt",
        "AuditNomination",
        "ReviewLink",
        "RejectedRow",
        "Import",
        "Coverage",
    )
    assert [name for name in records if "Since 0." not in said[name]] == []
    assert [name for name in records if "een by" not in said[name] and "Seen like" not in said[name]] == []
