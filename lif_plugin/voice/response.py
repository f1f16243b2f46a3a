"""What was or will be done because of the child, or why not, as the child was told."""

from itertools import pairwise

from lif_plugin.voice.attribution import View
from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.observe import Act
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.patterns import Pattern
from lif_plugin.voice.people import ADULTS
from lif_plugin.voice.rules import GroupHits, Hit
from lif_plugin.voice.stretches import Stretches
from lif_plugin.voice.values import Finding, Span

_STEM = 4
_SHORT = 3
_EVERYWHERE = frozenset(
    "day one two now new old way lot bit yes min hrs who how why can let got get has had did its out off too own see saw say may "
    "end use etc per via due wks mth ref yet the and but for not all any ask ok".split()
)
"""Words of three letters that say nothing of a topic."""
_ENOUGH = 3
_KIN = frozenset({"relative", "sibling", "other"})
"""People who, once the child has spoken of them, tie a deed to the child's word; parents are in every note."""
_AT_ONCE = frozenset(
    {"today", "tonight", "straight", "immediately", "same", "now", "urgent", "urgently", "strategy"}
)


def response(note: ParsedNote, hits: GroupHits, views: list[View], acts: list[Act], watched: bool) -> Finding:
    """True where something is done or explained after the child's view; routine next steps are not.

    Each clause after the first view is weighed: telling the child, an explicit `because`, an agreement or an act, and
    whether it speaks of the child or of what the child spoke of. Vague intentions weigh against it.
    """
    spans = Stretches([view.span for view in views] + ([act.span for act in acts] if watched else []))
    if not spans:
        return Finding(False)
    begin = spans.first
    topics = _topics(note, spans)
    best: tuple[int, Span, str] | None = None
    for sentence in note.sentences:
        for clause in sentence.clauses:
            if clause.start >= clause.end or note.tokens[clause.end - 1].end <= begin:
                continue
            score, why = _weigh(note, hits, sentence, clause, topics, spans)
            if score >= _ENOUGH and (best is None or score > best[0]):
                best = (score, note.span(clause.start, sentence.end), why)
    if best is None:
        return Finding(False)
    return Finding(True, (best[1],), (best[2],), best[0] == _ENOUGH)


def _topics(note: ParsedNote, spans: Stretches) -> set[str]:
    """Stems of the content words in what the child said or did."""
    return {
        token.low[:_STEM]
        for token in note.tokens
        if ((_topical(token.low) and _content(token.keys, token.role)) or token.role in _KIN)
        and spans.covers(token.start)
    }


def _topical(word: str) -> bool:
    """Long enough to be what was spoken of: `cat`, `bed`, but not `day`."""
    if word in _COMMON:
        return False
    return len(word) > _SHORT or (len(word) == _SHORT and word.isalpha() and word not in _EVERYWHERE)


_COMMON = frozenset(
    "visit home contact plan action actions review meeting session social worker care time date week month year said says told asked "
    "spoke seen child children young person carer carers staff school mum's dad's support family good okay fine well when that this "
    "there here then them they from with what have been were will about some very more only into also just after before other same "
    "such each both mums dads want wants need needs like likes feel feels going back thing things people someone everyone".split()
)
"""Words of every note: that two sentences share one says nothing."""


def _content(keys: frozenset[str], role: str) -> bool:
    return not role and not keys & {
        "aux",
        "adverb",
        "conj",
        "prep",
        "det",
        "neg",
        "say",
        "wish",
        "feel",
        "nominative",
    }


