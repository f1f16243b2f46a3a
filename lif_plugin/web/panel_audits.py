"""Audits on a case's panel: why this case, who, when; and what the one who works with it says. No blame, no grade."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import orjson
from starlette.datastructures import FormData

from lif_plugin.cycle.audits.journey import Journey, give_feedback, journeys_of, say_word
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain import audit_telling as telling
from lif_plugin.domain.audit_voice import FEEDBACK, FEEDBACK_ANSWERS, WordKind
from lif_plugin.domain.audit_work import AuditState
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number, numbered_day
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.notices import replies_of
from lif_plugin.store.reads.audits import notices_of
from lif_plugin.web.services import Services
from lif_plugin.web.words import day_in_words, moment_in_words

KEPT: Final = "What you said of the audit is kept"
QUESTIONS: Final = FEEDBACK
ANSWERS: Final = FEEDBACK_ANSWERS
_STATES: Final = {
    AuditState.ASSIGNED: "It has not begun yet.",
    AuditState.BEGUN: "It is being made.",
    AuditState.PAUSED: "It waits for something else first.",
    AuditState.SUBMITTED: "It is made, and will be read back.",
    AuditState.CLOSED: "It is made.",
}
_YOURS: Final = {
    WordKind.VIEW: "Your own view",
    WordKind.REPLY: "Your reply",
    WordKind.DISAGREES: "Where you see it differently",
    WordKind.PROPOSED: "You proposed a day to talk",
    WordKind.AGREED: "You agreed to a day to talk",
}
_OTHERS: Final = {
    WordKind.VIEW: "The view of {who}",
    WordKind.REPLY: "The reply of {who}",
    WordKind.DISAGREES: "Where {who} sees it differently",
    WordKind.PROPOSED: "A day to talk, proposed by {who}",
    WordKind.AGREED: "A day to talk, agreed to by {who}",
}


@dataclass(frozen=True, slots=True)
class Word:
    """Something that was said of an audit: what it is and by whom, what was said, and when."""

    label: str
    text: str
    when: str


@dataclass(frozen=True, slots=True)
class AuditNotice:
    """That a draw picked the case: for what, when, why the programme looks at such cases, and what was answered."""

    programme: str
    month: str
    why: tuple[str, ...]
    said: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class AuditSeen:
    """An audit in a panel's words."""

    journey: Journey
    why: str
    who: str
    talk: str | None
    said: tuple[Word, ...]


def audits_seen(connection: Any, services: Services, viewer: Viewer, case_id: int) -> tuple[AuditSeen, ...]:
    """The audits of a case, as a panel shows them."""
    zone = load_agency(connection, viewer.agency).zone
    desk = Desk.over(services.store)
    return tuple(_seen(viewer, one, zone) for one in journeys_of(desk, connection, viewer, case_id))


def notices_seen(connection: Any, viewer: Viewer, case_id: int) -> tuple[AuditNotice, ...]:
    """That draws picked a case for audits, with what those who work with it wrote back in their own system."""
    zone = load_agency(connection, viewer.agency).zone
    replies = replies_of(connection, viewer, [case_id])
    return tuple(
        AuditNotice(
            row["title"],
            f"{numbered_day(row['month'] * 100 + 1):%B %Y}",
            tuple(orjson.loads(row["notices"])),
            tuple(_answer(viewer, one, zone) for one in replies.get(row["id"], ())),
        )
        for row in notices_of(connection, viewer, [case_id])[case_id]
    )


def _answer(viewer: Viewer, row: dict[str, Any], zone: str) -> Word:
    label = "Your answer" if row["said_by"] == viewer.subject else "The answer of a colleague"
    return Word(label, row["text"] or "Seen.", moment_in_words(row["said_at"], zone))


def _seen(viewer: Viewer, one: Journey, zone: str) -> AuditSeen:
    row = one.row
    why = f"{telling.why_of(row['origin'], row['drawn_as'])} {telling.NOT_YOU}"
    said = tuple(_word(viewer, row, word, zone) for word in one.words if word["kind"] in _YOURS)
    where = telling.READ_BACK if one.read_back else _STATES[AuditState(row["state"])]
    who = telling.made_by(row["auditor"], None if one.read_back else row["due"])
    return AuditSeen(one, why, f"{who} {where}", _talk(one), said)


def _word(viewer: Viewer, audit: dict[str, Any], word: dict[str, Any], zone: str) -> Word:
    kind, by = WordKind(word["kind"]), word["by"]
    who = by if by == audit["auditor"] else "a colleague"
    label = _YOURS[kind] if by == viewer.subject else _OTHERS[kind].format(who=who)
    day = f"{day_in_words(word['day'])}." if word["day"] else ""
    return Word(label, " ".join(filter(None, (day, word["text"]))), moment_in_words(word["at"], zone))


def _talk(one: Journey) -> str | None:
    if one.talk is None:
        return None
    day = day_in_words(one.talk.day)
    if one.talk.is_agreed:
        return f"You talk about it on {day}."
    return (
        telling.proposed(one.row["auditor"], one.talk.day) if one.talk.by_auditor else f"You proposed {day}."
    )


def step_of(form: FormData) -> Callable[[Services, Viewer, str], None] | None:
    """What a form says of an audit, if it does: it is given the case's public id."""
    audit = form.get("audit")
    if not isinstance(audit, str):
        return None
    texts = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    return lambda services, viewer, case: _take(services, viewer, case, audit, texts)


def _take(services: Services, viewer: Viewer, case: str, audit: str, texts: dict[str, str]) -> None:
    desk, text = Desk.over(services.store), texts.get("text", "").replace("\r\n", "\n")
    if texts.get("word") == "feedback":
        answers = {key: texts.get(f"feedback-{key}", "") for key in FEEDBACK}
        row = give_feedback(desk, viewer, case, audit, answers, text)
    else:
        kind = _kind(texts.get("word", ""))
        row = say_word(desk, viewer, case, audit, kind, text, day_typed(texts.get("day", "")))
    services.read_log.record(viewer, "panel.audit", [row["public_id"]])


def _kind(word: str) -> WordKind:
    if word not in set(WordKind) - {WordKind.READ_BACK}:
        raise AuditRefused("Choose what to say.")
    return WordKind(word)


def day_typed(text: str) -> int | None:
    """A day as people type it; None where nothing was. Raises `AuditRefused`."""
    if not text:
        return None
    try:
        return day_number(date.fromisoformat(text))
    except ValueError as error:
        raise AuditRefused("This is no day of the calendar.", hint="Write it as 2026-03-31.") from error
