"""Where a deployment keeps what: our names for fields, and the form field or subform path each stands in.

Every deployment edits its forms, so each has a map of its own; a name it leaves out is not mapped, and whatever
would need it then cannot be told.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as File
from types import MappingProxyType
from typing import Any, Final

from lif_adapter_primero.errors import BadFieldMap

CORE: Final = "core"
SINGLE: Final = frozenset(
    "status enabled owner registered_on closed_on sex born_on concerns closure_reason assessment.started_on "
    "assessment.due_on assessment.approval plan.made_on plan.approval consent.given_by consent.for_services".split()
)
"""Names that stand in one field of the case."""
SEVERAL: Final = frozenset({"wishes"})
"""Names that may stand in several places; entered in one of them is entered."""
ROWS: Final = MappingProxyType(
    {
        "follow_up": frozenset({"kind", "due_on", "done_on", "child_seen", "not_seen_because"}),
        "note": frozenset({"written_at", "author", "text"}),
    }
)
"""Names that stand in the rows of one subform."""
NAMES: Final = SINGLE | SEVERAL | {f"{group}.{name}" for group, names in ROWS.items() for name in names}
CHOSEN: Final = frozenset({"note.text"})
"""Names that are mapped only where an agency chooses so: leaving them out is no lack."""
NEEDED: Final = frozenset({"status", "enabled", "registered_on"})
"""Without these nothing can be said of a case."""
_PATH: Final = re.compile(
    r"(?P<form>[a-z][a-z0-9_]*)/(?P<field>[a-z][a-z0-9_]*)(?:\.(?P<sub>[a-z][a-z0-9_]*))?"
)


@dataclass(frozen=True, slots=True)
class Path:
    """A field of a form, or with ``sub`` a field in the rows of the subform that ``field`` is."""

    form: str
    field: str
    sub: str | None = None

    def __str__(self) -> str:
        return f"{self.form}/{self.field}" + (f".{self.sub}" if self.sub else "")


@dataclass(frozen=True, slots=True)
class FieldMap:
    """A deployment's map: the module its cases are of, and for each mapped name its paths."""

    module: str
    paths: Mapping[str, tuple[Path, ...]]

    def find(self, name: str) -> tuple[Path, ...]:
        """The paths of a name; none, if it is not mapped."""
        return self.paths.get(name, ())

    def subform(self, group: str) -> str | None:
        """The subform whose rows hold a group of names."""
        found = [path.field for name in ROWS[group] for path in self.find(f"{group}.{name}")]
        return found[0] if found else None

    def asked(self) -> tuple[str, ...]:
        """The fields of a case to ask the server for, each once."""
        return tuple(sorted({path.field for paths in self.paths.values() for path in paths}))


def default_fields() -> FieldMap:
    """The map of Primero's default child-protection module."""
    text = File(__file__).with_name("default_fields.toml").read_text("utf-8")
    return read_fields(tomllib.loads(text))


def read_fields(document: Mapping[str, Any]) -> FieldMap:
    """Read a map from a document as in ``default_fields.toml``. Raises `BadFieldMap`, naming the place."""
    if odd := document.keys() - {"module", "fields"}:
        raise BadFieldMap(f"There is no {', '.join(sorted(odd))} in a field map.")
    module, fields = document.get("module"), document.get("fields")
    if not isinstance(module, str) or not module or not isinstance(fields, Mapping):
        raise BadFieldMap("A field map has a module (a text) and a table of fields.")
    if unknown := sorted(fields.keys() - NAMES):
        raise BadFieldMap(
            f"There is no field {unknown[0]!r}.", hint=f"The names are: {', '.join(sorted(NAMES))}."
        )
    paths = {name: _paths(name, told) for name, told in fields.items() if told}
    if lacking := sorted(NEEDED - paths.keys()):
        raise BadFieldMap(f"{lacking[0]} is not mapped; without it nothing can be said of a case.")
    for group, names in ROWS.items():
        forms = {(path.form, path.field) for name in names for path in paths.get(f"{group}.{name}", ())}
        if len(forms) > 1:
            raise BadFieldMap(f"All fields of {group} stand in the rows of one subform.")
    return FieldMap(module, MappingProxyType(paths))


def _paths(name: str, told: Any) -> tuple[Path, ...]:
    texts = told if isinstance(told, list) else [told]
    if len(texts) > 1 and name not in SEVERAL:
        raise BadFieldMap(f"{name} stands in one field.")
    return tuple(_path(name, text) for text in texts)


def _path(name: str, text: Any) -> Path:
    found = _PATH.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise BadFieldMap(f"The path of {name} is no form/field or form/subform.field.")
    path = Path(found["form"], found["field"], found["sub"])
    in_rows = name.partition(".")[0] in ROWS
    if in_rows and path.sub is None:
        raise BadFieldMap(f"{name} stands in the rows of a subform: form/subform.field.")
    if (name in SINGLE or path.form == CORE) and path.sub is not None:
        raise BadFieldMap(f"{name} stands in a field of the case itself: form/field.")
    return path
