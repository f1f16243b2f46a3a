"""Plain words for what the pages show: days, people, kinds of record, and answers."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from lif_plugin.domain.people import PEOPLE
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.worktime import numbered_day

ANSWERS: Final = {
    AnswerKind.DONE: "Done – it will show at the next extract",
    AnswerKind.EXPLAINED: "Could not",
    AnswerKind.WRONG: "This prompt is wrong",
    AnswerKind.REPLIED: "Answered in the case system",
}

RECORDS: Final = {
    "section_47": "Section 47 enquiry",
    "legal_status": "Legal status",
    "missing": "Missing episode",
    "review": "Looked-after review",
    "contact": "Contact",
}
"""What a kind of event is called on a page, where its own name is not plain enough."""


def day_in_words(number: int | None) -> str | None:
    """Return a stored day (YYYYMMDD) as people write it: 5 March 2024."""
    if not number:
        return None
    day = numbered_day(number)
    return f"{day.day} {day:%B %Y}"


def moment_in_words(milliseconds: int, zone: str) -> str:
    """Return a stored time as people write it, in an agency's zone."""
    moment = datetime.fromtimestamp(milliseconds / 1000, tz=UTC).astimezone(ZoneInfo(zone))
    return f"{moment.day} {moment:%B %Y at %H:%M}"


def record_in_words(kind: str) -> str:
    """Return what a kind of event is called."""
    return RECORDS.get(kind) or kind.replace("_", " ").capitalize()


def people_in_words(roles: list[Role]) -> str:
    """Return who is meant, as part of a sentence."""
    names = [PEOPLE[role] for role in roles]
    return " and ".join(([", ".join(names[:-1])] if len(names) > 1 else []) + names[-1:])