def _weigh(
    note: ParsedNote, hits: GroupHits, sentence: Sentence, clause: Clause, topics: set[str], spans: Stretches
) -> tuple[int, str]:
    tokens = note.tokens
    here = Span(tokens[clause.start].start, tokens[clause.end - 1].end)
    inside = spans.touch(here) or (clause.opener == "and" and tokens[clause.start].low == "to")
    inside = inside or bool(sentence.heading and sentence.heading.kind == "child_views")
    told = hits.within("told_child", clause.start, clause.end)
    told = [hit for hit in told if not _to_adult(note, sentence, clause, hit)]
    if told and not _vague(note, hits, clause, sentence) and not _hedged(note, told[0][0], clause):
        return 5, f"told: {told[0][2].source}"
    linked = hits.within("because_child", max(clause.start - 2, sentence.start), clause.end)
    named_again = inside and spans.first < tokens[sentence.start].start
    if linked and (not inside or named_again) and not _vague(note, hits, clause, sentence):
        return 4, linked[0][2].source
    if linked and linked[0][0] <= sentence.start + 1 and _then_done(hits, sentence, linked[0][1]):
        return 4, linked[0][2].source
    knows = hits.within("child_knows", clause.start, clause.end)
    if knows and not inside and "child" not in clause.frames:
        return 4, knows[0][2].source
    granted = hits.within("granted", clause.start, clause.end)
    if granted and not inside and not clause.frames and not clause.negated and _near(note, sentence, spans):
        return 4, granted[0][2].source
    stands_for = clause.opener == "that" and clause.elided and clause.start == sentence.start + 1
    if inside or (clause.subject == "child" and not stands_for) or _only_told(clause):
        # "That has been done." opens with no joining word, but with what stands for the child's wish
        return 0, ""
    done = hits.within("deed", clause.start, clause.end) or _own_deed(note, clause)
    heading = sentence.heading
    if (
        heading is not None
        and any(token.low in _SETTLED for token in tokens[heading.start : heading.end])
        and _link(note, sentence, clause, topics)
    ):
        return 4, "under `Agreed`"
    if not done or _vague(note, hits, clause, sentence):
        return 0, ""
    kind = _kind(note, clause, done)
    link = _link(note, sentence, clause, topics) or int(stands_for or _handed_on(done))
    at_once = any(token.low in _AT_ONCE for token in tokens[clause.start : clause.end])
    near = _near(note, sentence, spans)
    change = near and bool(hits.within("change", clause.start, clause.end))
    if not kind or not (link or (kind > 1 and _near(note, sentence, spans, 4)) or at_once or change):
        return 0, ""
    score = kind + link + (1 if change else 0) + _weight(hits, clause)
    score += 1 if sentence.heading and sentence.heading.kind == "actions" else 0
    score += 1 if near else 0
    score -= 2 if any("handling" in token.keys for token in tokens[clause.start : clause.end]) else 0
    return score, done[0][2].source


_MADE = frozenset(
    "made took put got found went gave wrote drew built bought brought left kept sent set hid hung did swept cut tied".split()
)
_NO_DEED = frozenset(
    "discussed observed noted explored talked visited attended arrived recorded completed viewed listened played chatted tried "
    "attempted asked wanted needed visited introduced remained stayed waited advised encouraged praised".split()
)
_OWN_DEED = Pattern("the writer's own deed", ())


def _own_deed(note: ParsedNote, clause: Clause) -> list[Hit]:
    """`Me and mum emptied the cupboard`: whatever the writer did, by the form of the verb; it needs the child's topic."""
    if clause.subject != "writer" or clause.head < 0 or clause.negated or clause.frames:
        return []
    verb = note.tokens[clause.head]
    formed = verb.low in _MADE or (verb.low.endswith("ed") and verb.low not in _NO_DEED)
    plain = not verb.keys & {"say", "relay", "see", "believe", "wish", "like", "feel"}
    return [(clause.head, clause.head + 1, _OWN_DEED)] if formed and plain else []


def _handed_on(done: list[Hit]) -> bool:
    """`Manager replied to both`, `nurse brought it`: an adult's deed upon what the child said, without its name."""
    return any(pattern.source.startswith("@pro|@carer|@relative|@parent replied") for _, _, pattern in done)


