"""Reading one note: the steps in order, from the text to labels, rubric and overall."""

from typing import Final

from lif_plugin.voice.adult import adult_accounts
from lif_plugin.voice.alone import seen_alone
from lif_plugin.voice.attribution import View
from lif_plugin.voice.caller import through_caller
from lif_plugin.voice.contact import child_seen
from lif_plugin.voice.expected import voice_expected
from lif_plugin.voice.lexicon import Lexicon
from lif_plugin.voice.meaning import interpretation
from lif_plugin.voice.method import method_adapted
from lif_plugin.voice.observe import Act, child_acts, observation
from lif_plugin.voice.overall import overall
from lif_plugin.voice.parse import ParsedNote, parse
from lif_plugin.voice.phrases import turns_of_phrase
from lif_plugin.voice.reason import good_reason_and_plan, reason_if_absent
from lif_plugin.voice.response import response
from lif_plugin.voice.rubric import rubric
from lif_plugin.voice.rules import GroupHits
from lif_plugin.voice.values import LABELS, Finding, NoteReading, Span
from lif_plugin.voice.views import child_views

EDITION: Final = 7
"""Raised when the same note may be read otherwise than before, so that kept readings can be told apart."""
_WITHOUT_SPEECH = (
    "pre-verbal",
    "preverbal",
    "non-verbal",
    "non verbal",
    "nonverbal",
    "no speech",
    "no words",
    "speech delay",
    "does not speak",
)


_SMALL = 5
_FEW_WORDS = (
    "few words so far", "no words yet", "not talking yet", "not yet talking", "no words as yet", "few single words", "speech delay",
    "pre-verbal", "preverbal", "non-verbal", "nonverbal", "non verbal", "does not speak", "no speech",
)  # fmt: skip


def read_note(
    text: str,
    age: float | None = None,
    communication_needs: str | None = None,
    names: tuple[str, ...] = (),
    record_type: str = "",
    *,
    lexicon: Lexicon | None = None,
) -> NoteReading:
    """Reads what a note records of one child, with the words that show it.

    `age` is in years, a fraction for a baby; `names` are the child's names as the note may write them, and may be
    left empty; `record_type` is the kind of entry in the agency's words. Nothing is kept and nothing is sent; the same
    note always gives the same reading. It says nothing about risk and nothing about the worker.
    """
    note = parse(text, age, communication_needs, tuple(names), record_type, lexicon or Lexicon.default())
    hits = GroupHits(note)
    preverbal = is_preverbal(age, communication_needs) or _without_words(note)
    views, acts = child_views(note), child_acts(note, hits)
    views = through_caller(note, hits, views + turns_of_phrase(note, hits))
    labels = _labels(note, hits, views, acts, preverbal)
    planned = good_reason_and_plan(note, hits)
    direct = any(not view.relayed for view in views) and not hits.of("informal_interpreter")
    result, why = overall(labels, direct=direct, preverbal=preverbal, planned=planned is not None)
    evidence = _evidence(labels, planned)
    items = rubric(note, labels, views, acts, hits, preverbal)
    return NoteReading(labels, items, result, why, bool(views) and not direct, evidence)


def is_preverbal(age: float | None, needs: str | None) -> bool:
    """Whether observation is this child's voice: under two, or recorded as having no speech."""
    low = (needs or "").lower()
    return (age is not None and age < 2) or any(phrase in low for phrase in _WITHOUT_SPEECH)


def _without_words(note: ParsedNote) -> bool:
    """`Only a few words so far`, `not talking yet`: of a small child the note itself may say that there is no speech."""
    if note.age is None or note.age >= _SMALL:
        return False
    low = note.text.lower()
    return any(phrase in low for phrase in _FEW_WORDS)


def _labels(
    note: ParsedNote, hits: GroupHits, views: list[View], acts: list[Act], preverbal: bool
) -> dict[str, Finding]:
    words = [view for view in views if view.kind == "words"]
    wishes = [view for view in views if view.kind == "wish"]
    seen = child_seen(note, hits, any(not view.relayed for view in views) or bool(acts))
    alone = seen_alone(note, hits, bool(seen.value), bool(views or acts))
    if alone.value and not seen.value:
        seen = Finding(True, alone.spans, alone.rules, alone.doubt)
    watched = observation(acts, preverbal or (note.age is not None and note.age < 5))
    heard = bool(words or wishes or watched.value)
    first = min(
        [view.sentence for view in views] + [act.sentence for act in acts if watched.value], default=-1
    )
    meaning = interpretation(note, hits, first)
    reason = (
        reason_if_absent(note, hits, min((act.sentence for act in acts), default=-1) if watched.value else -1)
        if not wishes
        else Finding(False)
    )
    # where the only words are a refusal, the next attempt is a plan, not an answer
    answer = (
        Finding(False)
        if reason.value and not watched.value
        else response(note, hits, views, acts, bool(watched.value))
    )
    adults = adult_accounts(note)
    adult_only = bool(adults) and not heard
    expected = voice_expected(note, hits, heard or bool(seen.value) or bool(adults))
    labels = {
        "child_seen": seen,
        "seen_alone": alone,
        "own_words": _from_views(words),
        "wishes_feelings": _from_views(wishes),
        "method_adapted": method_adapted(note, hits),
        "observation": watched,
        "interpretation": meaning,
        "response": answer,
        "reason_if_absent": reason,
        "adult_voice_only": Finding(
            adult_only,
            tuple(span for span, _ in adults[:3]) if adult_only else (),
            tuple(rule for _, rule in adults[:1]),
        ),
        "voice_expected": Finding(
            expected, () if not expected else (Span(0, len(note.text)),) if note.text else ()
        ),
    }
    if not expected:
        return {name: Finding(None if name == "seen_alone" else False) for name in LABELS}
    return labels


def _from_views(views: list[View]) -> Finding:
    if not views:
        return Finding(False)
    return Finding(
        True,
        tuple(view.span for view in views),
        tuple(dict.fromkeys(view.rule for view in views)),
        all(view.relayed for view in views),
    )


def _evidence(labels: dict[str, Finding], planned: Span | None) -> tuple[Span, ...]:
    """The spans of all positive labels but the last, in reading order and without repeats."""
    spans = {
        span
        for name, finding in labels.items()
        if name != "voice_expected" and finding.value
        for span in finding.spans
    }
    if planned is not None:
        spans.add(planned)
    return tuple(sorted(spans))
