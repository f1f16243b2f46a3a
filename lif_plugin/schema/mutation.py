"""What all mutations take beside their own arguments, declared once: a key that makes them happen once, a version."""

import hashlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import reduce
from typing import Any, Final, TypeVar

import orjson
import strawberry
from strawberry import relay
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.types import Info
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from lif_plugin.schema.context import Context
from lif_plugin.schema.files import Uploaded
from lif_plugin.schema.terms import Terms

F = TypeVar("F", bound=Callable[..., Any])
KEY: Final = "idempotency_key"
VERSION: Final = "expected_version"
_KEY_SAYS: Final = (
    "A text of up to 200 characters that is yours alone, best a UUID: within a day the same request with the same key is "
    "done once and answered as the first time, by what its things are now; another request with it is refused. Since 0.1."
)
VERSION_SAYS: Final = (
    "The `version` of what is changed that you saw; if it has another by now, nothing is done and `ChangedMeanwhile` says "
    "which. Null: whatever it is. Since 0.1."
)


def mutation(description: str, changes: str | None = None, kind: str | None = None) -> Callable[[F], F]:
    """Make a method a mutation: it takes `idempotencyKey`, and `expectedVersion` where it changes a thing.

    ``changes`` is the argument that names the thing, with a dot for what stands in an input; ``kind`` its type, where
    its id does not say it.
    """
    made: Callable[[F], F] = strawberry.field(description=description, extensions=[OnTerms(changes, kind)])
    return made


class OnTerms(FieldExtension):
    """Takes the terms of a mutation from its arguments and lays them beside the operation for its step."""

    def __init__(self, changes: str | None, kind: str | None) -> None:
        self.changes = changes
        self._kind = kind
        self._declared = False

    def apply(self, field: StrawberryField) -> None:
        """Add the arguments that the method does not name itself."""
        # A field is given once more to each class that takes it over, with what was added before.
        own = list(field.base_resolver.arguments) if field.base_resolver else []
        self._declared = any(one.python_name == VERSION for one in own)
        more = [_argument(KEY, str | None, _KEY_SAYS)]
        if self.changes is not None and not self._declared:
            more.append(_argument(VERSION, int | None, VERSION_SAYS))
        field.arguments = [*own, *more]

    def resolve(
        self, next_: Callable[..., Any], source: Any, info: Info[Context, None], **kwargs: Any
    ) -> Any:
        """Lay the terms beside the operation, then take the step."""
        key = kwargs.pop(KEY, None)
        expected = kwargs.get(VERSION) if self._declared else kwargs.pop(VERSION, None)
        info.context.terms = self._terms(info, key, expected, kwargs)
        return next_(source, info, **kwargs)

    def _terms(
        self, info: Info[Context, None], key: str | None, expected: int | None, asked: dict[str, Any]
    ) -> Terms:
        start: object = asked
        named = reduce(_part, self.changes.split("."), start) if self.changes else None
        kind = named.type_name if isinstance(named, relay.GlobalID) else self._kind
        thing = named.node_id if isinstance(named, relay.GlobalID) else str(named) if named else None
        digest = (
            hashlib.sha256(_told([info.field_name, expected, asked])).hexdigest() if key is not None else ""
        )
        return Terms(digest, key, kind, thing, expected)


def _argument(name: str, of: Any, description: str) -> StrawberryArgument:
    return StrawberryArgument(
        name, to_camel_case(name), StrawberryAnnotation(of), description=description, default=None
    )


def _part(whole: object, name: str) -> object:
    return whole.get(name) if isinstance(whole, dict) else getattr(whole, name)


def _told(asked: object) -> bytes:
    """What is asked, in words that are the same each time; a file by its digest, whatever its size."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS
    return orjson.dumps(asked, default=_parts, option=options)


def _parts(one: object) -> object:
    if not is_dataclass(one) or isinstance(one, Uploaded):
        return repr(one)
    return {part.name: getattr(one, part.name) for part in fields(one)}
