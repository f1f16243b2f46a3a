"""A rule is data: one template with its conditions, who is told, how, and on what authority."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lif_plugin.domain.condition import Condition, check_condition, kinds_of
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import InvalidRule

RUN_AT_MOST: Final = 20
"""The longest run of events that a rule may look for."""


class Severity(StrEnum):
    """How much it matters that the record does not show it. Never shown to a worker as a word."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class Channel(StrEnum):
    """How a result reaches people. HISTORIC: counted and queryable, never sent. OFF: counted only."""

    NOW = "now"
    DIGEST = "digest"
    PANEL = "panel"
    HISTORIC = "historic"
    OFF = "off"


class State(StrEnum):
    """The five states of a rule for a case."""

    MET = "met"
    GAP = "gap"
    EXPLAINED = "explained"
    CANNOT_TELL = "cannot_tell"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Exemption:
    """A coded reason: it turns a gap into an explained one, which stays counted."""

    code: str
    label: str


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

    Order is the time of the event, then the order the source gives within a day.
    """

    kind: str
    n: int
    gap_when: Condition
    about: Condition | None = None


@dataclass(frozen=True, slots=True)
class DueAfter:
    """After each event of a kind that ended, an event of ``evidence`` is due within a number of hours.

    The clock starts at the event's end (an event without one has not started its clock). Cannot tell
    where the source does not cover the evidence up to the deadline, where the evidence is on the
    deadline's day and only days are known, or where not even days are. Evidence of the day on which the
    event ended counts as after it; a day counts as 24 hours. ``met_when`` must hold for the evidence.
    """

    kind: str
    evidence: str
    hours: int
    about: Condition | None = None
    met_when: Condition | None = None


@dataclass(frozen=True, slots=True)
class ByPlugin:
    """What no template can say: the plugin that returned the rule finds it in its ``lif_prompts`` hook.

    ``kind`` is what a finding is about, ``also`` the other kinds read.
    """

    kind: str
    also: tuple[str, ...] = ()
    about: None = None


Template = FieldCheck | LastN | DueAfter | ByPlugin


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    ``message`` says what the record does not yet show and may use ``{day}`` and ``{text}`` (the raw
    code); ``remedy`` what to do if it happened. ``supersedes`` names rules whose results rest on the same
    facts and are then not told apart. ``statutory`` rules may be tightened by an agency, never loosened.
    """

    id: str
    version: int
    title: str
    message: str
    remedy: str
    authority: str
    template: Template
    addressees: tuple[Role, ...]
    severity: Severity
    delivery: Channel
    nations: tuple[str, ...]
    exemptions: tuple[Exemption, ...] = ()
    supersedes: tuple[str, ...] = ()
    statutory: bool = False

    def __post_init__(self) -> None:
        if not self.id or self.version < 1 or not self.authority or not self.addressees or not self.nations:
            raise InvalidRule(
                f"Rule {self.id!r} needs an id, a version, an authority, an addressee, a nation."
            )
        try:
            self.message.format(day="", text="")
        except (KeyError, IndexError, ValueError) as error:
            raise InvalidRule(f"The message of rule {self.id} may only use {{day}} and {{text}}.") from error
        _check_template(self.template)

    @property
    def kinds(self) -> frozenset[str]:
        """The event kinds it reads: a change of any other kind cannot change its result."""
        template = self.template
        kinds = {template.kind} | kinds_of(template.about)
        match template:
            case FieldCheck():
                kinds |= kinds_of(template.gap_when) | kinds_of(template.exempt_when)
            case LastN():
                kinds |= kinds_of(template.gap_when)
            case DueAfter():
                kinds |= {template.evidence} | kinds_of(template.met_when)
            case ByPlugin():
                kinds |= set(template.also)
        return frozenset(kinds)


def _check_template(template: Template) -> None:
    if template.kind not in KINDS:
        raise InvalidRule(f"There is no event kind {template.kind!r}.")
    conditions: list[tuple[Condition | None, str]] = [(template.about, template.kind)]
    match template:
        case FieldCheck():
            conditions += [(template.gap_when, template.kind), (template.exempt_when, template.kind)]
        case LastN():
            conditions.append((template.gap_when, template.kind))
            if not 1 <= template.n <= RUN_AT_MOST:
                raise InvalidRule(f"LastN needs n from 1 to {RUN_AT_MOST}.")
        case DueAfter():
            if template.evidence not in KINDS:
                raise InvalidRule(f"There is no event kind {template.evidence!r}.")
            conditions.append((template.met_when, template.evidence))
            if template.hours < 1:
                raise InvalidRule("DueAfter needs at least one hour.")
        case ByPlugin():
            if not KINDS.keys() >= set(template.also):
                raise InvalidRule("A kind this rule also reads does not exist.")
    for condition, kind in conditions:
        if condition is not None:
            check_condition(condition, kind)
