"""Whether a recommendation is specific, measurable, achievable, relevant and timed, and which letter is not yet there.

It reads what is written down and no more: a recommendation that passes may still be a poor one. Where a
recommendation does not fit, a *systems finding* puts the question to the board instead.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from lif_plugin.domain.worktime import add_months

VAGUE: Final = (
    "consider", "explore", "ensure", "be aware", "raise awareness", "remind", "encourage", "promote", "improve",
    "strengthen", "continue to", "look at", "think about", "work towards", "seek to", "where possible",
    "as appropriate",
)  # fmt: skip
"""Openings after which nobody can say whether it was done. A partnership may replace the list."""
_LONGEST_MONTHS: Final = 24
_FEWEST_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter that is not yet there, and what would put it there."""

    letter: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a recommendation or action says. ``measure`` is how anybody will know that it was done and worked."""

    text: str
    measure: str | None
    owner_agency: str | None
    owner_role: str | None
    finding: str | None
    due: date | None


def failing_letters(proposed: Proposed, today: date, vague: tuple[str, ...] = VAGUE) -> tuple[Letter, ...]:
    """The letters that are not yet there, in the order S, M, A, R, T; none when all are."""
    found = []
    words = " ".join(proposed.text.casefold().split())
    hollow = next((word for word in vague if re.match(rf"(?:to )?{re.escape(word)}\b", words)), None)
    if hollow is not None:
        found.append(Letter("S", f"It begins with “{hollow}”: say what will be different, and where."))
    elif len(words.split()) < _FEWEST_WORDS:
        found.append(Letter("S", "Say what will be done, by whom and where, in a sentence."))
    if not (proposed.measure or "").strip():
        found.append(Letter("M", "Say how anybody will know that it was done and that it worked."))
    if not proposed.owner_agency or not proposed.owner_role:
        found.append(Letter("A", "Name the agency and the role that will do it and have agreed to."))
    if not proposed.finding:
        found.append(Letter("R", "Name the finding that it answers."))
    if proposed.due is None:
        found.append(Letter("T", "Give a day by which it is done."))
    elif proposed.due < today:
        found.append(Letter("T", "The day by which it is done has passed."))
    elif proposed.due > add_months(today, _LONGEST_MONTHS):
        found.append(
            Letter("T", f"The day is more than {_LONGEST_MONTHS} months away: set a nearer first step.")
        )
    return tuple(found)
