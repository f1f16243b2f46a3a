"""Why the child's views are not there, and whether there is a definite plan to hear the child soon."""

from lif_plugin.voice.parse import ParsedNote
from lif_plugin.voice.rules import GroupHits
from lif_plugin.voice.values import Finding, Span


def reason_if_absent(note: ParsedNote, hits: GroupHits) -> Finding:
    """Any recorded reason for not obtaining views, good or poor."""
    for start, end, pattern in hits.of("reason"):
        before = note.tokens[start - 1] if start else None
        if (
            before is not None
            and (before.keys & {"see"} or before.low in {"of", "with", "for"})
            and pattern.source.startswith("@child")
        ):
            continue
        clause = next((c for s in note.sentences for c in s.clauses if c.start <= start < c.end), None)
        if clause is not None and "parent" in clause.frames[:1]:
            continue
        if clause is not None and clause.frames and "sleep" in pattern.source:
            continue
        if clause is not None and clause.subject not in {"child", "", "writer", "parent", "carer"}:
            continue
        return Finding(True, (note.span(start, end),), (pattern.source,))
    return Finding(False)


def good_reason_and_plan(note: ParsedNote, hits: GroupHits) -> Span | None:
    """The plan's words where a good reason comes with a definite day or place to hear the child."""
    if not hits.of("reason_good"):
        return None
    for start, end, _ in hits.of("plan_firm"):
        return note.span(start, end)
    return None
