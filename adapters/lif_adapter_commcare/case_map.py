"""Which of a deployment's case types and properties say what: every app has its own, so the map is data.

A map names the case type of a child, and facts: each stands on the child's case or on a case of its own below it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from lif_adapter_commcare.errors import BadMap
from lif_adapter_commcare.kinds import MAPPABLE
from lif_plugin.domain.kinds import KINDS, TEXT_FIELDS, TRI_FIELDS, Tri

NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,99}")
"""Property, index and case type names: what XML takes as a name."""
_FACT: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
ATTRIBUTES: Final = frozenset({"@date_opened", "@date_closed", "@owner_id"})
"""What stands beside the properties and may be read: never ``case_name``, which is mostly a child's name."""
_YES_NO: Final = MappingProxyType(
    dict.fromkeys(("yes", "y", "1", "true"), Tri.YES.value)
    | dict.fromkeys(("no", "n", "0", "false"), Tri.NO.value)
)
_TOP: Final = frozenset({"case_type", "date_format", "fact"})
_KEYS: Final = frozenset({"kind", "case_type", "index", "day", "until", "when", "fields", "values"})


@dataclass(frozen=True, slots=True)
class FactMap:
    """One fact. ``case_type`` None: on the child's own case; else on cases below it, hung there by ``index``.

    It is a fact once ``day`` is entered, and ``when``, if named. A field's place is a property, an attribute with @,
    or a fixed word after ``=``. ``values`` says what a property's words mean.
    """

    name: str
    kind: str
    case_type: str | None
    index: str
    day: str
    until: str | None
    when: str | None
    fields: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class CaseMap:
    """A deployment's map; ``date_format`` is how its app writes days, as strptime reads them."""

    case_type: str
    date_format: str
    facts: tuple[FactMap, ...]

    def below(self) -> tuple[tuple[str, str], ...]:
        """(case type, index) of the cases below a child's that hold facts."""
        return tuple(sorted({(one.case_type, one.index) for one in self.facts if one.case_type}))

    def case_types(self) -> frozenset[str]:
        """Every case type that is read."""
        return frozenset({self.case_type, *(case_type for case_type, _index in self.below())})

    def kinds(self) -> frozenset[str]:
        """The kinds that are covered."""
        return frozenset({"case", "closure", *(one.kind for one in self.facts)})


def read_map(document: Mapping[str, Any]) -> CaseMap:
    """Read a map from a document. Raises `BadMap`, naming the place."""
    _known(document, _TOP, "a map")
    case_type = _name(document.get("case_type"), "case_type")
    told = document.get("fact")
    if not isinstance(told, Mapping) or not told:
        raise BadMap("fact is a table of facts, at least one.")
    facts = tuple(_fact(str(name), one, case_type) for name, one in told.items())
    read = CaseMap(case_type, _format(document.get("date_format", "%Y-%m-%d")), facts)
    if len(read.below()) != len(read.case_types()) - 1:
        raise BadMap(
            "Cases of one type hang on a child's by one index.", hint="Name the same index in each fact."
        )
    return read


def _fact(name: str, told: Any, child_type: str) -> FactMap:
    where = f"fact.{name}"
    if not _FACT.fullmatch(name) or not isinstance(told, Mapping):
        raise BadMap(f"{where} is no table with a name of small letters, digits and underlines.")
    _known(told, _KEYS, where)
    kind = told.get("kind")
    if kind not in MAPPABLE:
        raise BadMap(
            f"{where}.kind is no kind that can be mapped.", hint=f"One of {', '.join(sorted(MAPPABLE))}."
        )
    own = told.get("case_type", child_type)
    below = _name(own, f"{where}.case_type") if own != child_type else None
    until = told.get("until")
    if until is not None and not KINDS[kind].interval:
        raise BadMap(f"{where}.until: {kind} has no end.")
    return FactMap(
        name, kind, below,
        _name(told.get("index", "parent"), f"{where}.index"),
        _place(told.get("day"), f"{where}.day"),
        None if until is None else _place(until, f"{where}.until"),
        None if told.get("when") is None else _place(told["when"], f"{where}.when"),
        _fields(kind, told.get("fields", {}), where),
        _values(told.get("values", {}), told.get("fields", {}), where),
    )  # fmt: skip


def _fields(kind: str, told: Any, where: str) -> Mapping[str, str]:
    if not isinstance(told, Mapping):
        raise BadMap(f"{where}.fields is a table.")
    allowed = KINDS[kind].fields & {*TEXT_FIELDS, *TRI_FIELDS} - {"code_raw"}
    if odd := sorted(told.keys() - allowed):
        raise BadMap(
            f"{where}.fields: {kind} has no {odd[0]!r}.", hint=f"It has {', '.join(sorted(allowed))}."
        )
    for name, place in told.items():
        fixed = isinstance(place, str) and place.startswith("=")
        if fixed and name in TRI_FIELDS and place[1:] not in {one.value for one in Tri}:
            raise BadMap(f"{where}.fields.{name} is =yes, =no or =not_applicable, or a property.")
        if not fixed or not 1 < len(place) <= 64:
            _place(place, f"{where}.fields.{name}")
    return MappingProxyType(dict(told))


def _values(told: Any, fields: Mapping[str, str], where: str) -> Mapping[str, Mapping[str, str]]:
    read: dict[str, Mapping[str, str]] = {}
    if not isinstance(told, Mapping) or told.keys() - fields.keys():
        raise BadMap(f"{where}.values is a table for fields that are mapped.")
    for name, words in told.items():
        if not isinstance(words, Mapping) or not all(isinstance(one, str) and one for one in words.values()):
            raise BadMap(f"{where}.values.{name} is a table from the app's words to ours.")
        if name in TRI_FIELDS and not set(words.values()) <= {one.value for one in Tri}:
            raise BadMap(f"{where}.values.{name}: words mean yes, no or not_applicable.")
        read[name] = MappingProxyType({str(word).strip().casefold(): mean for word, mean in words.items()})
    return MappingProxyType({name: _YES_NO for name in fields if name in TRI_FIELDS} | read)


def _place(told: Any, where: str) -> str:
    if isinstance(told, str) and (told in ATTRIBUTES or NAME.fullmatch(told)):
        return told
    raise BadMap(
        f"{where} names no property.", hint=f"A property's name, or one of {', '.join(sorted(ATTRIBUTES))}."
    )


def _name(told: Any, where: str) -> str:
    if not isinstance(told, str) or not NAME.fullmatch(told):
        raise BadMap(f"{where} is no name as CommCare takes them.")
    return told


def _known(told: Mapping[str, Any], names: frozenset[str], where: str) -> None:
    if odd := sorted(map(str, told.keys() - names)):
        raise BadMap(f"There is no {odd[0]!r} in {where}.", hint=f"There are: {', '.join(sorted(names))}.")


def _format(told: Any) -> str:
    """A format by which a day that is written is read again as the same."""
    day = date(2017, 11, 30)
    try:
        same = datetime.strptime(day.strftime(told), told).date() == day  # noqa: DTZ007  a day has no zone
    except (TypeError, ValueError):
        same = False
    if not same:
        raise BadMap("date_format does not say a whole day.", hint="For example %Y-%m-%d or %d/%m/%Y.")
    return str(told)
