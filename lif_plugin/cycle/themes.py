"""Themes of a partnership: how often each was learnt about, and two that are one merged with a reason."""

from collections import Counter
from dataclasses import dataclass

from lif_plugin.cycle.desk import CycleRefused, Desk
from lif_plugin.domain.theme import THEMES, counted_as, label_of, require_mergeable
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.store import learning, lessons
from lif_plugin.store.reads.learning import all_rows
from lif_plugin.store.tables import finding, learning_item, theme_merge


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """A theme with the items and findings counted as it, and the words that were recorded for it."""

    theme: str
    label: str
    items: int
    findings: int
    words: tuple[str, ...]


def themes_of(desk: Desk, viewer: Viewer, partnership: str) -> list[ThemeCount]:
    """Every theme of the shipped list and of the partnership's own, with what was learnt about it."""
    with desk.store.read(viewer) as connection:
        desk.framework_of(connection, viewer, partnership)
        merged = lessons.merges(connection, viewer, desk.today()).get(partnership, {})
        recorded = {
            table.name: Counter(
                row["theme"]
                for row in all_rows(connection, viewer, table, desk.today(), partnership_id=partnership)
            )
            for table in (learning_item, finding)
        }
    words: dict[str, set[str]] = {theme: set() for theme in THEMES if theme not in merged}
    for word in {*recorded["learning_item"], *recorded["finding"], *merged}:
        words.setdefault(counted_as(word, merged), set()).add(word)
    return [
        ThemeCount(
            theme,
            label_of(theme),
            sum(recorded["learning_item"][word] for word in {theme, *said}),
            sum(recorded["finding"][word] for word in {theme, *said}),
            tuple(sorted(said - {theme})),
        )
        for theme, said in sorted(words.items())
    ]


def merge_themes(desk: Desk, viewer: Viewer, partnership: str, theme: str, kept: str, reason: str) -> None:
    """Count a theme as another from now on; what was recorded keeps its word. Raises `MergeRefused`."""
    viewer.require(Right.SPEAK_FOR_BODY)
    if not reason.strip():
        raise CycleRefused("Say why the two are one.")
    with desk.store.write(viewer) as connection:
        desk.framework_of(connection, viewer, partnership)
        merged = lessons.merges(connection, viewer, desk.today()).get(partnership, {})
        require_mergeable(theme, kept, merged)
        learning.add(
            connection,
            theme_merge,
            viewer,
            partnership,
            theme=theme,
            kept=kept,
            reason=reason,
            day=day_number(desk.today()),
        )
