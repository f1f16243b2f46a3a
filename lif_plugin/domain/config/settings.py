"""The parts of a configuration: what an agency may set of a rule and of a plugin, and when others are told too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lif_plugin.domain.rule import Channel
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting

CHANNELS: Final = (Channel.NOW, Channel.DIGEST, Channel.PANEL, Channel.OFF)
"""How an agency may want a rule's prompts delivered; that something is historic nobody can want."""


@dataclass(frozen=True, slots=True)
class ReasonSetting:
    """What an agency changes of a coded reason, or adds: whether it is offered, and its words by nation.

    A reason that the rule does not have needs words.
    """

    on: bool = True
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What an agency sets of one rule; what is left out is as the rule has it.

    ``pilot`` names teams: only their cases are told, all are evaluated. ``thresholds`` by slot, ``exemptions`` by
    code. ``guard`` is a condition in CEL: where it does not hold, the rule is not applicable.
    """

    on: bool = True
    delivery: Channel | None = None
    thresholds: Mapping[str, int] = field(default_factory=dict)
    exemptions: Mapping[str, ReasonSetting] = field(default_factory=dict)
    pilot: tuple[str, ...] = ()
    guard: str | None = None


@dataclass(frozen=True, slots=True)
class PluginSetting:
    """What an agency sets of one plugin: whether it runs, and for which teams' cases its rules are told."""

    on: bool = True
    pilot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung of the escalation ladder: whom an open prompt is for as well, so many days after it was raised."""

    after_days: int
    to: Role


def check_ladder(ladder: tuple[Rung, ...]) -> None:
    """Raise `BadSetting` unless each rung comes later than the one before and no role stands on two."""
    days = [rung.after_days for rung in ladder]
    if days != sorted(set(days)) or len({rung.to for rung in ladder}) != len(ladder):
        raise BadSetting("Each rung of the ladder comes later than the one before, and is for another role.")
