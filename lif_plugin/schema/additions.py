"""Lists that plugins add to the query: each plugin's frozen dataclasses become types of the schema."""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Annotated, Any, Final

import strawberry
from strawberry.tools import create_type
from strawberry.types import Info
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from lif_plugin.errors import PluginFault
from lif_plugin.hooks import Plugins, QueryField
from lif_plugin.schema.context import Context
from lif_plugin.schema.values import arg
from lif_plugin.store.meter import TooSlow

HOOK: Final = "lif_graphql"
MAX_ITEMS: Final = 200
_PLAIN: Final = (str, int, float, bool, date, datetime)


def added_fields(
    plugins: Plugins, taken: frozenset[str], type_names: frozenset[str]
) -> Iterator[StrawberryField]:
    """Make a field of each list that plugins add.

    A name that is taken, or a type that cannot be shown, is a fault of its plugin; the others go on.
    """
    names = set(taken)
    known: dict[type, type] = {}
    used = set(type_names)
    for plugin, fields in plugins.each(HOOK, QueryField):
        for field in fields:
            try:
                _check_name(field.name, names)
                made = _type_of(field.of, known, used)
            except PluginFault as fault:
                plugins.record(plugin, HOOK, fault)
                continue
            names.add(field.name)
            yield _listing(field, made, plugins, plugin)


def _check_name(name: str, taken: set[str]) -> None:
    if name in taken:
        raise PluginFault(f"The name {name} is taken.")


def _listing(field: QueryField, made: type, plugins: Plugins, plugin: str) -> StrawberryField:
    def resolve(info: Info[Context, None], first: int = MAX_ITEMS) -> Any:
        if not 1 <= first <= MAX_ITEMS:
            raise PluginFault(f"A list has 1 to {MAX_ITEMS} items.", hint="Give `first` within that.")
        info.context.spend(first)
        try:
            return list(field.resolve(info.context.viewer))[:first]
        except TooSlow:
            # It was we who stopped it.
            raise
        except Exception as error:
            # The second place where plugins are called: what they raise is theirs, and may quote a record.
            plugins.record(plugin, HOOK, error)
            raise PluginFault(f"The plugin {plugin} failed.") from error

    # Strawberry keeps fields by their resolvers' names.
    resolve.__name__ = field.name
    resolve.__annotations__ |= {
        "first": Annotated[int, arg(f"How many to give at most: 1 to {MAX_ITEMS}.")],
        "return": list[made] | None,  # type: ignore[valid-type]
    }
    made_field: StrawberryField = strawberry.field(
        name=field.name, description=field.description, resolver=resolve
    )
    return made_field


def _type_of(of: type, known: dict[type, type], used: set[str]) -> type:
    """Make a type of the schema from a dataclass, and from the dataclasses in its fields."""
    if of in known:
        return known[of]
    if not dataclasses.is_dataclass(of) or not of.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        raise PluginFault(f"{of.__name__} is not a frozen dataclass.")
    if of.__name__ in used:
        raise PluginFault(f"The type name {of.__name__} is taken.")
    used.add(of.__name__)
    hints = typing.get_type_hints(of)
    fields = [
        strawberry.field(
            name=to_camel_case(part.name),
            description=str(part.metadata.get("description") or part.name.replace("_", " ").capitalize()),
            resolver=_reader(part.name, _shown(hints[part.name], known, used)),
        )
        for part in dataclasses.fields(of)
        if not part.name.startswith("_")
    ]
    if not fields:
        raise PluginFault(f"{of.__name__} has no fields.")
    text = " ".join((of.__doc__ or of.__name__).split())
    known[of] = create_type(of.__name__, fields, description=text)
    return known[of]


def _reader(name: str, shown: Any) -> Callable[[Any], Any]:
    def read(root: Any) -> Any:
        return getattr(root, name)

    read.__name__ = name
    read.__annotations__ = {"root": strawberry.Parent, "return": shown}
    return read


def _shown(hint: Any, known: dict[type, type], used: set[str]) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint in _PLAIN:
        return hint
    if origin in {typing.Union, types.UnionType} and len(inner) == 2 and type(None) in inner:
        return _shown(next(part for part in inner if part is not type(None)), known, used) | None
    if origin in {list, tuple} and inner and (origin is list or inner[1:] == (...,)):
        return types.GenericAlias(list, (_shown(inner[0], known, used),))
    if dataclasses.is_dataclass(hint):
        return _type_of(typing.cast("type", hint), known, used)
    raise PluginFault(f"A field of type {hint} cannot be shown.")
