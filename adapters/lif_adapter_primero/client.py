"""Speaks HTTP with one Primero server as one account: reads are tried again, writes never.

A write that was not answered may have been carried out. Who writes looks for it first (see ``writing``).
"""

import logging
import re
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote, urlsplit

import httpx

from lif_adapter_primero.answers import Flag, Page, body_of, flag_of, page_of, record_of
from lif_adapter_primero.clock import Clock, SystemClock
from lif_adapter_primero.errors import CredentialsRefused, OddAnswer, Unreachable
from lif_adapter_primero.patience import Pace, patient
from lif_plugin.errors import BadSetting

LARGEST_PAGE: Final = 1000
APART_MS: Final = 500
"""Two requests a second: the server hashes a password for each."""
_TIMEOUT: Final = httpx.Timeout(60, connect=10)
_ID: Final = re.compile(r"(?<=/)(?:[0-9a-fA-F-]{36}|\d+)(?=/|$)")
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_log = logging.getLogger("lif_adapter_primero")


class Primero:
    """One server, seen through one account.

    After a refused password nothing more is sent: `CredentialsRefused` is raised at once.
    """

    def __init__(
        self,
        address: str,
        sign_in: httpx.Auth,
        *,
        clock: Clock | None = None,
        apart_ms: int = APART_MS,
        timeout: httpx.Timeout = _TIMEOUT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        _quieten_libraries()
        self.clock = clock or SystemClock()
        self._address = api_address(address)
        self._pace = Pace(self.clock, apart_ms)
        self._refused = False
        self._http = httpx.Client(
            base_url=self._address,
            auth=sign_in,
            timeout=timeout,
            transport=transport,
            headers={"Accept": "application/json", "User-Agent": "lif_plugin"},
            follow_redirects=False,
        )

    def __repr__(self) -> str:
        return f"Primero({self._address!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def version(self) -> str:
        """The server's version, e.g. ``2.14.5.1``."""
        contact = record_of(self.read("contact_information"), "contact_information")
        return str(contact.get("system_version") or "")

    def forms(self, module: str) -> list[dict[str, Any]]:
        """All forms of a module's cases, whether the account may read them or not."""
        body = self.read("forms", {"record_type": "case", "module_id": module})
        if not isinstance(body, dict) or not isinstance(body.get("data"), list):
            raise OddAnswer("forms was not answered with a list.")
        return list(body["data"])

    def account(self, user_id: int) -> dict[str, Any]:
        """The account itself, with the forms and permissions it holds."""
        return record_of(self.read(f"users/{user_id}", {"extended": "true"}), "users/:id")

    def cases(self, query: Mapping[str, str | int]) -> Page:
        """A page of cases; filters the server does not know are passed over, so re-check each row."""
        return page_of(self.read("cases", query), "cases")

    def case(self, case_id: str, fields: str | None = None) -> dict[str, Any]:
        """One case as the account may see it. Raises `Gone`, `NotVisible`."""
        query = {"fields": fields} if fields else {}
        return record_of(self.read(f"cases/{quote(case_id, safe='')}", query), "cases/:id")

    def flags(self, case_id: str) -> list[Flag]:
        """All flags of a case, resolved ones too. The server asks for the permission, not for the scope."""
        body = self.read(f"cases/{quote(case_id, safe='')}/flags")
        rows = body.get("data") if isinstance(body, dict) else None
        if not isinstance(rows, list):
            raise OddAnswer("cases/:id/flags was not answered with a list.")
        return [flag_of(row) for row in rows]

    def add_flag(self, case_id: str, message: str, day: str) -> Flag:
        """Put a flag on a case; a repetition makes a second one. Never with an id: the server ignores it."""
        path = f"cases/{quote(case_id, safe='')}/flags"
        body = self.write("POST", path, {"data": {"message": message, "date": day}})
        return flag_of(record_of(body, "cases/:id/flags"))

    def resolve_flag(self, case_id: str, flag_id: int, text: str) -> Flag:
        """Resolve a flag; an answer that is already there is written over, so look first."""
        path = f"cases/{quote(case_id, safe='')}/flags/{flag_id}"
        body = self.write("PATCH", path, {"data": {"unflag_message": text}})
        return flag_of(record_of(body, "cases/:id/flags/:id"))

    def add_notes(self, case_id: str, rows: list[dict[str, Any]]) -> None:
        """Add, change or withdraw notes of our own by their ids. The server does not check the scope: read first.

        No other key goes along: the record's own keys would be taken, a status closes the case.
        """
        body = {"data": {"notes_section": rows}, "record_action": "add_note"}
        self.write("PATCH", f"cases/{quote(case_id, safe='')}", body)

    def write_rows(self, case_id: str, field: str, rows: list[dict[str, Any]]) -> None:
        """Add, change or withdraw rows of one subform by their ids; what the role may not write is dropped in silence."""
        self.write("PATCH", f"cases/{quote(case_id, safe='')}", {"data": {field: rows}})

    def read(self, path: str, query: Mapping[str, str | int] | None = None) -> Any:
        """GET, tried again where that helps and harms nobody."""
        return patient(self.clock)(self._ask, "GET", path, query, None)

    def write(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """POST or PATCH, once."""
        return self._ask(method, path, None, body)

    def _ask(self, method: str, path: str, query: Mapping[str, str | int] | None, body: Any) -> Any:
        if self._refused:
            raise CredentialsRefused
        self._pace.wait()
        kind = _ID.sub(":id", path)
        try:
            answer = self._http.request(method, path, params=query or None, json=body)
        except httpx.HTTPError as error:
            # The library's own message and cause may quote the address with what was asked.
            reached = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
            _log.warning("%s %s: %s", method, kind, type(error).__name__)
            raise Unreachable(f"{kind}: no answer ({type(error).__name__}).", maybe_done=reached) from None
        finally:
            # Cookies of a session are its sign-in's business; here they would come back beside Basic.
            self._http.cookies.clear()
        _log.debug("%s %s: %d", method, kind, answer.status_code)
        if answer.status_code == 401:
            self._refused = True
        return body_of(answer, kind)


def api_address(address: str) -> str:
    """The address of the API under a server's address. Raises `BadSetting` unless it is https (or loopback)."""
    parts = urlsplit(address)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or parts.username or not (parts.scheme == "https" or local):
        raise BadSetting(
            "The address of a Primero server begins with https:// and holds no password.",
            hint="Give the address people use in their browser, e.g. https://primero.example.org.",
        )
    return f"{parts.scheme}://{parts.netloc}/api/v2/"


def _quieten_libraries() -> None:
    """The HTTP libraries log whole addresses (ids, filters) and, in detail, headers with session cookies."""
    for name in ("httpx", "httpcore"):
        library = logging.getLogger(name)
        if library.level == logging.NOTSET:
            library.setLevel(logging.WARNING)