def _then_done(hits: GroupHits, sentence: Sentence, after: int) -> bool:
    """`As a result of what Amy said we have stopped…`: the link opens the sentence and the deed follows in it."""
    inner = [c for c in sentence.clauses if c.end > after and c.subject != "child"]
    weak = any(hits.within("response_weak", c.start, c.end) for c in inner)
    return not weak and any(hits.within("deed", max(c.start, after), c.end) for c in inner)


def _link(note: ParsedNote, sentence: Sentence, clause: Clause, topics: set[str]) -> int:
    """What ties a deed to the child: the child's own topic, the child, or `both`, `this`, `that` for what was said."""
    follow = next((c for c in sentence.clauses if c.start >= clause.end), None)
    end = follow.end if follow is not None and follow.opener.startswith(":") else clause.end
    tied = 2 if _overlap(note, sentence.start, end, topics) else 0
    tied += 2 if _of_child(note, clause) else 0
    these = any(token.low in {"these", "those"} for token in note.tokens[clause.start : clause.end])
    return tied + (1 if these or note.tokens[clause.start].low in {"both", "this", "that"} else 0)


def _kind(note: ParsedNote, clause: Clause, done: list[Hit]) -> int:
    """What sort of deed: an agreement weighs most, what an adult happened to do or merely said weighs nothing."""
    tokens = note.tokens
    agreed = any(tokens[start].low.startswith(("agree", "happy")) for start, _, _ in done)
    if clause.opener in {"when", "if", "as", "while", "until", "before"} and clause.opener != "before":
        return 0
    if agreed:
        return 2
    head = tokens[clause.head] if clause.head >= 0 else None
    granted = any(pattern.source.startswith("said yes") for _, _, pattern in done)
    if head is not None and clause.subject in ADULTS and head.keys & {"relay"}:
        return 1 if granted else 0
    if head is not None and head.low == "asked" and _asked_to(note, clause):
        return 1
    if head is not None and head.low in {
        "advised",
        "asked",
        "reminded",
        "encouraged",
        "wants",
        "wanted",
        "talked",
    }:
        return 0
    firm = [hit for hit in done if hit[2].source != "#act" or _acts(note, clause, hit[0])]
    return 1 if firm else 0


def _asked_to(note: ParsedNote, clause: Clause) -> bool:
    """`I have asked the foster carer to give Amy the small room`: somebody else is set to do it."""
    ahead = note.tokens[clause.head + 1 : min(clause.head + 7, clause.end)]
    to = any(
        a.role in ADULTS | {"writer"} and "@owner" not in a.keys and b.low == "to" for a, b in pairwise(ahead)
    )
    that = clause.subject in {"pro", "writer"} and ahead[:1] and ahead[0].low == "that"
    return (clause.subject in {"writer", "pro"} and to) or bool(that)


def _acts(note: ParsedNote, clause: Clause, at: int) -> bool:
    """Whether a verb of doing is the writer's or nobody's deed: not a noun, not what an adult happened to do."""
    token, before = note.tokens[at], note.tokens[at - 1] if at > clause.start else None
    if clause.subject in ADULTS and before is not None and before.low == "to" and at - 2 == clause.subject_at:
        # "keyworker to arrange": a task given to somebody, not what they happened to do
        return True
    if (
        clause.subject in {"carer", "pro"}
        and clause.subject_at >= 0
        and "base" not in token.keys
        and at == clause.head
    ):
        # "FC has signed her up": who cares for the child has done it; it counts only with a tie to the child's word
        return True
    if clause.subject in {"parent", "relative", "other"} and at == clause.head and before is not None:
        # "Mum has swapped the rooms": done by who lives with the child; it counts only with a tie to the child's word
        follow = next((t.low for t in note.tokens[clause.end : clause.end + 3] if t.role == "writer"), "")
        return before.low in {"has", "have", "'s", "'ve"} or bool(follow)
    if clause.subject in ADULTS | {"other", "group", "sibling"}:
        return False
    if any(t.role in ADULTS for t in note.tokens[clause.start : at]):
        return False
    after = note.tokens[at + 1] if at + 1 < clause.end else None
    if token.low in {"held", "hold"} and after is not None and "@child" in after.keys:
        # a baby held close is comfort, not an answer
        return False
    if "base" in token.keys or token.low.endswith("s"):
        return before is not None and before.low in {"to", "will", "'ll", "i", "we", "can", "shall"}
    return True


