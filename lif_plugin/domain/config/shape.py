"""What a value of a configuration may be: each kind reads it, says what is wrong with it, and describes itself.

A kind reads what TOML and JSON give, writes it back, and gives its JSON Schema.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final, Protocol

from lif_plugin.domain.worktime import day_number, numbered_day
from lif_plugin.errors import BadSetting

MISSING: Final = object()
"""What a value that was refused is read as."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a configuration: where (the path of keys), what, and what to do about it."""

    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem} {self.remedy}"


class Kind(Protocol):
    """What a value may be."""

    def read(self, value: Any, place: str, faults: list[Fault]) -> Any:
        """Give the value as the code has it, or `MISSING` with a fault added."""

    def write(self, value: Any) -> Any:
        """Give the value as JSON has it."""

    def schema(self) -> dict[str, Any]:
        """Describe the value for editors."""


def _refused(faults: list[Fault], place: str, problem: str, remedy: str) -> object:
    faults.append(Fault(place, problem, remedy))
    return MISSING


@dataclass(frozen=True, slots=True)
class Text:
    """Some text, not empty."""

    example: str = ""

    def read(self, value: Any, place: str, faults: list[Fault]) -> Any:
        """Read it."""
        if not isinstance(value, str) or not value.strip():
            remedy = (
                f'Write it in quotes, such as "{self.example}".' if self.example else "Write it in quotes."
            )
            return _refused(faults, place, "This is no text.", remedy)
        return value

    def write(self, value: Any) -> Any:
        """Write it."""
        return value

    def schema(self) -> dict[str, Any]:
        """Describe it."""
        return {"type": "string", "minLength": 1}


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, value: Any, place: str, faults: list[Fault]) -> Any:
        """Read it."""
        if not isinstance(value, bool):
            return _refused(
                faults, place, "This is neither true nor false.", "Write true or false, without quotes."
            )
        return value

    def write(self, value: Any) -> Any:
        """Write it."""
        return value

    def schema(self) -> dict[str, Any]:
        """Describe it."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number within bounds."""

    least: int
    most: int

    def read(self, value: Any, place: str, faults: list[Fault]) -> Any:
        """Read it."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            bounds = f"from {self.least} to {self.most}"
            return _refused(faults, place, "This is no number it can be.", f"Write a whole number {bounds}.")
        return value

    def write(self, value: Any) -> Any:
        """Write it."""
        return value

    def schema(self) -> dict[str, Any]:
        """Describe it."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Day:
    """A day, in the code YYYYMMDD."""

    def read(self, value: Any, place: str, faults: list[Fault]) -> Any:
        """Read it."""
        try:
            return day_number(value if type(value) is date else date.fromisoformat(value))
        except (TypeError, ValueError):
            return _refused(faults, place, "This is no day.", "Write it as 2026-09-01.")

    def write(self, value: Any) -> Any:
        """Write it."""
        return numbered_day(value).isoformat()

    def schema(self) -> dict[str, Any]:
        """Describe it."""
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words; ``make`` gives the code's value of one."""

    words: tuple[str, ...]
    make: Callable[[str], Any] = str

    def read(self, value: Any, place: str, faults: list[Fault]) -> Any:
        """Read it."""
        if value not in self.words:
            near = nearest(str(value), self.words)
            return _refused(
                faults, place, f"There is no choice {value!r} here.{near}", f"Choose {listed(self.words)}."
            )
        return self.make(value)

    def write(self, value: Any) -> Any:
        """Write it."""
        return value.value if isinstance(value, StrEnum) else value

    def schema(self) -> dict[str, Any]:
        """Describe it."""
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Several:
    """A list of values of one kind, in their order."""

    of: Kind

    def read(self, value: Any, place: str, faults: list[Fault]) -> Any:
        """Read it."""
        if not isinstance(value, list):
            return _refused(faults, place, "This is no list.", "Write it in square brackets.")
        items = [self.of.read(item, f"{place}[{number}]", faults) for number, item in enumerate(value, 1)]
        return MISSING if MISSING in items else tuple(items)

    def write(self, value: Any) -> Any:
        """Write it."""
        return [self.of.write(item) for item in value]

    def schema(self) -> dict[str, Any]:
        """Describe it."""
        return {"type": "array", "items": self.of.schema()}


