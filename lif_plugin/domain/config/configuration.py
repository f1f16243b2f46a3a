"""The configuration itself: every setting of an agency with its kind, its bounds and what it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lif_plugin.domain.agency import NATIONS, Agency, Today
from lif_plugin.domain.audit import AuditSetting
from lif_plugin.domain.audit_concern import TOLD, ConcernStep
from lif_plugin.domain.config.settings import (
    CHANNELS,
    PluginSetting,
    ReasonSetting,
    RuleSetting,
    Rung,
    check_ladder,
)
from lif_plugin.domain.config.shape import Choice, Day, Entry, Flag, Named, Number, Section, Several, Text
from lif_plugin.domain.field_map import FieldMap, KindMap
from lif_plugin.domain.in_force import FrameworkFrom
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.local_words import PHRASES, ROLES, LocalWords
from lif_plugin.domain.rule import Channel
from lif_plugin.domain.threshold import MEANING, Slot
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting

_FLAT: Final = (
    "nation",
    "zone",
    "framework",
    "framework_from",
    "go_live",
    "today",
    "note_hint",
    "note_words",
)
_TELLING: Final = ("pushes_a_week", "quiet_from", "quiet_until", "settle_hours", "recent_days", "fresh_days")
TELLABLE: Final = tuple(role.value for role in (Role.WORKER, Role.IRO, Role.CHAIR, Role.MANAGER, Role.QUALITY,
                                                Role.DATA_TEAM))  # fmt: skip
"""Whom a rung of the ladder may name: roles that answer prompts."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How prompts reach people, for all rules together."""

    pushes_a_week: int = 2
    quiet_from: int = 18
    quiet_until: int = 8
    settle_hours: int = 24
    recent_days: int = 28
    fresh_days: int = 35

    def __post_init__(self) -> None:
        if self.quiet_until >= self.quiet_from:
            raise BadSetting("Quiet hours begin in the evening and end on the next morning.")


@dataclass(frozen=True, slots=True)
class Configuration:
    """All that an agency sets. Its id and name are no settings: they are who it is.

    ``teams`` names lists of workers, by the case system's own ids; ``pilot`` the teams whose cases are told, all of
    them if it is empty. ``field_maps`` says for a source, kind by kind, how the fields of facts that it
    sends as events are named and what their values mean.
    """

    nation: str = "england"
    zone: str = "Europe/London"
    framework: str | None = None
    framework_from: tuple[FrameworkFrom, ...] = ()
    go_live: int | None = None
    today: Today = Today.CLOCK
    note_hint: bool = False
    note_words: LocalWords = field(default_factory=LocalWords)
    telling: Telling = field(default_factory=Telling)
    audits: AuditSetting = field(default_factory=AuditSetting)
    escalation: tuple[Rung, ...] = ()
    teams: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pilot: tuple[str, ...] = ()
    field_maps: Mapping[str, FieldMap] = field(default_factory=dict)
    plugins: Mapping[str, PluginSetting] = field(default_factory=dict)
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_ladder(self.escalation)
        if len({one.since for one in self.framework_from}) < len(self.framework_from):
            raise BadSetting("On one day one framework begins.")

    @classmethod
    def of(cls, agency: Agency) -> "Configuration":
        """The configuration an agency runs by."""
        plugins = {**dict.fromkeys(agency.plugins_off, PluginSetting()), **agency.plugins}
        rules = {**dict.fromkeys(agency.rules_off, RuleSetting()), **agency.rules}
        return cls(
            **{
                name: getattr(agency, name)
                for name in (*_FLAT, "audits", "escalation", "teams", "pilot", "field_maps")
            },
            telling=Telling(**{name: getattr(agency, name) for name in _TELLING}),
            plugins={
                name: PluginSetting(name not in agency.plugins_off, one.pilot)
                for name, one in plugins.items()
            },
            rules={
                name: RuleSetting(
                    name not in agency.rules_off,
                    one.delivery,
                    one.thresholds,
                    one.exemptions,
                    one.pilot,
                    one.guard,
                )
                for name, one in rules.items()
            },
        )

    def agency(self, agency_id: str, name: str, version: int = 1) -> Agency:
        """The agency that runs by it."""
        plain_rule, plain_plugin = RuleSetting(), PluginSetting()
        rules = {
            key: RuleSetting(True, one.delivery, one.thresholds, one.exemptions, one.pilot, one.guard)
            for key, one in self.rules.items()
        }
        plugins = {key: PluginSetting(True, one.pilot) for key, one in self.plugins.items()}
        return Agency(
            id=agency_id,
            name=name,
            version=version,
            **{
                key: getattr(self, key)
                for key in (*_FLAT, "audits", "escalation", "teams", "pilot", "field_maps")
            },
            **{key: getattr(self.telling, key) for key in _TELLING},
            rules_off=frozenset(key for key, one in self.rules.items() if not one.on),
            plugins_off=frozenset(key for key, one in self.plugins.items() if not one.on),
            rules={key: one for key, one in rules.items() if one != plain_rule},
            plugins={key: one for key, one in plugins.items() if one != plain_plugin},
        )


