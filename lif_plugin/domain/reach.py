"""What a source lets a rule answer: one that could never find anything missing in it cannot tell.

A source that does not know visits, or never records whether a child was seen alone, shows nothing by its
silence. Asking such a rule of each fact would give as many "cannot tell" as there are facts; it is said once.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from lif_plugin.domain.condition import AllOf, AnyOf, Condition, Is, Missing, Not, Shown, parts_of
from lif_plugin.domain.rule import ByPlugin, DueAfter, FieldCheck, GapSince, LastN, Rule
from lif_plugin.domain.template import conditions_of

NOT_COVERED: Final = "not_covered"
"""The source does not know of such facts."""
NOT_RECORDED: Final = "not_recorded"
"""It does, but the field that decides was never filled in."""
EITHER: Final = frozenset({True, False})
NEITHER: Final[frozenset[bool]] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What a source knows: kinds it covers, and by kind the typed fields that any of its facts holds.

    A kind that is not in ``recorded`` has no facts at all.
    """

    covered: AbstractSet[str]
    recorded: Mapping[str, AbstractSet[str]]


@dataclass(frozen=True, slots=True)
class Beyond:
    """Why a rule cannot tell for a source.

    ``lacking`` names kinds and, as kind.field, fields. ``about``: only for cases with a fact of this kind; None
    for all. ``asked``: facts that are there all the same are still asked about.
    """

    reason: str
    lacking: tuple[str, ...]
    about: str | None
    asked: bool


def beyond_reach(rule: Rule, known: Known) -> Beyond | None:
    """Say why a rule cannot tell for a source; None where it can, or where there is nothing to ask about."""
    template = rule.template
    kind = template.kind
    about = kind if kind in known.covered else None
    if kind not in known.recorded:
        return None if about else Beyond(NOT_COVERED, (kind,), None, asked=False)
    if not _can_find(rule, known):
        lacking = tuple(sorted({*_lacking(rule, known), *(() if about else (kind,))}))
        # A name without a dot is a kind that is not covered; that explains more than a field.
        reason = NOT_COVERED if any("." not in name for name in lacking) else NOT_RECORDED
        return Beyond(reason, lacking, about, asked=False)
    return None if about else Beyond(NOT_COVERED, (kind,), None, asked=True)


def possible(condition: Condition | None, kind: str, known: Known) -> frozenset[bool]:
    """Which answers a condition can have for events of a kind, beside cannot tell."""
    match condition:
        case None:
            return frozenset({True})
        case Is(column=column) | Missing(column=column):
            return EITHER if column in known.recorded.get(kind, ()) else NEITHER
        case Shown():
            return _shown(condition, known)
        case Not(of=inner):
            return frozenset(not answer for answer in possible(inner, kind, known))
        case AllOf(of=inners):
            return _every([possible(inner, kind, known) for inner in inners])
        case AnyOf(of=inners):
            opposite = [frozenset(not one for one in possible(inner, kind, known)) for inner in inners]
            return frozenset(not answer for answer in _every(opposite))
        case _:
            return EITHER


def _every(answers: list[frozenset[bool]]) -> frozenset[bool]:
    found = {True} if all(True in one for one in answers) else set()
    return frozenset(found | ({False} if any(False in one for one in answers) else set()))


def _shown(condition: Shown, known: Known) -> frozenset[bool]:
    provable = _provable(condition.kind, condition.when, known)
    if condition.kind not in known.covered:
        return frozenset({True}) if provable and condition.kind in known.recorded else NEITHER
    return EITHER if provable else NEITHER


def _provable(kind: str, when: Condition | None, known: Known) -> bool:
    """Whether a fact of the kind could be shown at all: else that none is shown says nothing."""
    return kind not in known.recorded or True in possible(when, kind, known)


def _can_find(rule: Rule, known: Known) -> bool:
    template = rule.template
    if isinstance(template, ByPlugin):
        return set(template.needs) <= known.recorded[template.kind]
    if True not in possible(template.about, template.kind, known):
        return False
    match template:
        case FieldCheck() | LastN():
            return True in possible(template.gap_when, template.kind, known)
        case DueAfter() | GapSince():
            if template.evidence not in known.covered:
                return False
            if isinstance(template, GapSince) and template.services:
                return "service" in known.recorded.get(template.evidence, ())
            return _provable(template.evidence, template.met_when, known)


def _lacking(rule: Rule, known: Known) -> Iterator[str]:
    template = rule.template
    if isinstance(template, ByPlugin):
        recorded = known.recorded[template.kind]
        yield from (f"{template.kind}.{name}" for name in template.needs if name not in recorded)
    if isinstance(template, DueAfter | GapSince):
        if template.evidence not in known.covered:
            yield template.evidence
        if isinstance(template, GapSince) and template.services:
            yield f"{template.evidence}.service"
    for condition, kind in conditions_of(template):
        # What only exempts or explains is not needed for an answer.
        spared = {id(getattr(template, name, None)) for name in ("exempt_when", "declined_when")}
        if condition is not None and id(condition) not in spared:
            yield from _leaves(condition, kind, known)


def _leaves(condition: Condition, kind: str, known: Known) -> Iterator[str]:
    for part in parts_of(condition):
        match part:
            case Is(column=column) | Missing(column=column):
                if kind in known.recorded and column not in known.recorded[kind]:
                    yield f"{kind}.{column}"
            case Shown(kind=other, when=when):
                if other not in known.covered:
                    yield other
                if when is not None:
                    yield from _leaves(when, other, known)
            case _:
                pass
