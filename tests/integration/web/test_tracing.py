"""Spans of what happens: named as the conventions say, part of the caller's trace, and without a word about a child."""

from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from sqlalchemy import select
from starlette.testclient import TestClient

from lif_plugin import tracing
from lif_plugin.schema.types.viewer import ViewerInfo
from lif_plugin.store.tables import case_record
from lif_plugin.store.work import Store
from tests.assets.builders import Record
from tests.assets.live_world import LiveWorld
from tests.assets.made_platform import NAME
from tests.assets.serving import Site
from tests.assets.world import World, review

CHILD = "zqchild"
"""Stands in a case's reference, a prompt's words, a note, a document, its variables and an error's text."""
TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = f"00-{TRACE}-b7ad6b7169203331-01"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.tell(provider)
    yield exporter
    tracing.tell(None)


@pytest.fixture
def database() -> str:
    """The other database is looked at where statements differ."""
    return "sqlite"


def post(client: TestClient, site: Site, query: str, **more: Any) -> Any:
    sent = client.post(
        "/graphql", json={"query": query} | more, headers=site.bearer() | {"traceparent": CALLER, "baggage": f"who={CHILD}"}
    )  # fmt: skip
    return sent.json()


def named(spans: InMemorySpanExporter, kind: SpanKind) -> list[ReadableSpan]:
    return [one for one in spans.get_finished_spans() if one.kind is kind]


def said(spans: InMemorySpanExporter) -> str:
    return "".join(one.to_json() for one in spans.get_finished_spans())


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_an_operation_is_a_span_with_its_statements_in_the_callers_trace(
    client: TestClient, site: Site, record: Record, spans: InMemorySpanExporter, store: Store
) -> None:
    assert post(client, site, "query Mine { cases { totalCount } }")["data"] == {"cases": {"totalCount": 0}}
    (operation,) = named(spans, SpanKind.SERVER)
    attributes = dict(operation.attributes or {})
    assert operation.name == "query"
    assert attributes.pop("lif.cost")
    assert attributes == {
        "graphql.operation.type": "query", "graphql.operation.name": "Mine", "lif.agency": "elmshire",
    }  # fmt: skip
    assert operation.parent is not None
    assert f"{operation.parent.trace_id:032x}" == TRACE
    below = [one for one in named(spans, SpanKind.CLIENT) if one.parent == operation.context]
    assert {one.name for one in below} == {"BEGIN", "SELECT"}
    assert {(one.attributes or {})["db.system.name"] for one in below} == {store.engine.dialect.name}


def test_no_span_says_anything_of_a_child(
    client: TestClient,
    site: Site,
    record: Record,
    spans: InMemorySpanExporter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = record.case(CHILD)
    record.result(case, record.review(case, 20240305, reason=CHILD), message=f"{CHILD} said so", remedy=CHILD)
    shown = post(
        client, site,
        f'query ($a: String) {{ case(ref: "{CHILD}") {{ prompts {{ edges {{ node {{ message }} }} }} }} other: case(ref: $a) {{ ref }} }}',
        variables={"a": CHILD},
    )  # fmt: skip
    assert CHILD in str(shown["data"])

    def broken(_viewer: object) -> None:
        raise RuntimeError(CHILD)

    monkeypatch.setattr(ViewerInfo, "of", broken)
    post(client, site, "{ viewer { agency } }")
    post(client, site, f"{{ {CHILD} }}")
    assert CHILD not in said(spans)
    errors = [(one.attributes or {}).get("error.type") for one in named(spans, SpanKind.SERVER)]
    assert errors == [None, "internal", "graphql_invalid"]


def test_a_batch_and_the_hooks_it_calls_are_spans(store: Store, spans: InMemorySpanExporter) -> None:
    with World(store) as world:
        world.bring(review(CHILD, 20180320, "PN7", reason=CHILD))
    batches = [one for one in spans.get_finished_spans() if one.name == "batch"]
    hooks = [one for one in spans.get_finished_spans() if one.name == "hook"]
    assert {(one.attributes or {})["lif.agency"] for one in batches} == {world.agency.id}
    assert {"lif_prompts"} <= {(one.attributes or {})["lif.hook"] for one in hooks}
    assert CHILD not in said(spans)


def test_deliveries_are_spans_with_what_became_of_them(store: Store, spans: InMemorySpanExporter) -> None:
    with LiveWorld(store) as world:
        world.case()
        ref = world.rows(select(case_record.c.ref))[0]["ref"]
    (delivery,) = named(spans, SpanKind.PRODUCER)
    assert delivery.name == "deliver prompt"
    assert dict(delivery.attributes or {}) == {"lif.agency": "elmshire", "lif.state": "done"}
    assert (NAME in said(spans), f'"{ref}"' in said(spans)) == (False, False)


def test_an_error_ends_a_span_by_its_kind_alone(spans: InMemorySpanExporter) -> None:
    with pytest.raises(KeyError), tracing.span("batch", agency="elmshire"):
        raise KeyError(CHILD)
    (one,) = spans.get_finished_spans()
    assert (one.status.status_code, one.status.description, one.events) == (StatusCode.ERROR, None, ())
    assert dict(one.attributes or {}) == {"lif.agency": "elmshire", "error.type": "KeyError"}


def test_an_attribute_that_nobody_agreed_on_is_refused(spans: InMemorySpanExporter) -> None:
    with tracing.span("batch") as one, pytest.raises(ValueError, match=r"lif\.child"):
        one.note("lif.child", CHILD)


def test_without_anybody_who_asked_nothing_is_made(client: TestClient, site: Site) -> None:
    assert post(client, site, "{ viewer { agency } }")["data"] == {"viewer": {"agency": "elmshire"}}
    with tracing.span("batch", agency="elmshire") as one:
        assert one is tracing.NOTHING
