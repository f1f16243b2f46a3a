"""A span for each statement: which database, what kind of statement, how long; never its text or its values."""

from typing import Any, Final

from sqlalchemy import Connection, Engine, event

from lif_plugin import tracing
from lif_plugin.tracing import NOTHING, Kind, Span

_SPAN: Final = "lif_span"


def span_statements(engine: Engine) -> None:
    """Make a span of each statement of an engine, while somebody asks for spans."""
    system = engine.dialect.name

    @event.listens_for(engine, "before_cursor_execute")
    def _before(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        if not tracing.is_told():
            return
        verb = statement.lstrip("( \n").partition(" ")[0].upper()
        verb = verb if verb.isalpha() else "OTHER"
        noted = {"db.system.name": system, "db.operation.name": verb}
        connection.info[_SPAN] = tracing.begun(verb, Kind.CLIENT, noted)

    @event.listens_for(engine, "after_cursor_execute")
    def _after(connection: Connection, *_more: Any) -> None:
        _taken(connection).end()

    # Before whoever says another error in its place: the rest is not asked then.
    @event.listens_for(engine, "handle_error", insert=True)
    def _failed(context: Any) -> None:
        if context.connection is not None:
            span = _taken(context.connection)
            span.failed(type(context.original_exception))
            span.end()


def _taken(connection: Connection) -> Span:
    span: Span = connection.info.pop(_SPAN, NOTHING)
    return span
