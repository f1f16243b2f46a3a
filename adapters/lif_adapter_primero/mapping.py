"""Maps one case to events: pure, from a payload as the server gives it to kinds of fact.

What is not visible to us gives no event and is not covered. What is visible and was never entered gives no event
either, but is covered: then its absence says something.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from lif_adapter_primero.errors import OddAnswer
from lif_adapter_primero.reach import View
from lif_adapter_primero.times import format_day, parse_day, parse_time
from lif_adapter_primero.watched import Entered, Reading, Watched
from lif_plugin.domain.kinds import Precision, Tri
from lif_plugin.domain.reading import LONGEST, Words
from lif_plugin.domain.record import TEXT_AT_MOST, Event
from lif_plugin.domain.worktime import day_number, numbered_day
from lif_plugin.hooks.live import Changed

SOURCE: Final = "primero"
CASE_PLAN: Final = "CASE_PLAN"
WISHES: Final = "WISHES"

_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "case": ("status", "enabled"),
    "referral": ("registered_on",),
    "birth": ("born_on", "sex"),
    "worker": ("owner",),
    "plan": ("plan.made_on",),
    "need": ("concerns",),
    "assessment": ("assessment.started_on",),
    "view_given": ("wishes",),
    "visit": ("follow_up.due_on", "follow_up.done_on"),
    "consent": ("consent.given_by", "consent.for_services"),
    "closure": ("status", "closed_on"),
    "note": ("note.written_at", "note.author"),
}
"""The kinds this adapter gives, and the names that must all be open for a kind to be covered."""
KINDS: Final = frozenset(_NEEDS)
DONE: Final = "done"
OPEN: Final = "open"
"""Outcomes of a follow-up: the record shows the day it was done, or does not though its day has passed."""
NEVER: Final = 99_999_999

_YES: Final = frozenset({"true", "yes", "y", "1"})
_NO: Final = frozenset({"false", "no", "n", "0"})


def covered_kinds(view: View) -> frozenset[str]:
    """The kinds of which everything that is recorded can be seen."""
    return frozenset(kind for kind, names in _NEEDS.items() if view.opens(*names))


def map_case(case: Watched, today: int) -> Changed:
    """The events of one case, as known on ``today`` (YYYYMMDD): what is planned for later is no fact yet.

    ``due_on`` is the next day on which a planned follow-up becomes a fact to ask after: the one after its own.
    Raises `OddAnswer` if the case lacks its id, its registration or the time of its last change.
    """
    moved_at = parse_time(case.case.get("last_updated_at"))
    registered = parse_day(case.read("registered_on").value) or parse_day(case.case.get("created_at"))
    if moved_at is None or registered is None or not case.case.get("id"):
        raise OddAnswer("A case came without its id, its registration or the time of its last change.")
    planned = sorted(day for day in _planned(case) if day > today)
    events = tuple(_events(_Line(case, registered, _end(case, moved_at)), today))
    return Changed(case.id, events, case.digest(), moved_at, planned[0] if planned else None)


@dataclass(frozen=True, slots=True)
class _Line:
    """A case while it is mapped, with the days its other facts lean on; ``end`` None: it is not ended."""

    case: Watched
    registered: int
    end: int | None

    def event(self, kind: str, key: str, day: int, fields: Mapping[str, Any], **more: Any) -> Event:
        kept = {name: value for name, value in fields.items() if value is not None}
        return Event(kind, self.case.id, f"{self.case.id}|{key}", day, kept, more.pop("detail", {}), **more)

    def day(self, name: str) -> int | None:
        return parse_day(self.case.read(name).value)

    def code(self, name: str) -> str | None:
        return _code(self.case.read(name).value)


def _end(case: Watched, moved_at: int) -> int | None:
    """The day a case ended: closed, transferred or switched off; else None."""
    status, enabled = _code(case.read("status").value), _tri(case.read("enabled").value)
    if status not in {"closed", "transferred"} and enabled is not Tri.NO:
        return None
    from_record = parse_day(case.read("closed_on").value) if status == "closed" else None
    return from_record or _day_of(moved_at)


def _events(line: _Line, today: int) -> Iterator[Event]:
    yield line.event("referral", "referral", line.registered, {"code": "REGISTRATION"})
    status = line.code("status")
    yield line.event(
        "case", "case", line.registered, {"code": status}, until_day=_not_before(line.end, line.registered)
    )
    yield from _person(line)
    yield from _needs(line)
    yield from _work(line)
    yield from _voice(line)
    yield from _follow_ups(line, today)
    yield from _notes(line)
    if line.case.read("status").value == "closed" and line.end is not None:
        fields = {"code": line.code("closure_reason")}
        yield line.event("closure", "closure", line.end, fields)


def _person(line: _Line) -> Iterator[Event]:
    born = line.day("born_on")
    if born is not None:
        yield line.event("birth", "birth", born, {"code": line.code("sex"), "born_on": born})
    owner = line.code("owner")
    if owner is not None:
        # Since when is not on the case; the key is without the name, so a new owner replaces the old.
        when = {"precision": Precision.PERIOD, "until_day": line.end}
        yield line.event("worker", "worker", line.registered, {"actor": owner}, **when)


def _needs(line: _Line) -> Iterator[Event]:
    concerns = line.case.read("concerns").value
    for code in dict.fromkeys(_code(one) for one in (concerns if isinstance(concerns, list) else [concerns])):
        if code is not None:
            when = {"precision": Precision.PERIOD, "until_day": line.end}
            yield line.event("need", f"need|{_in_key(code)}", line.registered, {"code": code}, **when)


def _work(line: _Line) -> Iterator[Event]:
    started = line.day("assessment.started_on")
    if started is not None:
        fields = {"code": "ASSESSMENT", "outcome": line.code("assessment.approval")}
        detail = {"due": due} if (due := line.day("assessment.due_on")) else {}
        until = _not_before(line.end, started)
        yield line.event("assessment", "assessment", started, fields, detail=detail, until_day=until)
    made = line.day("plan.made_on")
    if made is not None:
        fields = {"code": CASE_PLAN, "outcome": line.code("plan.approval")}
        yield line.event("plan", "plan|case_plan", made, fields, until_day=_not_before(line.end, made))


def _voice(line: _Line) -> Iterator[Event]:
    """The child's wishes and who consented. Neither carries a date of its own; what was said is not taken."""
    on = line.day("assessment.started_on") or line.registered
    if line.case.read("wishes").entered is Entered.YES:
        yield line.event("view_given", "view|wishes", on, {"code": WISHES}, precision=Precision.PERIOD)
    by = line.code("consent.given_by")
    if by is not None:
        given = _tri(line.case.read("consent.for_services").value)
        fields = {"code": by, "outcome": given.value if given else None}
        yield line.event("consent", "consent", line.registered, fields, precision=Precision.PERIOD)


