"""How the platform says no: one exception for handlers to raise, and the three shapes it is sent in."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before it is sent: ``body`` is JSON, ``text`` is sent as it is."""

    status: int
    body: Any = None
    text: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


class Refusal(Exception):
    """A request that is not carried out; ``reply`` is what the caller gets."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply

    @classmethod
    def listed(cls, resource: str, status: int, message: Any, detail: Any = None) -> Self:
        """The usual shape: a list of errors, each with status, resource, message and sometimes detail."""
        return cls(Reply(status, {"errors": [listed(resource, status, message, detail)]}))

    @classmethod
    def unauthorized(cls, sentence: str) -> Self:
        """The shape of 401: one sentence."""
        header = ("WWW-Authenticate", 'Bearer realm="Primero" charset="UTF8"')
        return cls(Reply(401, {"error": sentence}, headers=(header,)))

    @classmethod
    def forbidden(cls, resource: str) -> Self:
        """403 for want of a permission or because the record is out of scope."""
        return cls.listed(resource, 403, "Forbidden")

    @classmethod
    def not_found(cls, resource: str, model: str, key: str, more: str = "") -> Self:
        """404 with the model and id that were looked for."""
        return cls.listed(resource, 404, "Not Found", f"Couldn't find {model} with 'id'=\"{key}\"{more}")

    @classmethod
    def unrouted(cls) -> Self:
        """A path the server does not know: no body at all."""
        return cls(Reply(404, text="", headers=(("Content-Type", "text/html"),)))

    @classmethod
    def throttled(cls) -> Self:
        """429 in plain text, without Retry-After."""
        return cls(Reply(429, text="Retry later\n", headers=(("Content-Type", "text/plain"),)))


def listed(resource: str, status: int, message: Any, detail: Any = None) -> dict[str, Any]:
    """One entry of the usual shape."""
    entry = {"status": status, "resource": resource, "message": message}
    return entry if detail is None else {**entry, "detail": detail}
