"""An agency and the settings its hooks run by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lif_plugin.domain.audit import AuditSetting
from lif_plugin.domain.config.settings import PluginSetting, RuleSetting, Rung
from lif_plugin.domain.field_map import FieldMap
from lif_plugin.domain.in_force import FrameworkFrom, in_force
from lif_plugin.domain.local_words import LocalWords
from lif_plugin.errors import BadSetting


class Today(StrEnum):
    """What counts as today when deciding whether a fact is recent and a source fresh.

    COVERAGE takes the day the newest extract reaches to: for demonstrations and trials on old files.
    """

    CLOCK = "clock"
    COVERAGE = "coverage"


NATIONS = ("england", "scotland", "wales", "northern_ireland", "elsewhere")
"""ELSEWHERE, the last, is any other country: rules that rest on these nations' law or working days do not run there."""


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: its nation, its time zone and how its prompts are delivered.

    ``framework`` is the one it began with, ``framework_from`` those that it went on to, each from a day.
    ``go_live`` (YYYYMMDD): facts before it are historic; None keeps everything historic, so a new agency
    pushes nothing until somebody decides. ``recent_days`` is how old a fact may be and still be told;
    ``fresh_days`` how old the newest extract may be. ``rules_off`` and ``plugins_off`` name what does not
    run here. ``note_hint``: a platform may ask for a reading of a note while it is written; off until the
    agency wants it. ``pushes_a_week`` is how many new prompts may interrupt one worker in a week (critical
    ones are not counted), ``quiet_from`` and ``quiet_until`` the local hours between which nothing is sent.
    ``settle_hours`` is how long nobody is interrupted after a case was allocated to them.
    ``audits``: how its audits are drawn. ``rules`` and ``plugins`` hold what else is set of single ones, ``teams``
    lists of workers by name, ``pilot`` the teams whose cases are told (empty: all), ``escalation`` whom a
    prompt is for as well once it has waited. ``note_words`` are what its people write in notes. ``version`` counts the saved configurations.
    """

    id: str
    name: str
    nation: str = "england"
    zone: str = "Europe/London"
    framework: str | None = None
    go_live: int | None = None
    today: Today = Today.CLOCK
    recent_days: int = 28
    fresh_days: int = 35
    rules_off: frozenset[str] = field(default_factory=frozenset)
    plugins_off: frozenset[str] = field(default_factory=frozenset)
    note_hint: bool = False
    pushes_a_week: int = 2
    quiet_from: int = 18
    quiet_until: int = 8
    audits: AuditSetting = field(default_factory=AuditSetting)
    version: int = 1
    settle_hours: int = 24
    rules: Mapping[str, RuleSetting] = field(default_factory=dict, hash=False)
    plugins: Mapping[str, PluginSetting] = field(default_factory=dict, hash=False)
    teams: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    pilot: tuple[str, ...] = ()
    escalation: tuple[Rung, ...] = ()
    field_maps: Mapping[str, FieldMap] = field(default_factory=dict, hash=False)
    framework_from: tuple[FrameworkFrom, ...] = ()
    note_words: LocalWords = field(default_factory=LocalWords)

    def __post_init__(self) -> None:
        if self.nation not in NATIONS:
            raise BadSetting(f"nation must be one of {', '.join(NATIONS)}.")
        if self.pushes_a_week < 0:
            raise BadSetting("Prompts a week are a number from 0.")
        if not 0 < self.quiet_until < self.quiet_from < 24:
            raise BadSetting("Quiet hours begin in the evening and end on the next morning.")
        if not self.id or not all(c.isascii() and (c.isalnum() or c in "_-") for c in self.id):
            raise BadSetting("An agency id is made of letters, digits, - and _.")

    def framework_on(self, day: int) -> str | None:
        """The framework it works by on a day (YYYYMMDD); None: it has chosen none."""
        return in_force(self.framework, self.framework_from, day)
