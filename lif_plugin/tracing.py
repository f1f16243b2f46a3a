"""Spans: how long things take, told by OpenTelemetry where somebody asked for it; nothing about a child is ever in one.

A span has a name and attributes out of the lists below, and no other: no text of a document or statement, no variables, no
parameters, no message of an error. From outside only the ids of a trace are taken (W3C `traceparent`), no baggage.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Final, Protocol

from lif_plugin.errors import BadSetting

ATTRIBUTES: Final = frozenset(
    {
        "db.operation.name", "db.system.name", "error.type", "graphql.operation.name", "graphql.operation.type",
        "lif.agency", "lif.cost", "lif.hook", "lif.plugin", "lif.state",
    }
)  # fmt: skip
"""All that a span may say. An agency is a public body; a hook, a plugin and a state are words of the code."""
_SCOPE: Final = "lif_plugin"


class Kind(StrEnum):
    """What part a span has in a conversation, by OpenTelemetry's names."""

    INTERNAL = "INTERNAL"
    SERVER = "SERVER"
    CLIENT = "CLIENT"
    PRODUCER = "PRODUCER"


class Span(Protocol):
    """What is under way."""

    def name(self, name: str) -> None:
        """Call it by another name."""

    def note(self, key: str, value: str | int) -> None:
        """Note an attribute out of `ATTRIBUTES`. Raises `ValueError` for any other."""

    def failed(self, error: type[BaseException]) -> None:
        """Note of what kind the error was that ended it, and nothing of its text."""

    def end(self) -> None:
        """End it."""


class _Nothing:
    """A span where nobody asked for any."""

    def name(self, name: str) -> None:
        """Leave it."""

    def note(self, key: str, value: str | int) -> None:
        """Leave it."""

    def failed(self, error: type[BaseException]) -> None:
        """Leave it."""

    def end(self) -> None:
        """Leave it."""


class _Told:
    """A span of OpenTelemetry."""

    def __init__(self, span: Any) -> None:
        self._span = span

    def name(self, name: str) -> None:
        self._span.update_name(name)

    def note(self, key: str, value: str | int) -> None:
        if key not in ATTRIBUTES:
            raise ValueError(key)
        self._span.set_attribute(key, value)

    def failed(self, error: type[BaseException]) -> None:
        from opentelemetry.trace import StatusCode

        self._span.set_attribute("error.type", error.__qualname__)
        self._span.set_status(StatusCode.ERROR)

    def end(self) -> None:
        self._span.end()


NOTHING: Final[Span] = _Nothing()
_tracer: Any = None


def tell(provider: Any) -> None:
    """Tell spans to a tracer provider of OpenTelemetry from now on; None: to nobody."""
    global _tracer  # noqa: PLW0603  one process tells one collector, as OpenTelemetry itself has it
    _tracer = provider.get_tracer(_SCOPE) if provider is not None else None


def is_told() -> bool:
    """Whether somebody asked for spans."""
    return _tracer is not None


def tell_collector() -> None:
    """Tell spans to the collector that OpenTelemetry's own settings name (`OTEL_EXPORTER_OTLP_ENDPOINT` and others).

    Raises `BadSetting` where the extra `telemetry` is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as missing:
        raise BadSetting(
            "Spans cannot be told to a collector.",
            hint="Install what that needs: `pip install lif-plugin[telemetry]`.",
        ) from missing
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: _SCOPE}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tell(provider)


@contextmanager
def span(name: str, kind: Kind = Kind.INTERNAL, **noted: str) -> Iterator[Span]:
    """What is done in the block as one span, within the one that is under way; an error ends it by its kind alone.

    ``noted`` are attributes of our own, without their `lif.` before them.
    """
    if _tracer is None:
        yield NOTHING
        return
    from opentelemetry.trace import SpanKind

    with _tracer.start_as_current_span(
        name, kind=SpanKind[kind], record_exception=False, set_status_on_exception=False
    ) as made:
        told = _Told(made)
        for key, value in noted.items():
            told.note(f"lif.{key}", value)
        try:
            yield told
        except BaseException as error:
            told.failed(type(error))
            raise


def begun(name: str, kind: Kind, attributes: Mapping[str, str]) -> Span:
    """A span that begins here and ends by `Span.end`, within the one that is under way."""
    if _tracer is None:
        return NOTHING
    from opentelemetry.trace import SpanKind

    told = _Told(_tracer.start_span(name, kind=SpanKind[kind]))
    for key, value in attributes.items():
        told.note(key, value)
    return told


def under_way() -> Span:
    """The span that is under way, to note more of it."""
    if _tracer is None:
        return NOTHING
    from opentelemetry.trace import get_current_span

    return _Told(get_current_span())


@contextmanager
def within(traceparent: str | None) -> Iterator[None]:
    """Do what follows as part of a caller's trace, by the header that names it; what is no such name is passed over."""
    if _tracer is None or traceparent is None:
        yield
        return
    from opentelemetry.context import attach, detach
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    token = attach(TraceContextTextMapPropagator().extract({"traceparent": traceparent}))
    try:
        yield
    finally:
        detach(token)
