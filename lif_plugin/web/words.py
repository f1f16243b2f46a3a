"""Plain words for what the pages show: days, people, kinds of record, and answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.nation import Word, words_in
from lif_plugin.domain.people import PEOPLE, people_in
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.frameworks import framework_of

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
_BY_NATION: Final = {"section_47": Word.ENQUIRY, "conference": Word.CONFERENCE}


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


@dataclass(frozen=True, slots=True)
class Called:
    """What roles and things are called where an agency is."""

    people: Mapping[Role, str] = field(default_factory=lambda: PEOPLE)
    words: Mapping[Word, str] = field(default_factory=lambda: words_in("england"))


def called_in(agency: Agency) -> Called:
    """What roles and things are called by an agency's nation, and by the framework it has chosen."""
    framework = framework_of(agency, datetime.now(ZoneInfo(agency.zone)).date())
    return Called(people_in(agency.nation, framework), words_in(agency.nation, framework))


def record_in_words(kind: str, called: Called | None = None) -> str:
    """Return what a kind of event is called, in the nation's own word where it has one."""
    if called is not None and kind in _BY_NATION:
        word = called.words[_BY_NATION[kind]]
        return word[0].upper() + word[1:]
    return RECORDS.get(kind) or kind.replace("_", " ").capitalize()


def people_in_words(roles: list[Role], people: Mapping[Role, str] = PEOPLE) -> str:
    """Return who is meant, as part of a sentence; ``people`` is what roles are called."""
    names = [people[role] for role in roles]
    return " and ".join(([", ".join(names[:-1])] if len(names) > 1 else []) + names[-1:])
