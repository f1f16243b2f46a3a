"""Speaks the Case API v2 with one project space as one API user: each request once, its failure by what can be done.

Nothing that was sent or answered gets into a log or an error. A write that was not answered may have been carried
out: who writes waits and looks (see ``prompts``).
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import httpx

from lif_adapter_commcare.errors import (
    Busy,
    KeyRefused,
    NotAllowedThere,
    NotTaken,
    NotThere,
    OddAnswer,
    ServerFault,
    Unreachable,
)
from lif_adapter_commcare.settings import Connection
from lif_plugin.hooks.live import LiveClock

Case = dict[str, Any]
AT_ONCE: Final = 100
"""Cases to a bulk request; the server takes no more to a write."""
_BUSY_S: Final = 60
_BUSY_AT_MOST_S: Final = 86_400
_ID: Final = re.compile(r"[0-9A-Za-z-]{1,100}")
_FAILURES: Final = {
    401: KeyRefused,
    403: NotAllowedThere,
    404: NotThere,
    410: NotThere,
}
_log = logging.getLogger("lif_adapter_commcare")


class CommCare:
    """One project space. After a refused key nothing more is sent; while it asks for time, nothing either."""

    def __init__(self, told: Connection, clock: LiveClock) -> None:
        for name in ("httpx", "httpcore"):
            # They log whole addresses, which hold case ids.
            if (library := logging.getLogger(name)).level == logging.NOTSET:
                library.setLevel(logging.WARNING)
        self._address = told.address
        self._clock = clock
        self._refused = False
        self._busy_until = 0
        self._http = httpx.Client(
            base_url=told.address,
            timeout=httpx.Timeout(told.timeout_s, connect=min(10.0, told.timeout_s)),
            headers={
                "Authorization": f"ApiKey {told.user_name}:{told.api_key.reveal()}",
                "Accept": "application/json",
                # CommCare keeps it as the device of every form we make.
                "User-Agent": "lif_plugin",
            },
            follow_redirects=False,
        )

    def __repr__(self) -> str:
        return f"CommCare({self._address!r})"

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def case(self, case_id: str) -> Case:
        """One case. Raises `NotThere`."""
        if not _ID.fullmatch(case_id):
            raise NotThere
        found = self._ask("GET", case_id)
        if found.get("case_id") != case_id:
            raise OddAnswer
        return found

    def cases(self, case_ids: Sequence[str]) -> list[Case]:
        """Several cases; those that are not there are left out."""
        found: list[Case] = []
        for at in range(0, len(case_ids), AT_ONCE):
            told = self._ask("POST", "bulk-fetch/", body={"case_ids": [*case_ids[at : at + AT_ONCE]]})
            found += [one for one in _rows(told) if "error" not in one]
        return found

    def pages(self, query: Mapping[str, Any]) -> Iterator[list[Case]]:
        """A list of cases, the one longest unchanged first, page by page. One that changes meanwhile may come twice."""
        asked: Mapping[str, Any] = query
        while True:
            told = self._ask("GET", "", query=asked)
            yield _rows(told)
            following = told.get("next")
            if not following:
                return
            if not isinstance(following, dict) or not following.get("cursor") or following == asked:
                raise OddAnswer
            asked = following

    def count(self, case_type: str) -> int:
        """How many cases of a type there are; nothing of any is read but the id of one."""
        told = self._ask("GET", "", query={"case_type": case_type, "limit": 1, "fields": "case_id"})
        if not isinstance(told.get("matching_records"), int):
            raise OddAnswer
        return int(told["matching_records"])

    def upsert(self, external_id: str, body: Mapping[str, Any]) -> Case:
        """Make the case of this external id, or change it; two at the same moment make two cases."""
        return _written(self._ask("PUT", f"ext/{quote(external_id, safe='')}/", body=body))

    def change(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """Change cases by their ids, at most a hundred: one alone, or several in one form."""
        if len(changes) == 1:
            [(case_id, body)] = changes.items()
            _written(self._ask("PUT", quote(case_id, safe=""), body=body))
        elif changes:
            listed = [{"create": False, "case_id": case_id, **body} for case_id, body in changes.items()]
            self._ask("POST", "", body=listed[:AT_ONCE])

    def _ask(
        self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None
    ) -> Case:
        if self._refused:
            raise KeyRefused
        if self._clock.now() < self._busy_until:
            raise Busy(due_at=self._busy_until)
        try:
            answer = self._http.request(method, path, params=query, json=body)
        except httpx.HTTPError as error:
            # The library's own message and cause may quote the address with what was asked.
            _log.warning("%s: %s", method, type(error).__name__)
            raise Unreachable(f"No answer from CommCare ({type(error).__name__}).") from None
        if answer.is_success:
            return _content(answer)
        raise self._failure(answer)

    def _failure(self, answer: httpx.Response) -> Exception:
        status = answer.status_code
        _log.warning("%s: status %d", answer.request.method, status)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            self._busy_until = self._clock.now() + 1000 * _seconds(answer.headers.get("Retry-After"))
            return Busy(due_at=self._busy_until)
        if answer.is_server_error:
            return ServerFault()
        failed = _FAILURES.get(status, NotTaken if answer.is_client_error else OddAnswer)
        self._refused = failed is KeyRefused
        return failed()


def _seconds(told: str | None) -> int:
    text = (told or "").strip()
    if not (text.isascii() and text.isdigit()):
        return _BUSY_S
    return max(1, min(int(text[:9]), _BUSY_AT_MOST_S))


def _content(answer: httpx.Response) -> Case:
    try:
        content = answer.json()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise OddAnswer
    return content


def _rows(told: Case) -> list[Case]:
    rows = told.get("cases")
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise OddAnswer
    return rows


def _written(told: Case) -> Case:
    case = told.get("case")
    if not isinstance(case, dict) or not isinstance(case.get("case_id"), str):
        raise OddAnswer
    return case