@dataclass(frozen=True, slots=True)
class Named:
    """A table whose keys are names: of rules, of plugins, of teams. ``names`` are all there can be, if that is so."""

    of: Kind
    names: tuple[str, ...] = ()
    what: str = "name"

    def read(self, value: Any, place: str, faults: list[Fault]) -> Any:
        """Read it."""
        if not isinstance(value, Mapping):
            return _refused(faults, place, "This is no table.", f"Write [{place}] and names below it.")
        found = {}
        for name, item in value.items():
            where = f"{place}.{name}"
            if self.names and name not in self.names:
                near = nearest(name, self.names)
                _refused(
                    faults, where, f"There is no {self.what} {name!r}.{near}", f"Use {listed(self.names)}."
                )
            else:
                found[name] = self.of.read(item, where, faults)
        return found

    def write(self, value: Any) -> Any:
        """Write it."""
        return {name: self.of.write(value[name]) for name in sorted(value)}

    def schema(self) -> dict[str, Any]:
        """Describe it."""
        named = {"propertyNames": {"enum": list(self.names)}} if self.names else {}
        return {"type": "object", "additionalProperties": self.of.schema(), **named}


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a section: what its value may be and what it means."""

    kind: Kind
    says: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A table with known keys; ``make`` gives the code's value from those that are there.

    ``sparse``: only what differs from what is so without a word is written.
    """

    make: Callable[..., Any]
    entries: Mapping[str, Entry]
    sparse: bool = False

    def read(self, value: Any, place: str, faults: list[Fault]) -> Any:
        """Read it."""
        if not isinstance(value, Mapping):
            return _refused(faults, place, "This is no table.", f"It has the keys {listed(self.entries)}.")
        before = len(faults)
        for key in value:
            if key not in self.entries:
                near = nearest(key, self.entries)
                _refused(faults, _at(place, key), f"There is no key {key!r} here.{near}",
                         f"The keys are {listed(self.entries)}.")  # fmt: skip
        for key, entry in self.entries.items():
            if entry.required and key not in value:
                _refused(faults, _at(place, key), "This is missing.", entry.says)
        known = {
            key: entry.kind.read(value[key], _at(place, key), faults)
            for key, entry in self.entries.items()
            if key in value
        }
        if len(faults) > before:
            return MISSING
        try:
            return self.make(**known)
        except BadSetting as error:
            return _refused(faults, place or "(whole document)", error.message, "Change one of its values.")

    def write(self, value: Any) -> Any:
        """Write it; what is empty is left out."""
        plain = self.make() if self.sparse else None
        return {
            key: entry.kind.write(held)
            for key, entry in self.entries.items()
            if (held := getattr(value, key)) is not None and (plain is None or held != getattr(plain, key))
        }

    def schema(self) -> dict[str, Any]:
        """Describe it."""
        required = [key for key, entry in self.entries.items() if entry.required]
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                key: {"description": entry.says, **entry.kind.schema()} for key, entry in self.entries.items()
            },
            **({"required": required} if required else {}),
        }


def _at(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def nearest(wrong: str, right: Iterable[str]) -> str:
    """Return " Did you mean ...?" with the nearest name, or nothing where none is like it."""
    near = get_close_matches(wrong.casefold(), {name.casefold(): name for name in right}, n=1)
    named = next((name for name in right if near and name.casefold() == near[0]), None)
    return f" Did you mean {str(named)!r}?" if named else ""


def listed(names: Iterable[str]) -> str:
    """Some names in a sentence."""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