def _follow_ups(line: _Line, today: int) -> Iterator[Event]:
    """Follow-ups done, and those whose day has passed: held says yes only where a day of doing is entered."""
    for row in line.case.rows("follow_up"):
        done, due = parse_day(row["done_on"].value), parse_day(row["due_on"].value)
        day = done or due
        if day is None or _told_on(row, day) > today:
            continue
        seen = _tri(row["child_seen"].value)
        fields = {
            "code": _code(row["kind"].value),
            "held": Tri.YES.value if done else None,
            "outcome": DONE if done else OPEN,
            "seen": seen.value if seen else None,
            "reason": _code(row["not_seen_because"].value),
        }
        detail = {name: value for name, value in (("due", due), ("done", done)) if value}
        yield line.event("visit", f"visit|{row['id'].value}", day, fields, detail=detail)


def _planned(case: Watched) -> Iterator[int]:
    for row in case.rows("follow_up"):
        done, due = parse_day(row["done_on"].value), parse_day(row["due_on"].value)
        if (day := done or due) is not None and (told := _told_on(row, day)) < NEVER:
            yield told


def _told_on(row: Mapping[str, Reading], day: int) -> int:
    """The day from which a follow-up is a fact: its own if it was done, the one after if it was to be.

    Where we may not see whether it was done, it is none.
    """
    if row["done_on"].entered is Entered.YES:
        return day
    if row["done_on"].entered is Entered.NOT_VISIBLE:
        return NEVER
    return day_number(numbered_day(day) + timedelta(days=1))


def _notes(line: _Line) -> Iterator[Event]:
    """That a note was written, when and by whom. Our own are no events.

    Only where a deployment maps the text is it handed over, to be read as it comes in; it is never kept.
    """
    born = line.day("born_on")
    for row in line.case.rows("note"):
        at, text = parse_time(row["written_at"].value), row["written_at"].value
        day = parse_day(text)
        if day is None:
            continue
        exact = {"occurred_at": at, "precision": Precision.MINUTE} if at is not None else {}
        fields = {"code": "NOTE", "actor": _code(row["author"].value)}
        said = row["text"].value
        words = Words(said[:LONGEST], None, "case note", born) if isinstance(said, str) else None
        yield line.event("note", f"note|{row['id'].value}", day, fields, words=words, **exact)


def _not_before(end: int | None, start: int) -> int | None:
    return end if end is None or end >= start else start


def _code(value: Any) -> str | None:
    """A short text as a code; a list's first, since the typed field holds one."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return None
    return "".join(c for c in value if c.isprintable()).strip()[:TEXT_AT_MOST] or None


def _in_key(code: str) -> str:
    return "".join(c for c in code if c.isprintable())[:100]


def _tri(value: Any) -> Tri | None:
    """Yes and no as stored: a boolean or a text. Anything else is unknown, never a no."""
    text = str(value).strip().casefold()
    if text in _YES:
        return Tri.YES
    return Tri.NO if text in _NO else None


def _day_of(milliseconds: int) -> int:
    return int(format_day(milliseconds).replace("-", ""))
