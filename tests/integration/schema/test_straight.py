"""What is made straight from rows is what the executor would have made."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from lif_plugin.schema.types.case import CASE
from lif_plugin.schema.types.prompt_rows import PROMPT
from tests.assets.builders import NOON, Record

Ask = Callable[..., Any]
CASES = " ".join(CASE.values)
PROMPTS = " ".join(PROMPT.values)
PAGE = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
DOCUMENTS = {
    "a case and its prompts": f'{{ case(ref: "E-1") {{ {CASES} prompts(last: 2) {{ {PAGE} edges {{ cursor node {{ {PROMPTS} %s }} }} }} }} }}',
    "cases and their prompts": f"{{ cases(first: 2) {{ {PAGE} edges {{ node {{ {CASES} prompts(first: 1) {{ {PAGE} edges {{ node {{ {PROMPTS} %s }} }} }} }} }} }} }}",
    "prompts": f"{{ prompts(filter: {{ state: [GAP] }}) {{ {PAGE} edges {{ cursor node {{ {PROMPTS} %s }} }} }} }}",
}  # fmt: skip


def without_kinds(value: Any) -> Any:
    """The same without what was asked for only so that the executor makes it."""
    if isinstance(value, list):
        return [without_kinds(one) for one in value]
    if isinstance(value, dict):
        return {key: without_kinds(one) for key, one in value.items() if key != "__typename"}
    return value


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=list(DOCUMENTS))
def test_rows_say_what_the_executor_says(record: Record, ask: Ask, document: str) -> None:
    first, other = record.case("E-1"), record.case("E-2")
    for day in (20240301, 20240302, 20240303):
        record.prompt(first, day, due_at=NOON + 123, ended_at=None if day == 20240303 else NOON)
    record.prompt(other)
    straight = ask(document % "")
    assert straight == without_kinds(ask(document % "__typename"))
    assert '"VOC-07"' in orjson.dumps(straight).decode()


def test_page_that_does_not_exist_is_refused_as_ever(record: Record, code: Ask) -> None:
    record.case("E-1")
    assert code('{ case(ref: "E-1") { prompts(first: 0) { edges { node { rule } } } } }') == ["bad_page"]
