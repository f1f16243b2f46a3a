"""Our own features, as ordinary plugins: they use the hooks that anybody's plugin uses."""

from types import ModuleType

from lif_plugin.builtin import (
    answer_tally,
    audit_triggers,
    lessons,
    notes_of_child,
    review_links,
    statutory_timers,
    voice_of_child,
)

BUILTIN: tuple[tuple[str, ModuleType], ...] = (
    ("voice_of_child", voice_of_child),
    ("notes_of_child", notes_of_child),
    ("statutory_timers", statutory_timers),
    ("audit_triggers", audit_triggers),
    ("review_links", review_links),
    ("lessons", lessons),
    ("answer_tally", answer_tally),
)
"""The plugins every application loads, by the name they are switched off with."""