_TEAMS: Final = Several(Text("north"))
_REASON: Final = Section(
    ReasonSetting,
    {
        "on": Entry(Flag(), "Whether the reason is offered."),
        "words": Entry(Named(Text(), NATIONS, "nation"), "What it says, by nation."),
    },
    sparse=True,
)
RULE: Final = Section(
    RuleSetting,
    {
        "on": Entry(
            Flag(),
            "Whether the rule runs. One that rests on a duty needs a second person to be switched off.",
        ),
        "delivery": Entry(
            Choice(tuple(channel.value for channel in CHANNELS), Channel),
            "How its prompts reach people: now, digest, panel (when the case is opened) or off (counted only).",
        ),
        "thresholds": Entry(
            Named(Number(1, 10_000), tuple(Slot), "threshold"),
            f"Its numbers: {'; '.join(f'{slot}: {says}' for slot, says in MEANING.items())}. A limit of statute or "
            "guidance may be tightened, never loosened.",
        ),
        "exemptions": Entry(
            Named(_REASON, (), "reason"), "Coded reasons by code. A change needs a second person."
        ),
        "pilot": Entry(_TEAMS, "Only these teams' cases are told; all are evaluated."),
        "guard": Entry(
            Text("age >= 5"),
            "A condition in CEL on the fact a result is about: where it does not hold, the rule is not applicable. It "
            "may name the fact's own fields, age, day, plans, needs, legal_statuses and placements.",
        ),
    },
    sparse=True,
)
_PLUGIN: Final = Section(
    PluginSetting,
    {
        "on": Entry(Flag(), "Whether the plugin runs."),
        "pilot": Entry(_TEAMS, "Of its rules, only these teams' cases are told."),
    },
    sparse=True,
)
_RUNG: Final = Section(
    Rung,
    {
        "after_days": Entry(
            Number(1, 365), "Days after the prompt was raised, while it waits.", required=True
        ),
        "to": Entry(Choice(TELLABLE, Role), "The role it is for as well from then on.", required=True),
    },
)
_FRAMEWORK_FROM: Final = Section(
    FrameworkFrom,
    {
        "since": Entry(Day(), "The first day on which it holds.", required=True),
        "framework": Entry(Text("hartlepool_hscb"), "The framework's id.", required=True),
    },
)
_CONCERN: Final = Section(
    ConcernStep,
    {
        "to": Entry(Choice(TOLD, Role), "The role that is told.", required=True),
        "hours": Entry(Number(1, 72), "Hours after which the next is told, while nobody acknowledged it."),
        "name": Entry(Text("duty_manager"), "Who in it, as the contacts of roles have them; else the role."),
    },
)
_AUDITS: Final = Section(
    AuditSetting,
    {
        "programme": Entry(Text("case_file_audit"), "An audit programme of the framework; else its first."),
        "quota": Entry(Number(0, 1000), "Nominated cases to pick each month at most."),
        "by_chance": Entry(Number(0, 1000), "Other cases to pick each month at most."),
        "lapse_months": Entry(Number(1, 60), "Months that a nomination waits."),
        "again_months": Entry(Number(0, 120), "Months for which a picked case is not picked again."),
        "closed": Entry(Flag(), "Whether closed cases may be picked."),
        "concerns": Entry(
            Several(_CONCERN),
            "Who is told, one after the other, when an auditor sees that a child may not be safe.",
        ),
    },
)
_KIND_MAP: Final = Section(
    KindMap,
    {
        "fields": Entry(Named(Text("seen")), "By the sender's name of a field, ours."),
        "values": Entry(Named(Named(Text("yes"))), "By our name of a field: by the sender's value, ours."),
    },
    sparse=True,
)
_NOTE_WORDS: Final = Section(
    LocalWords,
    {
        "people": Entry(
            Named(Several(Text("house parent")), ROLES, "role"),
            "Local words for people, by whom they stand for.",
        ),
        "spelling": Entry(Named(Text("house parent")), "Local abbreviations, each with what it stands for."),
        "phrases": Entry(
            Named(Several(Text("zones of regulation")), PHRASES, "thing to tell"),
            "Local phrases, by what they tell: that the child was seen, alone or accompanied; by what method; the reason for "
            "no view; a known signal; administration.",
        ),
    },
    sparse=True,
)
_TELLING_SHAPE: Final = Section(
    Telling,
    {
        "pushes_a_week": Entry(Number(0, 100), "New prompts that may interrupt one worker in a week; critical ones not "
                                               "counted."),
        "quiet_from": Entry(Number(1, 23), "The local hour from which nobody is interrupted."),
        "quiet_until": Entry(Number(1, 23), "The local hour until which nobody is interrupted."),
        "settle_hours": Entry(Number(0, 720), "Hours after a case is allocated in which nobody is interrupted."),
        "recent_days": Entry(Number(1, 3650), "How old a fact may be and still be told."),
        "fresh_days": Entry(Number(1, 3650), "How old the newest extract may be for its facts to be told."),
    },
)  # fmt: skip
SHAPE: Final = Section(
    Configuration,
    {
        "nation": Entry(Choice(NATIONS), "Whose law and working days count."),
        "zone": Entry(Text("Europe/London"), "The time zone, by its IANA name."),
        "framework": Entry(Text("hartlepool_hscb"), "The id of the framework the agency began with."),
        "framework_from": Entry(
            Several(_FRAMEWORK_FROM),
            "The frameworks that it went on to, each from a day; what is of a day before keeps the one before.",
        ),
        "go_live": Entry(
            Day(), "The first day whose facts may be told; without it nothing is told to anybody."
        ),
        "today": Entry(
            Choice(tuple(Today), Today),
            "What counts as today: the clock, or for trials the extract's last day.",
        ),
        "note_hint": Entry(Flag(), "Whether platforms may ask for a hint while a note is written."),
        "note_words": Entry(
            _NOTE_WORDS,
            "Local words that the reader of notes shall know, in small letters. Notes that come from then on are read by them; "
            "what was read before stays, since no note's text is kept.",
        ),
        "telling": Entry(_TELLING_SHAPE, "How prompts reach people."),
        "audits": Entry(_AUDITS, "How audits are drawn."),
        "escalation": Entry(Several(_RUNG), "The ladder: whom an open prompt is for as well, later on."),
        "teams": Entry(
            Named(Several(Text("W-17"))), "Teams by name, each a list of workers by the case system's ids."
        ),
        "pilot": Entry(_TEAMS, "Only these teams' cases are told; all are evaluated. Empty: all are told."),
        "field_maps": Entry(
            Named(Named(_KIND_MAP, tuple(sorted(KINDS)), "kind of fact")),
            "By source and kind of fact: how a system that sends events names fields, and what its values mean.",
        ),
        "plugins": Entry(Named(_PLUGIN), "Plugins by name."),
        "rules": Entry(Named(RULE), "Rules by id."),
    },
)
