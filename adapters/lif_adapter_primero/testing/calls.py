"""One request to the fake, with who made it: what every handler is given."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lif_adapter_primero.testing.people import User
from lif_adapter_primero.testing.refusal import Refusal
from lif_adapter_primero.testing.world import Case, World


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in; header names are in small letters."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path without the query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query's fields; of a repeated one the last."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def data(self) -> dict[str, Any]:
        """What is sent under ``data``; nothing, if the body is no JSON by its content type or has none."""
        sent = self.sent.get("data", {})
        if isinstance(sent, list):
            raise Refusal.listed(self.path, 500, "no implicit conversion of Symbol into Integer")
        return sent if isinstance(sent, dict) else {}

    @property
    def sent(self) -> dict[str, Any]:
        """The whole body, as the server takes it."""
        if not self.body or "json" not in self.headers.get("content-type", ""):
            return {}
        try:
            sent = json.loads(self.body)
        except ValueError:
            text = self.body.decode(errors="replace")
            raise Refusal.listed(self.path, 500, f"859: unexpected token at '{text}'") from None
        return sent if isinstance(sent, dict) else {}


@dataclass(frozen=True, slots=True)
class Call:
    """A request by somebody who is signed in."""

    world: World
    request: Request
    user: User

    @property
    def path(self) -> str:
        """The request's path, which errors name."""
        return self.request.path

    def need(self, *actions: str, resource: str = "case") -> None:
        """Refuse unless the role holds every one of these permissions."""
        if not all(self.user.role.may(action, resource) for action in actions):
            raise Refusal.forbidden(self.path)

    def find(self, case_id: str) -> Case:
        """The case of this id; 404 if there is none."""
        case = self.world.cases.get(case_id)
        if case is None:
            raise Refusal.not_found(self.path, "Child", case_id)
        return case

    def need_scope(self, case: Case) -> None:
        """Refuse if the case is out of the role's scope."""
        if not self.user.covers(case.data):
            raise Refusal.forbidden(self.path)

    def paging(self, default: int = 20) -> tuple[int, int]:
        """Page and page size; a size that is no number is none, a page below 1 breaks the database."""
        page, per = self.request.query.get("page", "1"), self.request.query.get("per", str(default))
        number = int(page) if re.fullmatch(r"-?\d+", page) else 1
        size = min(int(per), 1000) if per.isdigit() else 0
        if number < 1:
            message = "PG::InvalidRowCountInResultOffsetClause: ERROR:  OFFSET must not be negative\n"
            raise Refusal.listed(self.path, 500, message)
        return number, size

    def page_of(self, rows: list[Any], default: int = 20) -> dict[str, Any]:
        """The page asked for, with the total."""
        page, per = self.paging(default)
        shown = rows[(page - 1) * per : page * per]
        return {"data": shown, "metadata": {"total": len(rows), "per": per, "page": page}}
