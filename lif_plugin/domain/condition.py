"""Conditions on one event, as data, in three-valued logic: true, false or cannot tell.

A condition is compiled to SQL by the rules room, where NULL is *cannot tell*; a blank never counts as
"no". Conditions nest; `columns_of` says what they read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lif_plugin.domain.kinds import KINDS, NUMBER_FIELDS, TRI_FIELDS, TYPED_FIELDS, Tri
from lif_plugin.domain.window import OWN_DAY, Unit, Window
from lif_plugin.errors import InvalidRule


@dataclass(frozen=True, slots=True)
class Is:
    """The column, a text or a yes-or-no, holds one of these values; cannot tell while it holds none."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing was recorded in the column.

    For ``code``: cannot tell when a text was recorded that is not one of the known codes.
    """

    column: str


@dataclass(frozen=True, slots=True)
class AgeUnder:
    """The child had not reached this birthday on the day of the event; cannot tell without a birth date.

    Nor where birth dates on record differ on it, or where the day of the event is not known.
    A child born on 29 February reaches an age on 1 March of a year without that day.
    """

    years: int


@dataclass(frozen=True, slots=True)
class During:
    """On the day of the event the case was in an interval of this kind with one of these codes; None: with any.

    ``opposite`` are the codes by which the record says that it was not. With them it is false only while an interval
    of one of these is in force, and cannot tell while neither is. Without them it is never cannot tell: what is not
    shown by the record does not count, so use it then to exempt, or to tell apart what is told anyway.
    """

    kind: str
    codes: tuple[str, ...] | None
    opposite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """The event has an end: an enquiry was completed, an assessment authorised."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Another event of this kind, for which ``when`` holds, lies in a window around the event.

    Cannot tell where one may: ``when`` cannot be told for it, or its day or the event's own is not known; or
    where the source does not know all such events of the window.
    """

    kind: str
    when: "Condition | None" = None
    window: Window = OWN_DAY


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; cannot tell stays cannot tell."""

    of: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one holds."""

    of: tuple["Condition", ...]


Condition = Is | Missing | AgeUnder | During | Ended | Shown | Not | AllOf | AnyOf


def parts_of(condition: Condition) -> Iterator[Condition]:
    """Yield the condition and everything nested in it that is about the same event."""
    yield condition
    match condition:
        case Not(of=inner):
            yield from parts_of(inner)
        case AllOf(of=inners) | AnyOf(of=inners):
            for inner in inners:
                yield from parts_of(inner)
        case _:
            pass


def kinds_of(condition: Condition | None) -> frozenset[str]:
    """Name the event kinds a condition reads beside the event it is about."""
    if condition is None:
        return frozenset()
    kinds: set[str] = set()
    for part in parts_of(condition):
        match part:
            case AgeUnder():
                kinds.add("birth")
            case During(kind=kind):
                kinds.add(kind)
            case Shown(kind=kind, when=when):
                kinds |= {kind} | kinds_of(when)
            case _:
                pass
    return frozenset(kinds)


def shown_in(condition: Condition | None) -> Iterator[Shown]:
    """Yield every window in which a condition, or one nested in it, looks for another event."""
    for part in parts_of(condition) if condition is not None else ():
        if isinstance(part, Shown):
            yield part
            yield from shown_in(part.when)


def units_of(condition: Condition | None) -> frozenset[Unit]:
    """Name what the windows of a condition are counted in."""
    return frozenset().union(*(shown.window.units for shown in shown_in(condition)))


def check_condition(condition: Condition, kind: str) -> None:
    """Raise `InvalidRule` if a condition cannot be asked of events of this kind."""
    for part in parts_of(condition):
        if (isinstance(part, Is) and not part.values) or (isinstance(part, During) and part.codes == ()):
            raise InvalidRule("A condition that names no value can never hold.")
        if isinstance(part, Is | Missing):
            if part.column not in TYPED_FIELDS or part.column not in KINDS[kind].fields:
                raise InvalidRule(f"Events of kind {kind} have no column {part.column!r}.")
            if isinstance(part, Is):
                _check_values(part)
        elif isinstance(part, During | Shown) and part.kind not in KINDS:
            raise InvalidRule(f"There is no event kind {part.kind!r}.")
        elif isinstance(part, Shown) and part.when is not None:
            check_condition(part.when, part.kind)


def _check_values(part: Is) -> None:
    if part.column in NUMBER_FIELDS:
        raise InvalidRule(f"{part.column} is a number; a condition can only ask whether it is missing.")
    if part.column in TRI_FIELDS and not frozenset(Tri) >= set(part.values):
        raise InvalidRule(f"{part.column} can only be yes, no or not_applicable.")
