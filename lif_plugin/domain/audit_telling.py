"""What those who work with a case are told of its audit: the same words on the panel and in every case system.

Nothing of the record stands in it, nothing that an audit found, and nothing of a worker: a case system shows it to
whoever opens the case.
"""

from typing import Final

from lif_plugin.domain.audit_work import Origin
from lif_plugin.domain.worktime import numbered_day

NOT_YOU: Final = "It looks at how help works, not at you. Nothing needs to be prepared."
READ_BACK: Final = "The audit is read back: what went well first, then what is to be done for the child."
AFTERWARDS: Final = "You can reply, or say where you see it differently."
BEFORE: Final = "A day to talk, and your own view, can be said there."
AGREED: Final = "agreed"
"""What somebody writes back in their case system to a day that was proposed, when it suits them."""
_DRAWN: Final = {
    "random": "It was drawn by chance out of all cases.",
    "nominated": "It was drawn from cases of a kind that the programme looks at.",
    "purposive": "It was chosen because much can be learnt from cases like it.",
}
_ORIGINS: Final = {
    Origin.AGAIN: "It was audited before, and is looked at again to see what changed.",
    Origin.INVITED: "Several agencies look at how they worked together.",
}


def why_of(origin: str, drawn_as: str | None) -> str:
    """Why this case is audited."""
    return _ORIGINS.get(Origin(origin)) or _DRAWN.get(drawn_as or "", "Somebody asked for it.")


def picked(title: str, month: int) -> str:
    """That a draw picked the case, for a month (YYYYMM)."""
    return f"Picked for an audit: {title}, {numbered_day(month * 100 + 1):%B %Y}. {NOT_YOU}"


def made_by(auditor: str, due: int | None) -> str:
    """Who makes it, and by which day (YYYYMMDD) where that still matters."""
    return f"{auditor} makes it{f', by {day_text(due)}' if due else ''}."


def opened(title: str, why: str, auditor: str, due: int) -> str:
    """That an audit of the case was opened. Some systems cut a long text short, so who and when stand first."""
    return f"Audit of this case: {title}. {made_by(auditor, due)} {NOT_YOU} {why} {BEFORE}"


def proposed(auditor: str, day: int) -> str:
    """That the auditor proposes a day to talk."""
    return f"{auditor} proposes {day_text(day)}."


def proposal(auditor: str, day: int) -> str:
    """The same where it can be answered by words only."""
    return f"To talk about the audit: {proposed(auditor, day)} Write back “{AGREED}” if it suits you, or another day."


def read_back() -> str:
    """That the audit was read back."""
    return f"{READ_BACK} {AFTERWARDS}"


def is_agreed(text: str) -> bool:
    """Whether what was written back agrees to a day that was proposed, and says nothing else."""
    return text.strip().strip("“”\"'.!").casefold() == AGREED


def day_text(day: int) -> str:
    """A day (YYYYMMDD) as people write it."""
    when = numbered_day(day)
    return f"{when.day} {when:%B %Y}"
