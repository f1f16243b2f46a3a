"""What a caller is told when something goes wrong: a sentence, a stable code and a hint, never internals."""

import logging
from typing import Any, Final

from graphql import GraphQLError

from lif_plugin.errors import LifError

_log: Final = logging.getLogger(__name__)
_INVALID: Final = ("graphql_invalid", "Mend the query; the schema says what there is.")
_INTERNAL: Final = ("internal", "Try again; if it stays, tell whoever runs this server the time it happened.")


def explained(error: GraphQLError) -> dict[str, Any]:
    """Return an error as it is sent."""
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    if isinstance(cause, LifError):
        message, code, hint = cause.message, cause.code, cause.hint
    elif cause is None or isinstance(cause, GraphQLError) or is_callers(error):
        message, (code, hint) = error.message, _INVALID
        code = str((error.extensions or {}).get("code", code))
        hint = str((error.extensions or {}).get("hint", hint))
    else:
        message, (code, hint) = "Something went wrong on our side.", _INTERNAL
    sent: dict[str, Any] = {"message": message}
    if error.locations:
        sent["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        sent["path"] = error.path
    return sent | {"extensions": {"code": code, "hint": hint}}


def is_callers(error: GraphQLError) -> bool:
    """Say whether the error came up before any field was resolved, so that its words are about the query."""
    return error.path is None


def log_faults(errors: list[GraphQLError]) -> None:
    """Log what nobody expected: the kind of exception and its place, never its text, which may hold a record."""
    for error in errors:
        cause = error.original_error
        if cause is None or isinstance(cause, LifError | GraphQLError) or is_callers(error):
            continue
        trace = cause.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f"line {trace.tb_lineno} of {trace.tb_frame.f_code.co_name}" if trace else "an unknown place"
        _log.error("a resolver failed: %s at %s", type(cause).__name__, where)
