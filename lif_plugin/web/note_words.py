"""Plain words for the reading of a note: what is looked for, how far it is there, what would make it clearer."""

from dataclasses import dataclass
from typing import Final

from lif_plugin.voice import Mark, Overall

HEARD: Final = {
    Overall.HEARD: "The child can be heard in this note",
    Overall.PARTIAL: "The child is partly heard in this note",
    Overall.GAP: "The child is not yet heard in this note",
    Overall.NOT_APPLICABLE: "The child’s voice is not expected in this note",
}

MARKS: Final = {
    Mark.CLEAR: "Present",
    Mark.PARTIAL: "Partly",
    Mark.ABSENT: "Not found",
    Mark.NOT_APPLICABLE: "Does not apply",
    Mark.CANNOT_TELL: "Cannot tell",
}


@dataclass(frozen=True, slots=True)
class ItemWords:
    """One item of the rubric: its name for programs, its title, what it looks for, what would make it clearer."""

    name: str
    title: str
    looks_for: str
    clearer: str


ITEMS: Final = {
    "R1": ItemWords(
        "own_words",
        "The child’s own words",
        "What the child said, signed, typed or wrote, first hand.",
        "Write what the child said, as nearly as you can in their own words, and to whom they said it.",
    ),
    "R2": ItemWords(
        "wishes_feelings",
        "What the child wants or feels",
        "The child’s own wish or feeling, and what it is about.",
        "Say what the child wants, likes, fears or feels, and about what.",
    ),
    "R3": ItemWords(
        "contact",
        "Whether the child was seen, and with whom",
        "That the child was seen, and whether others were there.",
        "Say whether the child was seen, where, who else was there, and whether they had time alone; "
        "if they had not, say why.",
    ),
    "R4": ItemWords(
        "method_adapted",
        "A way of listening that suits the child",
        "Signs, pictures, play, an interpreter, a place the child chose.",
        "Say how the child was helped to give a view: signs, pictures, play, an interpreter, a place they chose.",
    ),
    "R5": ItemWords(
        "observation",
        "What the child was seen to do",
        "Behaviour in detail, beyond how the child seemed.",
        "Describe what the child did, with whom, and what happened next.",
    ),
    "R6": ItemWords(
        "kept_apart",
        "The child’s words kept apart from what is made of them",
        "What was said or done in one sentence, its meaning in another.",
        "Write what the child said or did in one sentence, and what you make of it in another.",
    ),
    "R7": ItemWords(
        "interpretation",
        "What it means for the child",
        "What the writer takes the child’s words or behaviour to mean.",
        "Say what the child’s words or behaviour may mean, and what life is like for them.",
    ),
    "R8": ItemWords(
        "response",
        "What was done because of it",
        "What changed because of the child, or why it could not.",
        "Say what was or will be done because of what the child said or did, or why it cannot be.",
    ),
    "R9": ItemWords(
        "told_child",
        "What the child was told",
        "What the child was told, and how they took it.",
        "Say what the child was told about what happens next, and how they took it.",
    ),
    "R10": ItemWords(
        "individual",
        "This child, at this time",
        "What could have been written of no other child.",
        "Add what is particular to this child on this day.",
    ),
    "R11": ItemWords(
        "wording",
        "Plain, respectful words",
        "Words that the child could read. The reader knows only a few labels and leaves tone to people.",
        "Say what happened in place of the marked label.",
    ),
}

LABELS: Final = {
    "child_seen": "Child seen",
    "seen_alone": "Time alone with the child",
    "reason_if_absent": "A reason why the child’s view is missing",
    "adult_voice_only": "Only adults’ words about the child",
}
"""The labels that no item of the rubric says by itself."""

TAGS: Final = {
    "own_words": "own words",
    "wishes_feelings": "wish or feeling",
    "child_seen": "seen",
    "not_seen": "not seen",
    "seen_alone": "alone",
    "with_others": "others there",
    "method_adapted": "way of listening",
    "observation": "what they did",
    "interpretation": "meaning",
    "response": "what was done",
    "told_child": "what they were told",
    "reason_if_absent": "reason",
    "adult_voice_only": "adult’s words",
    "wording": "label",
}
"""What a marked passage is called beside it, by the name that programs get."""

REASON: Final = "If the child’s view could not be asked for, say why, and when they will be asked."

AWAKE: Final = "For a baby, say also whether they were awake."

CLEARER_ORDER: Final = ("R1", "R2", "R7", "R8", "R11", "R3", "R5", "R4", "R9", "R6", "R10")
"""Voice before meaning and answer, and all that before the rest; whoever reads on the way stops early."""
