"""A file that came with an operation: a variable of the type `Upload`, filled in by the GraphQL multipart request."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NewType

from strawberry.file_uploads.utils import replace_placeholders_with_files
from strawberry.types.scalar import scalar

from lif_plugin.errors import LifError

_PLACE: Final = re.compile(r"variables(\.\w+)+", re.ASCII)


class NoUpload(LifError):
    """No file came with the operation."""

    code = "no_upload"
    hint = "Send it by the GraphQL multipart request, as a variable of the type `Upload`."


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file's name and bytes; in words it is its name and digest."""

    name: str
    content: bytes = field(repr=False)
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", hashlib.sha256(self.content).hexdigest())


Upload = NewType("Upload", object)
UPLOAD = scalar(
    name="Upload",
    description="A file, sent beside the operation by the GraphQL multipart request: one in a request, of up to 10 MB.",
    specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
    serialize=str,
    parse_value=lambda value: value,
)


def with_file(
    operation: dict[str, Any], places: Mapping[str, Any], files: Mapping[str, Uploaded]
) -> dict[str, Any]:
    """The operation with its file in the one place, below `variables`, that is named. Raises `NoUpload`."""
    if set(places) != set(files):
        raise NoUpload("`map` names another file than came.")
    for named in places.values():
        if not (isinstance(named, list) and len(named) == 1 and _PLACE.fullmatch(str(named[0]))):
            raise NoUpload("A file has one place, below `variables`.")
    try:
        return replace_placeholders_with_files(operation, places, files)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise NoUpload("`map` names a place that `operations` does not have.") from error


def uploaded(value: Upload) -> Uploaded:
    """The file that came. Raises `NoUpload` for what is written in its place."""
    if not isinstance(value, Uploaded):
        raise NoUpload("There is no file with this operation.")
    return value
