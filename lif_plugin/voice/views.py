"""What the child said, wrote or signed, and what the child wishes or feels, by whatever means."""

from dataclasses import replace

from lif_plugin.voice.attribution import View, believed, carried, claimed, extent, heard, outer, told_other
from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.copied import first_person, messages, transcript
from lif_plugin.voice.interview import answers
from lif_plugin.voice.listed import listed
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.quoted import quoted
from lif_plugin.voice.speech import is_speech
from lif_plugin.voice.stretches import Stretches
from lif_plugin.voice.wishes import evaluates, heading_views, wish_rule


def child_views(note: ParsedNote) -> list[View]:
    """All the child's own words, wishes and feelings in the note, in order."""
    views: list[View] = []
    for place, sentence in enumerate(note.sentences):
        if sentence.start >= sentence.end:
            continue
        for clause in sentence.clauses:
            views += _clause_views(note, sentence, clause, place)
        views += heading_views(note, sentence, place)
        views += listed(note, sentence, place)
        views += messages(note, sentence, place)
        views += first_person(note, sentence, place)
        views += transcript(note, sentence, place)
    views += answers(note)
    views += quoted(note, views)
    told = Stretches(view.span for view in views if view.kind == "words" and view.relayed)
    # a wish inside words that were told to another came through that other as well
    views = [replace(view, relayed=view.relayed or told.touch(view.span)) for view in views]
    return sorted(views, key=lambda view: (view.span, view.kind))


def _clause_views(note: ParsedNote, sentence: Sentence, clause: Clause, place: int) -> list[View]:
    if clause.subject != "child" or clause.head < 0 or not heard(clause) or believed(clause, note):
        return []
    if any(verb.startswith("not ") for verb in clause.frame_verbs) or claimed(note, sentence, clause):
        return []
    section = sentence.heading.kind if sentence.heading else ""
    if section == "adult_views":
        return []
    verb = note.tokens[clause.head]
    advocate = "advocate" in clause.frames
    relayed = (bool(outer(clause)) and not advocate) or told_other(note, clause)
    if "child" in clause.frames:
        relayed = relayed or any(
            told_other(note, other)
            for other in sentence.clauses
            if other.subject == "child" and other.head >= 0
        )
    span = note.span(
        clause.start if clause.subject_at < 0 else clause.subject_at, extent(note, sentence, clause)
    )
    if "say" in verb.keys and not advocate and is_speech(note, clause, sentence):
        found = [View("words", span, f"child {verb.low}", relayed, place)]
        asked = any(t.low == "asked" for t in note.tokens[sentence.start : clause.start])
        begin = sentence.start if asked else clause.head + 1
        opinion = verb.low in {"thinks", "thought", "reckons", "begged", "pleaded"} and not relayed
        if opinion or _asks_for(note, clause) or evaluates(note, begin, extent(note, sentence, clause)):
            found.append(View("wish", span, f"view in what the child {verb.low}", relayed, place))
        return found
    if carried(note, sentence, clause, place):
        return []
    wish = wish_rule(note, sentence, clause)
    # A bare wish in an adult's mouth is the adult's word, unless told as the child's instruction.
    if wish and not relayed:
        return [View("wish", span, wish, relayed, place)]
    return []


def _asks_for(note: ParsedNote, clause: Clause) -> bool:
    """`Asked could her bed be moved`, `asked me to tell mum`, `said please`: a request is a wish."""
    verb = note.tokens[clause.head].low
    ahead = note.tokens[clause.head + 1 : clause.head + 6]
    lows = [token.low for token in ahead]
    if verb in {"asked", "asks", "begged", "begs"}:
        told = (
            len(ahead) > 1 and bool(ahead[0].role or ahead[0].keys & {"@carer", "@pro"}) and lows[1] == "to"
        )
        return bool({"could", "can", "please"}.intersection(lows[:4])) or told
    return "say" in note.tokens[clause.head].keys and "please" in lows[:3]
