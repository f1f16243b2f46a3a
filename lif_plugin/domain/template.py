"""The templates of rules: each is one question that is asked of every event of a kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lif_plugin.domain.condition import Condition, check_condition, kinds_of, units_of
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.window import Span, Unit
from lif_plugin.errors import InvalidRule

RUN_AT_MOST: Final = 20
"""The longest run of events that a rule may look for."""


@dataclass(frozen=True, slots=True)
class FieldCheck:
    """Each event of a kind is checked by itself: gap where ``gap_when`` holds.

    ``about`` limits which events are looked at; ``exempt_when`` makes a gap not applicable.
    """

    kind: str
    gap_when: Condition
    about: Condition | None = None
    exempt_when: Condition | None = None


@dataclass(frozen=True, slots=True)
class LastN:
    """Events of a kind in order: gap at each one where ``gap_when`` holds for it and the n-1 before it.

    Order is the time of the event, then the order the source gives within a day. ``exempt_when``, asked of
    the last event of a run, makes a gap not applicable.
    """

    kind: str
    n: int
    gap_when: Condition
    about: Condition | None = None
    exempt_when: Condition | None = None


@dataclass(frozen=True, slots=True)
class DueAfter:
    """After each event of a kind that ended, an event of ``evidence`` is due within a number of hours.

    The clock starts at the event's end (an event without one has not started its clock). Cannot tell
    where the source does not cover the evidence up to the deadline, where the evidence is on the
    deadline's day and only days are known, or where not even days are. Evidence of the day on which the
    event ended counts as after it; a day counts as 24 hours. ``met_when`` must hold for the evidence. Evidence in
    time for which ``declined_when`` surely holds explains: it was offered and declined, and stays counted.
    """

    kind: str
    evidence: str
    hours: int
    about: Condition | None = None
    met_when: Condition | None = None
    declined_when: Condition | None = None


@dataclass(frozen=True, slots=True)
class GapSince:
    """While a spell of a kind lasts: gap once ``limit`` has passed since its start or the last ``evidence``.

    Evidence is an event of that kind for which ``met_when`` holds, of the day the question is asked for or
    before. A result is about the event its clock started from. Cannot tell where evidence may have
    come later, or where the source does not know all of it for as long as ``limit``. ``services``: nor while
    evidence of fewer different services than that is on record.
    """

    kind: str
    evidence: str
    limit: Span
    about: Condition | None = None
    met_when: Condition | None = None
    exempt_when: Condition | None = None
    services: int = 0


@dataclass(frozen=True, slots=True)
class ByPlugin:
    """What no template can say: the plugin that returned the rule finds it in its ``lif_prompts`` hook.

    ``kind`` is what a finding is about, ``also`` the other kinds read: when only facts of still other kinds of a case
    change, what was found stands as it was. ``needs`` names fields of ``kind`` that decide:
    a source that never fills one in shows nothing by its silence, and the rule says once that it cannot tell.
    """

    kind: str
    also: tuple[str, ...] = ()
    about: None = None
    needs: tuple[str, ...] = ()


Template = FieldCheck | LastN | DueAfter | GapSince | ByPlugin


def conditions_of(template: Template) -> Iterator[tuple[Condition | None, str]]:
    """Yield each condition of a template with the kind of event it is asked of."""
    yield template.about, template.kind
    match template:
        case FieldCheck() | LastN():
            yield template.gap_when, template.kind
            yield template.exempt_when, template.kind
        case DueAfter():
            yield template.met_when, template.evidence
            yield template.declined_when, template.evidence
        case GapSince():
            yield template.exempt_when, template.kind
            yield template.met_when, template.evidence
        case ByPlugin():
            pass


def kinds_read(template: Template) -> frozenset[str]:
    """Name the kinds of event a template reads."""
    kinds = {template.kind}
    if isinstance(template, DueAfter | GapSince):
        kinds.add(template.evidence)
    elif isinstance(template, ByPlugin):
        kinds |= set(template.also)
    return frozenset(kinds).union(*(kinds_of(condition) for condition, _kind in conditions_of(template)))


def units_counted(template: Template) -> frozenset[Unit]:
    """Name what a template counts time in, beside hours."""
    units: frozenset[Unit] = frozenset()
    if isinstance(template, GapSince):
        units = frozenset({template.limit.unit})
    return units.union(*(units_of(condition) for condition, _kind in conditions_of(template)))


def check_template(template: Template) -> None:
    """Raise `InvalidRule` if a template asks what cannot be asked."""
    for kind in kinds_read(template):
        if kind not in KINDS:
            raise InvalidRule(f"There is no event kind {kind!r}.")
    if isinstance(template, LastN) and not 1 <= template.n <= RUN_AT_MOST:
        raise InvalidRule(f"LastN needs n from 1 to {RUN_AT_MOST}.")
    if isinstance(template, DueAfter) and template.hours < 1:
        raise InvalidRule("DueAfter needs at least one hour.")
    if isinstance(template, ByPlugin) and not set(template.needs) <= KINDS[template.kind].fields:
        raise InvalidRule(f"Events of kind {template.kind} have no such field that decides.")
    if isinstance(template, GapSince):
        if not KINDS[template.kind].interval:
            raise InvalidRule(f"GapSince needs a kind that lasts; {template.kind} does not.")
        if template.services and "service" not in KINDS[template.evidence].fields:
            raise InvalidRule(f"Events of kind {template.evidence} do not say whose worker it was.")
    for condition, kind in conditions_of(template):
        if condition is not None:
            check_condition(condition, kind)
