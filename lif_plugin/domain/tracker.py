"""The columns of an action tracker as boards keep them: how they are headed, and what a cell means.

Headings and words are those of published trackers; a partnership's own go into its mapping file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from lif_plugin.domain.learning import ActionState
from lif_plugin.domain.worktime import add_months, day_number

Cell = Any
"""What a spreadsheet's cell holds: text, a number, a date, or an empty text."""


@dataclass(frozen=True, slots=True)
class Column:
    """One thing a tracker says of an action; ``at_most`` characters, ``needed`` in every row."""

    name: str
    headings: frozenset[str]
    needed: bool = False
    at_most: int = 4_000


def _column(name: str, *headings: str, needed: bool = False, at_most: int = 4_000) -> Column:
    return Column(name, frozenset((name.replace("_", " "), *headings)), needed, at_most)


COLUMNS: Final = MappingProxyType({column.name: column for column in (
    _column("ref", "reference", "action ref", "action number", "action no", "no", "number", "id", "action id",
            at_most=200),
    _column("item", "learning", "title of learning", "review", "audit", "source document", "origin", "learning from",
            "review or audit", at_most=400),
    _column("source", "source of learning", "learning source", "type of source", at_most=64),
    _column("theme", "learning theme", "priority theme", at_most=64),
    _column("finding", "issue", "issue identified", "recommendation", "learning point", "finding or recommendation"),
    _column("action", "action required", "agreed action", "actions", "action to be taken", "what we will do",
            "smart action", "description of action", needed=True),
    _column("measure", "success measure", "success criteria", "intended outcome", "outcome measure", "impact measure",
            "evidence required", "how will we know", "desired outcome"),
    _column("owner_agency", "owner", "agency", "lead agency", "responsible agency", "organisation",
            "lead organisation", "owning agency", "partner", "partner agency", needed=True, at_most=64),
    _column("owner_role", "lead role", "role", "job title", "responsible role", "post", "role responsible", needed=True,
            at_most=64),
    _column("monitored_by", "monitoring body", "sub group", "subgroup", "monitoring group", "reporting to",
            "governance", "group", at_most=64),
    _column("approach", "improvement approach", "type of action", "action type", "level", needed=True, at_most=64),
    _column("due", "due date", "target date", "deadline", "timescale", "completion date", "by when", "date due",
            "target completion date", "target completion", "timescales", needed=True),
    _column("status", "rag", "brag", "rag status", "brag status", "rag rating", "brag rating", "progress rating",
            "action status", "state"),
    _column("progress", "update", "progress update", "latest update", "comments", "progress notes", "commentary",
            "notes", "progress to date"),
    _column("updated", "date of update", "last updated", "update date", "date updated"),
)})  # fmt: skip
"""What a tracker says, by our name, with the headings it is known by."""
PERSONS: Final = frozenset({
    "lead", "lead officer", "lead person", "named lead", "action owner", "lead name", "name", "who", "by whom",
    "responsible person", "person responsible", "responsible officer", "officer", "lead professional", "assigned to",
})  # fmt: skip
"""Headings of columns that hold people's names: they are left out, since an action belongs to a role."""

STATES: Final[Mapping[str, ActionState]] = MappingProxyType(
    dict.fromkeys(("not started", "white", "grey", "gray", "proposed", "new", "not yet started", "not due", "open",
                   "yet to start", "not yet due"), ActionState.PROPOSED)
    | dict.fromkeys(("red", "amber", "green", "r", "a", "g", "yellow", "on track", "in progress", "ongoing", "overdue",
                     "delayed", "off track", "at risk", "started", "behind", "underway", "under way", "accepted",
                     "partially complete", "some delay"), ActionState.ACCEPTED)
    | dict.fromkeys(("complete", "completed", "done", "achieved", "implemented"), ActionState.DONE)
    | dict.fromkeys(("blue", "b", "closed", "signed off", "complete and signed off", "completed and closed",
                     "complete and embedded", "archived", "completed and signed off"), ActionState.SIGNED_OFF)
    | dict.fromkeys(("dropped", "withdrawn", "no longer required", "no longer needed", "cancelled", "superseded",
                     "not pursued"), ActionState.DROPPED)
)  # fmt: skip
"""The words and colours of trackers as our states; how late an action is, its own due day tells."""

_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d{2})")
_WORDED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-/.]+(?:of )?([a-z]+)[ \-/.,]+(\d{4}|\d{2})")
_MONTH: Final = re.compile(r"(?:end(?: of)? |by (?:end(?: of)? )?)?([a-z]+)[ \-/.,']+(\d{4}|\d{2})")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL: Final = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                "november", "december")  # fmt: skip
_EXCEL_BEGINS: Final = date(1899, 12, 30)
_SERIALS: Final = range(36_526, 73_051)
"""The numbers by which spreadsheets mean the days of 2000 to 2099."""


def plain(text: object) -> str:
    """A heading or a word without case, punctuation and doubled spaces."""
    words = re.sub(r"[^a-z0-9']+", " ", str(text).casefold())
    return " ".join(words.split())


def text_of(cell: Cell) -> str:
    """What a cell says, in one line for each that it has; a whole number without its point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return "\n".join(" ".join(line.split()) for line in str(cell).strip().splitlines())


def day_of(cell: Cell) -> int | None:
    """The day (YYYYMMDD) that a cell names, None where it names none: 31/03/2027, 31.3.27, 31st March 2027, 2027-03-31.

    Days stand before months, as in the United Kingdom; a month without a day is its last day, by which things are due.
    """
    if isinstance(cell, datetime):
        return _kept(cell.date())
    if isinstance(cell, date):
        return _kept(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        whole = float(cell).is_integer() and int(cell) in _SERIALS
        return _kept(_EXCEL_BEGINS + timedelta(days=int(cell))) if whole else None
    return _read(" ".join(str(cell).casefold().split()))


def _read(text: str) -> int | None:
    if found := _ISO.fullmatch(text):
        return _made(found[1], int(found[2]), found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return _made(found[3], int(found[2]), found[1])
    if found := _WORDED.fullmatch(text):
        return _made(found[3], _month(found[2]), found[1])
    if found := _MONTH.fullmatch(text):
        month = _month(found[1])
        first = _made(found[2], month, "1")
        if first is None or month is None:
            return None
        following = add_months(date(first // 10_000, month, 1), 1)
        return day_number(date.fromordinal(following.toordinal() - 1))
    return None


def _month(word: str) -> int | None:
    known = word in _FULL or word in _MONTHS or word == "sept"
    return _MONTHS.index(word[:3]) + 1 if known else None


def _made(year: str, month: int | None, day: str) -> int | None:
    if month is None:
        return None
    try:
        return _kept(date(int(year) + (2_000 if len(year) == 2 else 0), month, int(day)))
    except ValueError:
        return None


def _kept(day: date) -> int | None:
    """A day within the years that an action can be of."""
    return day_number(day) if 2_000 <= day.year < 2_100 else None


def state_of(cell: Cell, configured: Mapping[str, ActionState] | None = None) -> ActionState | None:
    """The state that a tracker's word or colour means; None for a word that nobody has explained.

    A blank is proposed: nothing in the tracker says that its owner has accepted it.
    """
    word = plain(text_of(cell))
    if not word:
        return ActionState.PROPOSED
    return {**STATES, **(configured or {})}.get(word)


def same_action(text: str, owner: str) -> tuple[str, str]:
    """What tells that two rows are the same action: its words, without case and punctuation, and its owner."""
    return plain(text), owner
