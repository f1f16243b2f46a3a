"""Themes of learning: the shipped list, what in a record touches each, and themes that a partnership merged.

The list follows what national analyses of reviews and inspections keep coming back to; a partnership may use words of
its own beside it, and merge two themes that are one. What was recorded keeps its word; it is counted as the theme kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lif_plugin.errors import LifError


class MergeRefused(LifError):
    """These themes cannot be merged."""

    code = "merge_refused"
    hint = "`lif learning themes` shows what each theme is counted as."


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with the kinds of event by which a record touches it, and the beginnings of rules whose open prompts do."""

    id: str
    label: str
    kinds: frozenset[str]
    rules: tuple[str, ...] = ()


def _theme(name: str, label: str, *kinds: str, rules: tuple[str, ...] = ()) -> Theme:
    return Theme(name, label, frozenset(kinds), rules)


_LIST: Final = (
    _theme("voice_of_child", "The child's voice", "view_given", "advocacy", "statement", "visit", rules=("VOC-",)),
    _theme("thresholds_and_referrals", "Thresholds and referrals", "contact", "referral"),
    _theme("assessment", "Assessment and analysis", "assessment"),
    _theme("section_47", "Enquiries and strategy discussions", "section_47", "strategy_discussion"),
    _theme("conferences_and_plans", "Conferences and plans", "conference", "plan"),
    _theme("reviews_and_drift", "Reviews, drift and delay", "review"),
    _theme("visiting", "Seeing children at home", "visit"),
    _theme("placement_stability", "Stability of placements", "placement"),
    _theme("missing", "Missing children", "missing", "return_interview"),
    _theme("health", "Health of children in care", "health_check"),
    _theme("additional_needs", "Disability and additional needs", "need"),
    _theme("leaving_care", "Leaving care", "care_leaver_contact"),
    _theme("permanence", "Permanence and adoption", "adoption_step", "previous_permanence"),
    _theme("liberty", "Deprivation of liberty", "deprivation_of_liberty"),
    _theme("supervision", "Supervision and management oversight", "supervision"),
    _theme("continuity", "Changes of worker", "worker"),
    _theme("recording", "Recording", "note", rules=("DAT-",)),
    _theme("closing_and_stepping_down", "Closing and stepping down", "closure"),
    _theme("complaints", "Complaints and compliments", "complaint"),
    _theme("serious_incidents", "Death and serious harm", "death", "serious_harm"),
    _theme("working_together", "Agencies working together", "strategy_discussion", "conference"),
)  # fmt: skip
THEMES: Final[Mapping[str, Theme]] = {theme.id: theme for theme in _LIST}


def label_of(theme: str) -> str:
    """What a theme is called; a partnership's own word stands for itself."""
    return THEMES[theme].label if theme in THEMES else theme


def touches(theme: str, kinds: Iterable[str], rules: Iterable[str]) -> bool:
    """Say whether a record with events of these kinds, and open prompts of these rules, touches a theme.

    A theme of the partnership's own says nothing of records, so every record may touch it.
    """
    known = THEMES.get(theme)
    if known is None:
        return True
    return not known.kinds.isdisjoint(kinds) or any(
        rule.startswith(known.rules) for rule in rules if known.rules
    )


def counted_as(theme: str, merges: Mapping[str, str]) -> str:
    """The theme that one is counted as after merges, from theme to the theme kept."""
    seen = {theme}
    while (kept := merges.get(theme)) is not None and kept not in seen:
        seen.add(kept)
        theme = kept
    return theme


def require_mergeable(theme: str, kept: str, merges: Mapping[str, str]) -> None:
    """Raise `MergeRefused` where a theme would be counted as itself, or is merged already."""
    if not kept.strip() or theme in merges:
        raise MergeRefused(f"{theme!r} is counted as {merges.get(theme, '')!r} already.")
    if counted_as(kept, merges) == theme or theme == kept:
        raise MergeRefused(f"{kept!r} is counted as {theme!r}: each would stand for the other.")
