"""What a GraphQL request over HTTP asks: as JSON, or with one file beside it by the GraphQL multipart request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from lif_plugin.errors import LifError
from lif_plugin.schema import NoUpload, Uploaded, with_file
from lif_plugin.web.session import header_token

JSON: Final = "application/json"
MULTIPART: Final = "multipart/form-data"
PREFLIGHT: Final = "graphql-require-preflight"
"""A header that another site's page cannot send without being asked first (CORS), unlike a form."""


class BadRequest(LifError):
    """The request is not GraphQL over HTTP."""

    code = "bad_request"
    hint = "POST a JSON object with `query` and, if needed, `variables` and `operationName`."

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None


async def asked_in(request: Request, media: str, charset: str | None) -> Asked:
    """Read what is asked from a request with this type of body. Raises `BadRequest`."""
    if request.method == "GET":
        return checked({
            name: parsed(value) if name in {"variables", "extensions"} and value else value
            for name, value in request.query_params.items()
        })  # fmt: skip
    if media == MULTIPART:
        return checked(await _with_file(request))
    if media != JSON:
        raise BadRequest(f"The body must be {JSON}, or {MULTIPART} with a file.", 415)
    if charset not in {None, "utf-8", "utf8"}:
        raise BadRequest("The body must be UTF-8.", 415)
    return checked(parsed(await request.body()))


def parsed(text: str | bytes) -> Any:
    """What a text says as JSON. Raises `BadRequest`."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadRequest("What should be JSON is not.") from error


def checked(fields: Any) -> Asked:
    """Read what is asked. Raises `BadRequest`."""
    if not isinstance(fields, Mapping):
        raise BadRequest("The body must be a JSON object.")
    query, variables, name = fields.get("query"), fields.get("variables"), fields.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise BadRequest("`query` must be a text.")
    if not isinstance(variables, dict | None) or not isinstance(fields.get("extensions"), dict | None):
        raise BadRequest("`variables` and `extensions` must be objects.")
    if not isinstance(name, str | None):
        raise BadRequest("`operationName` must be a text.")
    return Asked(query, variables, name or None)


async def _with_file(request: Request) -> dict[str, Any]:
    """The operation with its file in the place that the map names. Raises `BadRequest`."""
    if header_token(request) is None and PREFLIGHT not in request.headers:
        raise BadRequest(f"A form needs its token in the header, or the header {PREFLIGHT}.")
    try:
        async with request.form(max_files=1, max_fields=2) as form:
            texts = {name: value for name, value in form.items() if isinstance(value, str)}
            files = {
                name: Uploaded(value.filename or "", await value.read())
                for name, value in form.items()
                if isinstance(value, UploadFile)
            }
    except HTTPException as error:
        raise BadRequest("The form cannot be read: it holds `operations`, `map` and one file.") from error
    operations, places = (parsed(texts.get(name, "")) for name in ("operations", "map"))
    if not isinstance(operations, dict) or not isinstance(places, dict):
        raise BadRequest("`operations` and `map` must be objects.")
    try:
        return with_file(operations, places, files)
    except NoUpload as error:
        raise BadRequest(error.message) from error
