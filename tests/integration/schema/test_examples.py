"""Every example of the query page runs as it is, and nothing of it goes wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql import OperationDefinitionNode, OperationType, parse

from lif_plugin.domain.viewer import Role
from lif_plugin.schema import Reply
from lif_plugin.schema.examples import Example, examples
from lif_plugin.store.work import Store
from tests.assets.builders import Record, viewer
from tests.integration.cycle.partners import Partners

ANYBODY = viewer(Role.QUALITY, Role.IRO)


@pytest.fixture
def database() -> str:
    """What examples ask is tested on both databases where each thing is."""
    return "sqlite"


def kind(example: Example) -> OperationType:
    [operation] = parse(example.document).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return operation.operation


def test_there_are_examples_to_read_and_to_write_by() -> None:
    kinds = [kind(one) for one in examples()]
    assert (kinds.count(OperationType.QUERY), kinds.count(OperationType.MUTATION)) == (10, 2)
    assert len({one.title for one in examples()}) == 12


def test_examples_run_as_they_are(store: Store, reply: Callable[..., Reply]) -> None:
    Partners(store, "hartlepool_hscb").record("multi_agency_audits")
    record = Record(store)
    record.prompt(record.case())
    answers: dict[str, Any] = {}
    for one in examples():
        done = reply(one.document, ANYBODY)
        assert (one.title, done.errors) == (one.title, [])
        answers |= done.data or {}
    assert answers["prompts"]["totalCount"] == 1
    assert answers["learningItems"]["totalCount"] == 1
    assert answers["changes"]["changes"] != []
    assert answers["answerPrompt"]["code"] == "not_found"
