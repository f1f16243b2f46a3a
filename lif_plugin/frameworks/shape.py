"""The shape of a framework file: JSON Schema, with each finding turned into a fault that says what to do."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from lif_plugin.frameworks.faults import Fault, suggestion
from lif_plugin.frameworks.reading import Document, Parts

# schema.json is the frameworks' own and taken in as it is; fields.json types what it leaves open.
SCHEMAS = (Path(__file__).with_name("schema.json"), Path(__file__).with_name("fields.json"))
NAMES = {str: "text", bool: "yes or no", int: "a number", float: "a number", type(None): "empty"}
NAMES |= {list: "a list", dict: "a group of fields"}
WANTED = {"string": "text", "array": "a list", "object": "a group of fields", "boolean": "true or false"}
WANTED |= {"integer": "a whole number", "null": "null"}

Explained = tuple[Parts, str, str]


def shape_faults(document: Document, schemas: tuple[Path, ...] = SCHEMAS) -> Iterator[Fault]:
    """Yield a fault for everything in the document that has not the shape these schemas (a framework's) ask for."""
    for validator in _validators(schemas):
        yield from faults_by(document, validator)


def faults_by(document: Document, validator: Draft202012Validator) -> Iterator[Fault]:
    """Yield a fault for everything in the document that has not the shape a schema asks for."""
    for error in validator.iter_errors(document.data):
        here: Parts = tuple(error.absolute_path)
        explain = EXPLAIN.get(str(error.validator), _other)
        for parts, problem, remedy in explain(error):
            yield document.fault((*here, *parts), problem, remedy)


@cache
def known_fields(name: str) -> frozenset[str]:
    """Return the fields that the schemas name for the entries of the list `name`."""
    found: set[str] = set()
    for schema in _schemas(SCHEMAS):
        part: Mapping[str, Any] = schema
        for step in name.split("."):
            part = part["properties"].get(step, {"properties": {}})
        found |= _named(schema, part)
    return frozenset(found)


@cache
def _schemas(paths: tuple[Path, ...]) -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(path.read_text("utf-8")) for path in paths)


@cache
def _validators(paths: tuple[Path, ...]) -> tuple[Draft202012Validator, ...]:
    return tuple(Draft202012Validator(schema) for schema in _schemas(paths))


def _named(root: Mapping[str, Any], part: Mapping[str, Any]) -> set[str]:
    found = set(part.get("properties", {}))
    if "$ref" in part:
        found |= _named(root, root["$defs"][part["$ref"].rpartition("/")[2]])
    inside = [*part.get("allOf", ())] + ([part["items"]] if "items" in part else [])
    for inner in inside:
        found |= _named(root, inner)
    return found


def _asked(error: ValidationError) -> Any:
    return error.validator_value


def _missing(error: ValidationError) -> Iterator[Explained]:
    instance: Any = error.instance
    for name in _asked(error):
        if name not in instance:
            yield (name,), "is missing", f"Add {name}."


def _unexpected(error: ValidationError) -> Iterator[Explained]:
    schema: Any = error.schema
    known = set(schema["properties"])
    instance: Any = error.instance
    for name in instance:
        if name not in known:
            near = suggestion(name, known - set(instance))
            yield (name,), "is not a field of this part", f"Take it out or rename it.{near}"


def _not_a_choice(error: ValidationError) -> Iterator[Explained]:
    choices = [str(choice) for choice in _asked(error)]
    near = suggestion(str(error.instance), choices)
    yield (), f"is {_shown(error.instance)}", f"Use one of {', '.join(choices)}.{near}"


def _wrong_type(error: ValidationError) -> Iterator[Explained]:
    asked = _asked(error)
    types = [asked] if isinstance(asked, str) else list(asked)
    wanted = " or ".join(WANTED[name] for name in types)
    remedy = f"Write {wanted}."
    if "string" in types and isinstance(error.instance, bool | int | float):
        remedy = f"Put it in quotes, so that it is read as text: {_shown(str(error.instance))}."
    yield (), f"is {NAMES.get(type(error.instance), 'something else')} where {wanted} belongs", remedy


def _not_an_id(error: ValidationError) -> Iterator[Explained]:
    remedy = "Begin with a small letter; use small letters, digits and _ only."
    yield (), f"is {_shown(error.instance)}, which is no id", remedy


def _empty(_error: ValidationError) -> Iterator[Explained]:
    yield (), "is empty", "Write something, or take the field out if it may be missing."


def _repeated(_error: ValidationError) -> Iterator[Explained]:
    yield (), "names the same thing twice", "Keep it once."


def _out_of_range(error: ValidationError) -> Iterator[Explained]:
    bound = "at least" if error.validator == "minimum" else "at most"
    yield (), f"is {error.instance}", f"Write a number of {bound} {error.validator_value}."


def _other(error: ValidationError) -> Iterator[Explained]:
    yield (), error.message, f"See {error.validator} in the schema beside the shipped files."


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


EXPLAIN: Mapping[str, Callable[[ValidationError], Iterator[Explained]]] = {
    "required": _missing,
    "additionalProperties": _unexpected,
    "enum": _not_a_choice,
    "type": _wrong_type,
    "pattern": _not_an_id,
    "minLength": _empty,
    "uniqueItems": _repeated,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
}
