"""Speaks HTTP with the module lif_prompts of one Tryton database. Nothing that was sent or answered gets into a log."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import httpx

from lif_adapter_tryton.errors import KeyRefused, NotTaken, NotThere, OddAnswer, ServerFault, Unreachable
from lif_adapter_tryton.settings import Connection
from lif_plugin.errors import LifError

_BY_STATUS: Final[Mapping[int, type[LifError]]] = {
    HTTPStatus.UNAUTHORIZED: KeyRefused,
    HTTPStatus.FORBIDDEN: KeyRefused,
    HTTPStatus.NOT_FOUND: NotThere,
    HTTPStatus.BAD_REQUEST: NotTaken,
    HTTPStatus.CONFLICT: NotTaken,
}


class Tryton:
    """One database, asked with one key. After a refused key nothing more is sent."""

    def __init__(self, told: Connection) -> None:
        for name in ("httpx", "httpcore"):
            # They log whole addresses, which hold a patient's number.
            if (library := logging.getLogger(name)).level == logging.NOTSET:
                library.setLevel(logging.WARNING)
        self._refused = False
        self._http = httpx.Client(
            base_url=told.address,
            timeout=told.timeout_s,
            headers={
                "Authorization": f"Bearer {told.key.reveal()}",
                "Accept": "application/json",
                "User-Agent": "lif_plugin",
            },
            follow_redirects=False,
        )
        self._address = told.address

    def __repr__(self) -> str:
        return f"Tryton({self._address!r})"

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(
        self, method: str, path: str, query: Mapping[str, int] | None = None, body: Any = None
    ) -> dict[str, Any]:
        """Ask once. Raises the error that the status stands for, `Unreachable` or `OddAnswer`."""
        if self._refused:
            raise KeyRefused
        try:
            answer = self._http.request(method, path, params=query, json=body)
        except httpx.HTTPError as error:
            # The library's own message and cause may quote the address with what was asked.
            raise Unreachable(f"No answer from Tryton ({type(error).__name__}).") from None
        if answer.is_success:
            return _content(answer)
        failed = _BY_STATUS.get(answer.status_code, ServerFault if answer.is_server_error else OddAnswer)
        self._refused = failed is KeyRefused
        raise failed


def _content(answer: httpx.Response) -> dict[str, Any]:
    try:
        content = answer.json()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise OddAnswer
    return content