def _to_adult(note: ParsedNote, sentence: Sentence, clause: Clause, hit: Hit) -> bool:
    """`Mum asked …, I explained that …`: with no hearer named, the nearest adult is the hearer."""
    if not hit[2].source.startswith(_NO_HEARER):
        return False
    before = [
        t for t in note.tokens[sentence.start : hit[0]] if t.role not in {"", "writer"} or t.keys & {"@child"}
    ]
    if not before:
        return sentence.adult_before
    del clause
    return "@child" not in before[-1].keys


_SETTLED = frozenset("agreed amended changed updated revised".split())
"""Words of a heading that make what stands under it a thing settled."""
_NO_HEARER = ("explained|explain why|that", "i|we said", "i|we was", "said|explained")


def _only_told(clause: Clause) -> bool:
    """Whether an adult merely tells it: what an adult agreed, or a list after a colon, is a deed all the same."""
    deeds = {
        "agreed",
        "agrees",
        "agree",
        "label",
        "confirmed",
        "confirms",
    }
    if clause.opener == "that":
        # "the IRO asked that the room be changed"
        deeds |= {"asked", "requested", "recommended", "directed"}
    return any(role in ADULTS for role in clause.frames) and not deeds & set(clause.frame_verbs)


def _near(note: ParsedNote, sentence: Sentence, spans: Stretches, reach: int = 2) -> bool:
    """Whether the sentence stands at most `reach` sentences after one that holds a view, or holds one itself."""
    place = note.sentence_of(sentence.start)
    before = note.sentences[max(place - reach, 0)]
    if before.start >= before.end:
        return False
    stretch = Span(note.tokens[before.start].start, note.tokens[sentence.end - 1].end)
    return spans.touch(stretch)


def _weight(hits: GroupHits, clause: Clause) -> int:
    """More for a firm change than for any act."""
    return 1 if hits.within("firm", clause.start, clause.end) else 0


def _overlap(note: ParsedNote, start: int, end: int, topics: set[str]) -> bool:
    return any(
        t.low[:_STEM] in topics and ((_content(t.keys, t.role) and _topical(t.low)) or t.role in _KIN)
        for t in note.tokens[start:end]
    )


def _of_child(note: ParsedNote, clause: Clause) -> bool:
    return any(token.keys & {"@child", "@child's"} for token in note.tokens[clause.start : clause.end])


def _hedged(note: ParsedNote, at: int, clause: Clause) -> bool:
    """`Told her not sure`, `he told me`: no answer, or the child is the teller."""
    lows = [token.low for token in note.tokens[at : clause.end]]
    passive = "@child" in note.tokens[at].keys or note.tokens[at].low == "rung"
    if clause.subject in {"parent", "relative", "sibling"} and at >= clause.head:
        # "Mum had told her": what an adult said before is no answer, unless agreed as one
        return "had" in lows or (
            clause.head >= 0 and note.tokens[clause.head].low not in {"to", "will", "'ll", "agreed", "sat"}
        )
    return (
        "sure" in lows
        or (clause.subject == "child" and not passive)
        or (clause.hypothetical and clause.opener == "if")
    )


def _vague(note: ParsedNote, hits: GroupHits, clause: Clause, sentence: Sentence) -> bool:
    del sentence
    if any(token.low == "instead" for token in note.tokens[clause.start : clause.end]):
        return False
    return bool(hits.within("response_weak", clause.start, clause.end))
