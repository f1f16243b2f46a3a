"""Reads what Primero answers: the status as an error a caller can act on, the body as values without names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from lif_adapter_primero.errors import (
    AlreadyThere,
    Busy,
    CredentialsRefused,
    Gone,
    NotTaken,
    NotVisible,
    OddAnswer,
    ServerFault,
    Unreachable,
)
from lif_adapter_primero.times import parse_day, parse_time
from lif_plugin.errors import LifError

_BY_STATUS: Final[Mapping[int, type[LifError]]] = {
    400: NotTaken,
    401: CredentialsRefused,
    403: NotVisible,
    404: Gone,
    409: AlreadyThere,
    422: NotTaken,
    429: Busy,
    502: Unreachable,
    503: Busy,
    504: Unreachable,
}


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag on a case. ``answered_on`` is a YYYYMMDD day: the server keeps no time of it.

    What else comes with a flag, the child's name before all, is dropped here.
    """

    id: int
    case_id: str
    message: str
    flagged_by: str
    created_at: int | None
    removed: bool
    answer: str | None = field(repr=False)
    answered_by: str | None
    answered_on: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its rows as they came, and how many there are in all."""

    rows: list[dict[str, Any]] = field(repr=False)
    total: int
    per: int


def body_of(answer: httpx.Response, kind: str) -> Any:
    """The JSON of an answer, or None where there is none to give.

    Raises the error its status stands for; ``kind`` is the path without ids, for the message.
    """
    if not answer.is_success:
        raise _error(answer, kind)
    if answer.status_code == 204:
        return None
    try:
        return answer.json()
    except ValueError as error:
        raise OddAnswer(f"{kind} was not answered with JSON.", status=answer.status_code) from error


def _error(answer: httpx.Response, kind: str) -> LifError:
    status = answer.status_code
    default = ServerFault if status >= 500 else OddAnswer
    facts: dict[str, Any] = {"status": status, "fields": _fields(answer)}
    if (wait := answer.headers.get("retry-after", "")).isdigit():
        facts["retry_after_ms"] = int(wait) * 1000
    named = f" ({', '.join(facts['fields'])})" if facts["fields"] else ""
    failed = _BY_STATUS.get(status, default)
    sentence = " ".join((failed.__doc__ or "").split("\n\n", maxsplit=1)[0].split())
    return failed(f"{kind} was answered {status}{named}. {sentence}", **facts)


def _fields(answer: httpx.Response) -> tuple[str, ...]:
    """The fields a refusal names: JSON pointers or a field's name, never a value.

    ``detail`` may be a text or a list; the message is not read, it may quote what was sent.
    """
    try:
        errors = answer.json()["errors"]
        details = [error.get("detail") for error in errors]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()
    flat = [part for detail in details for part in (detail if isinstance(detail, list) else [detail])]
    return tuple(part for part in flat if isinstance(part, str) and _is_field(part))


def _is_field(text: str) -> bool:
    return len(text) <= 120 and text.replace("/", "").replace("_", "").isalnum()


def page_of(body: Any, kind: str) -> Page:
    """A list and its counts."""
    try:
        rows, counts = body["data"], body["metadata"]
        return Page([dict(row) for row in rows], int(counts["total"]), int(counts["per"]))
    except (KeyError, TypeError, ValueError) as error:
        raise OddAnswer(f"{kind} was not answered with a list.") from error


def record_of(body: Any, kind: str) -> dict[str, Any]:
    """One record."""
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict):
        raise OddAnswer(f"{kind} was not answered with a record.")
    return data


def flag_of(row: Mapping[str, Any]) -> Flag:
    """A flag, without what is not needed of it."""
    try:
        return Flag(
            id=int(row["id"]),
            case_id=str(row["record_id"]),
            message=str(row.get("message") or ""),
            flagged_by=str(row.get("flagged_by") or ""),
            created_at=parse_time(row.get("created_at")),
            removed=row.get("removed") is True,
            answer=row.get("unflag_message"),
            answered_by=row.get("unflagged_by"),
            answered_on=parse_day(row.get("unflagged_date")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise OddAnswer("A flag came without its number or its case.") from error
