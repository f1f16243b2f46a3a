"""A rule is data: one template with its conditions, who is told, how, and on what authority."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from lif_plugin.domain.template import (
    ByPlugin,
    DueAfter,
    FieldCheck,
    GapSince,
    LastN,
    Template,
    check_template,
    kinds_read,
    units_counted,
)
from lif_plugin.domain.threshold import Slot, Threshold, amount, spoken
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.window import Unit
from lif_plugin.errors import InvalidRule

__all__ = [
    "ByPlugin",
    "Channel",
    "Covers",
    "DueAfter",
    "Exemption",
    "FieldCheck",
    "GapSince",
    "LastN",
    "Link",
    "Rule",
    "Severity",
    "State",
    "Template",
]

PLATFORM_TEXT: Final = (
    "Something on this record may still need an entry. Open the link to see what, and to answer."
)
"""What a platform shows of a prompt whose own message quotes the record."""


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


class Link(StrEnum):
    """How a result knows that another one tells the same fact.

    EVIDENCE: the other is about an event this one rests on. SINCE: about something on or after the oldest
    day this one rests on. SAME_DAY: about something on this one's own day. RECENT: about something before this one's
    day, at most so many days before.
    """

    EVIDENCE = "evidence"
    SINCE = "since"
    SAME_DAY = "same_day"
    RECENT = "recent"


@dataclass(frozen=True, slots=True)
class Covers:
    """A rule whose results are told by this rule's, where they are about the same fact of the same case.

    ``days`` is for `Link.RECENT` only.
    """

    rule: str
    link: Link = Link.EVIDENCE
    days: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    ``message`` says what the record does not yet show and may use ``{day}``, ``{text}`` (the raw
    code) and its thresholds; ``remedy`` what to do if it happened. ``supersedes`` names
    rules whose results rest on the same facts and are then not told apart, by id or with the link by which
    that is known. ``statutory`` rules may be tightened by an agency, never loosened.
    ``platform_text`` is the sentence shown in a live platform, where everybody sees it who may open the
    record: it names nobody, quotes nothing, suspects nothing, and may use ``{day}`` only. Without it the
    message is shown, or `PLATFORM_TEXT` if the message quotes the record. ``thresholds`` are the numbers of the
    template that an agency may set; message and remedy say one by its slot in braces, such as ``{limit}``.
    ``at_once``: quiet hours do not hold it back; only for what is critical.
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
    supersedes: tuple[str | Covers, ...] = ()
    statutory: bool = False
    platform_text: str | None = None
    thresholds: tuple[Threshold, ...] = ()
    at_once: bool = False
    amounts: Mapping[str, str] = field(init=False, repr=False, compare=False)
    """Its thresholds as sentences say them, by slot: worked out once, they are said with every result."""

    def __post_init__(self) -> None:
        if not self.id or self.version < 1 or not self.authority or not self.addressees or not self.nations:
            raise InvalidRule(
                f"Rule {self.id!r} needs an id, a version, an authority, an addressee, a nation."
            )
        if self.at_once and self.severity is not Severity.CRITICAL:
            raise InvalidRule(f"Rule {self.id} may break quiet hours only if it is critical.")
        check_template(self.template)
        for one in self.thresholds:
            value, _unit = amount(self.template, one.slot)
            if not one.least <= value <= one.most:
                raise InvalidRule(f"The threshold {one.slot} of rule {self.id} lies outside its own bounds.")
        said = {one.slot.value: spoken(*amount(self.template, one.slot)) for one in self.thresholds}
        object.__setattr__(self, "amounts", MappingProxyType(said))
        try:
            self.worded("", "")
        except (KeyError, IndexError, ValueError) as error:
            raise InvalidRule(
                f"The message of rule {self.id} may only use {{day}}, {{text}} and its thresholds."
            ) from error
        try:
            self.shown_text("")
        except (KeyError, IndexError, ValueError) as error:
            raise InvalidRule(f"The platform text of rule {self.id} may only use {{day}}.") from error

    def threshold(self, slot: str) -> Threshold | None:
        """Its threshold of a slot, by name; None where it has none."""
        return next((one for one in self.thresholds if one.slot == slot), None)

    def set_to(self, slot: Slot) -> int:
        """The number a threshold stands at."""
        return amount(self.template, slot)[0]

    def worded(self, day: str, text: str) -> str:
        """The message about a fact of a day, said in words, with the raw code."""
        return self.message.format(day=day, text=text, **self.amounts)

    @property
    def advice(self) -> str:
        """The remedy with its thresholds said."""
        return self.remedy.format(**self.amounts) if self.thresholds else self.remedy

    def shown_text(self, day: str) -> str:
        """The sentence for a platform's own page about a fact of a day, said in words."""
        if self.platform_text is not None:
            return self.platform_text.format(day=day)
        return PLATFORM_TEXT if "{text" in self.message else self.worded(day, "")

    @property
    def kinds(self) -> frozenset[str]:
        """The event kinds it reads: a change of any other kind cannot change its result."""
        return kinds_read(self.template)

    @property
    def counts_working_days(self) -> bool:
        """Whether its answer depends on a calendar of working days."""
        return Unit.WORKING_DAYS in units_counted(self.template)

    @property
    def covers(self) -> tuple[Covers, ...]:
        """The rules it supersedes, each with its link."""
        return tuple(item if isinstance(item, Covers) else Covers(item) for item in self.supersedes)
