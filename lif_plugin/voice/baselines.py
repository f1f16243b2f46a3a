"""Two simple readers to be measured against: quotation marks only, and a list of keywords."""

import re
from dataclasses import dataclass

from lif_plugin.voice.overall import overall
from lif_plugin.voice.read import is_preverbal
from lif_plugin.voice.records import NoteRecord
from lif_plugin.voice.values import LABELS, Finding, Overall

_QUOTED = re.compile(r"(?<!\w)['\"‘“][^'\"’”\n]{2,}['\"’”](?!\w)|(?<!\w)'(?:[^'\n]|\w'\w){2,}'(?!\w)")
_KEYWORDS = {
    "child_seen": r"\b(?:saw|seen|met|observed|visited|visit)\b",
    "seen_alone": r"\b(?:alone|on (?:his|her|their) own|one to one|1:1)\b",
    "own_words": r"\b(?:said|says|told|stated|disclosed|reported|asked)\b",
    "wishes_feelings": r"\b(?:wants?|would like|wishes|feels?|likes?|hates?|scared|worried|happy|sad)\b",
    "method_adapted": r"\b(?:three houses|cards|makaton|drawing|drew|interpreter|talking mats|play)\b",
    "observation": r"\b(?:smil|cri|laugh|look|held|play|eye contact|cuddl)\w*\b",
    "interpretation": r"\b(?:i think|i feel|in my view|suggests|impression|my view|analysis)\b",
    "response": r"\b(?:agreed|arranged|referral|explained|will)\b",
    "reason_if_absent": r"\b(?:refused|declined|asleep|too young|unable|not in|not available)\b",
    "adult_voice_only": r"\b(?:mum|dad|mother|father|fc|carer)(?: \w+)? (?:said|says|reports|reported|feels)\b",
}
_ADMIN = re.compile(
    r"\b(?:uploaded|invoice|circulated|booked|filed|receipt|duplicate|submitted)\b", re.IGNORECASE
)
_COMPILED = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _KEYWORDS.items()}


@dataclass(frozen=True, slots=True)
class Guess:
    """A baseline's labels and overall for one note."""

    labels: dict[str, bool | None]
    overall: Overall


def quotation_marks(record: NoteRecord) -> Guess:
    """Anything in quotation marks is the child's voice, and where there is none there is a gap."""
    quoted = bool(_QUOTED.search(record.note))
    labels: dict[str, bool | None] = dict.fromkeys(LABELS, False)
    labels |= {"own_words": quoted, "wishes_feelings": quoted, "voice_expected": True, "seen_alone": None}
    return Guess(labels, Overall.HEARD if quoted else Overall.GAP)


def keywords(record: NoteRecord) -> Guess:
    """A label is true where one of its words stands anywhere in the note; the overall follows our own rule."""
    found: dict[str, bool | None] = {
        name: bool(pattern.search(record.note)) for name, pattern in _COMPILED.items()
    }
    said = bool(found["own_words"] or found["wishes_feelings"])
    found["voice_expected"] = said or bool(found["child_seen"]) or not _ADMIN.search(record.note)
    found["seen_alone"] = True if found["seen_alone"] else None
    found["adult_voice_only"] = bool(found["adult_voice_only"]) and not said
    if said:
        found["reason_if_absent"] = False
    preverbal = is_preverbal(record.age_years, record.communication_needs)
    findings = {name: Finding(found[name]) for name in LABELS}
    value, _ = overall(findings, direct=True, preverbal=preverbal, planned=False)
    return Guess({name: found[name] for name in LABELS}, value)


BASELINES = {"quotation marks only": quotation_marks, "keyword list": keywords}
