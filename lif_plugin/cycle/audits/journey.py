"""The worker's journey through an audit of their case: why, who, when; a day to talk, a view, what was found, a reply.

What is said here are words beside the audit: no answer of it, and so no grade, is ever made of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from lif_plugin.cycle.audits import asking
from lif_plugin.cycle.audits.opening import Row, enter, found
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit import programmes_of
from lif_plugin.domain.audit_voice import (
    AFTERWARDS,
    FEEDBACK,
    FEEDBACK_ANSWERS,
    TEXT_AT_MOST,
    WRITTEN,
    Said,
    Talk,
    WordKind,
    talk_of,
)
from lif_plugin.domain.audit_work import DONE, UNDER_WAY, Origin
from lif_plugin.domain.viewer import CASE_HOLDERS, Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.store import audit_voices, audit_work, cases, child_actions
from lif_plugin.store.reads.cases import cases_by_public_id
from lif_plugin.store.tables import audit_feedback, audit_word


@dataclass(frozen=True, slots=True)
class Journey:
    """An audit as those who work with its case see it.

    ``strengths``, ``actions`` (for the child) and ``concerns`` are there once it was ``read_back``. ``may_speak``:
    the viewer works with the case and does not make the audit. ``may_agree``: a day waits for their word.
    """

    row: Row
    title: str
    talk: Talk | None
    words: tuple[Row, ...]
    read_back: int | None
    strengths: tuple[str, ...]
    actions: tuple[Row, ...]
    concerns: tuple[str, ...]
    may_speak: bool
    may_agree: bool
    feedback_is_given: bool

    @property
    def id(self) -> str:
        """The audit's id."""
        return str(self.row["id"])


def journeys_of(desk: Desk, connection: Any, viewer: Viewer, case_id: int) -> tuple[Journey, ...]:
    """The audits of a case as those who work with it see them, the newest first. Raises `NotAllowed`."""
    rows = audit_voices.audits_of_cases(connection, viewer, [case_id])[case_id]
    if not rows:
        return ()
    ids = [row["id"] for row in rows]
    # An audit keeps the programme that it was opened for, whatever the agency works by today.
    frameworks = asking.frameworks_of(desk, connection, viewer)
    titles = {one.id: one.title for _since, framework in frameworks for one in programmes_of(framework)}
    words = audit_voices.words_of(connection, viewer, ids)
    shown = [key for key in ids if _read_back(words[key]) is not None]
    findings = audit_voices.findings_for_reading(connection, viewer, shown)
    given = audit_voices.feedback_is_given(connection, viewer, ids)
    for_child = (
        child_actions.of_cases(connection, viewer, [case_id])[case_id]
        if viewer.may(Right.READ_CHILD_ACTIONS)
        else []
    )
    return tuple(
        _journey(
            viewer, row, titles.get(row["programme"], str(row["programme"])), words[row["id"]],
            (findings.get(row["id"], []), for_child), row["id"] in given,
        )
        for row in rows
    )  # fmt: skip


def _journey(
    viewer: Viewer,
    row: Row,
    title: str,
    words: Sequence[Row],
    found_in_it: tuple[Sequence[Row], Sequence[Row]],
    given: bool,
) -> Journey:
    findings, for_child = found_in_it
    talk = talk_of(said_of(words, row["auditor"]))
    speaks = may_speak(viewer, row)
    of_it = {one["id"] for one in findings} | {one["item_id"] for one in findings if one["item_id"]}
    return Journey(
        row,
        title,
        talk,
        tuple(words),
        _read_back(words),
        _texts(findings, "strength"),
        tuple(one for one in for_child if one["origin_id"] in of_it),
        _texts(findings, "concern"),
        speaks,
        speaks and talk is not None and talk.by_auditor and not talk.is_agreed,
        given,
    )


def _texts(findings: Sequence[Row], nature: str) -> tuple[str, ...]:
    return tuple(one["text"] for one in findings if one["nature"] == nature)


def said_of(words: Sequence[Row], auditor: str) -> list[Said]:
    """Words as rows, as what the day to talk is told from."""
    return [Said(WordKind(one["kind"]), one["day"], one["by"] == auditor) for one in words]


def _read_back(words: Sequence[Row]) -> int | None:
    return next((one["at"] for one in words if one["kind"] == WordKind.READ_BACK), None)


def may_speak(viewer: Viewer, row: Row) -> bool:
    """Whether somebody works with the case and does not make the audit."""
    return (
        bool(viewer.roles & CASE_HOLDERS)
        and viewer.may(Right.READ_CASES)
        and row["auditor"] != viewer.subject
    )


def say_word(
    desk: Desk,
    viewer: Viewer,
    case: str,
    audit_id: str,
    kind: WordKind,
    text: str = "",
    day: int | None = None,
) -> Row:
    """Say something of an audit as one who works with its case (public id); gives the audit for the read log.

    A day is proposed with ``day``; agreeing takes the day that the auditor proposed. Raises `NotAllowed`, `NotFound`,
    `AuditRefused`.
    """
    with desk.store.write(viewer) as connection:
        row = _of_case(connection, viewer, case, audit_id)
        words = audit_voices.words_of(connection, viewer, [audit_id])[audit_id]
        said = _checked(desk, row, words, kind, text, day, by_auditor=False)
        _keep(connection, viewer, row, kind, said)
    return row


def _of_case(connection: Any, viewer: Viewer, case: str, audit_id: str) -> Row:
    known = cases_by_public_id(connection, viewer, [case]).get(case)
    row = known and audit_voices.audit_of_case(connection, viewer, known["case_id"], audit_id)
    if not row:
        raise NotFound("There is no such audit, or it is not yours to see.")
    if not may_speak(viewer, row):
        raise NotAllowed("This is for those who work with the case, and not for its auditor.")
    return row


def _checked(
    desk: Desk,
    row: Row,
    words: Sequence[Row],
    kind: WordKind,
    text: str,
    day: int | None,
    *,
    by_auditor: bool,
) -> tuple[str | None, int | None]:
    """What is kept of a word: its text and its day. Raises `AuditRefused`."""
    if kind in WRITTEN:
        if not text.strip() or len(text) > TEXT_AT_MOST:
            raise AuditRefused(f"Write something, in {TEXT_AT_MOST:,} characters at most.")
        if kind in AFTERWARDS and _read_back(words) is None:
            raise AuditRefused(
                "The audit was not read back yet.", hint="What you want to be known is your view."
            )
        return text.strip(), None
    if row["state"] not in UNDER_WAY and kind is WordKind.PROPOSED and _read_back(words) is not None:
        raise AuditRefused("The audit is over.")
    if kind is WordKind.PROPOSED:
        if day is None or day < day_number(desk.today()):
            raise AuditRefused("Propose a day that is to come.")
        return text.strip() or None, day
    talk = talk_of(said_of(words, row["auditor"]))
    if kind is not WordKind.AGREED or talk is None or talk.is_agreed or talk.by_auditor == by_auditor:
        raise AuditRefused("No day waits for your word.", hint="Propose one.")
    return text.strip() or None, talk.day


def _keep(
    connection: Any, viewer: Viewer, row: Row, kind: WordKind, said: tuple[str | None, int | None]
) -> str:
    text, day = said
    if day is not None:
        # A day that waits for a word, or does no longer, is shown in the case's own system too.
        cases.mark_stale(connection, [row["case_id"]])
    return audit_work.add(
        connection, audit_word, viewer, audit_id=row["id"], case_id=row["case_id"], kind=kind.value, day=day,
        text=text,
    )  # fmt: skip


def set_talk(desk: Desk, viewer: Viewer, audit_id: str, day: int | None = None, text: str = "") -> Row:
    """Propose a day for the reflective conversation as the auditor, or agree to the one that was proposed.

    Gives the audit for the read log. Raises `NotAllowed`, `NotFound`, `AuditRefused`.
    """
    with desk.store.write(viewer) as connection:
        row = _own(connection, viewer, audit_id)
        words = audit_voices.words_of(connection, viewer, [audit_id])[audit_id]
        kind = WordKind.AGREED if day is None else WordKind.PROPOSED
        said = _checked(desk, row, words, kind, text, day, by_auditor=True)
        _keep(connection, viewer, row, kind, said)
    return row


def read_back(desk: Desk, viewer: Viewer, audit_id: str) -> Row:
    """Show a submitted audit to those who work with its case: strengths first. Gives the audit for the read log.

    Raises `NotAllowed`, `NotFound`, `AuditRefused`.
    """
    with desk.store.write(viewer) as connection:
        row = _own(connection, viewer, audit_id)
        words = audit_voices.words_of(connection, viewer, [audit_id])[audit_id]
        if row["state"] not in DONE or row["case_id"] is None or row["origin"] == Origin.SECOND:
            raise AuditRefused("Only a case's audit that was submitted is read back.")
        if _read_back(words) is not None:
            raise AuditRefused("It was read back already.")
        _keep(connection, viewer, row, WordKind.READ_BACK, (None, None))
        enter(desk, connection, viewer, row, WordKind.READ_BACK.value, None)
        cases.mark_stale(connection, [row["case_id"]])
    return row


def _own(connection: Any, viewer: Viewer, audit_id: str) -> Row:
    """An audit that the viewer makes, or that is theirs to look after as the quality team."""
    viewer.require(Right.AUDIT)
    row = found(connection, viewer, audit_id)
    if row["auditor"] != viewer.subject and not viewer.may(Right.DRAW_AUDITS):
        raise NotAllowed("The audit is somebody else's to make.")
    return row


def give_feedback(
    desk: Desk, viewer: Viewer, case: str, audit_id: str, answers: Mapping[str, str], text: str = ""
) -> Row:
    """Say once what one thinks of how the audit was made; its auditor never reads it.

    Gives the audit for the read log. Raises `NotAllowed`, `NotFound`, `AuditRefused`.
    """
    known = {key: value for key, value in answers.items() if value}
    wrong = known.keys() - FEEDBACK.keys() or set(known.values()) - FEEDBACK_ANSWERS.keys()
    if wrong or not (known or text.strip()) or len(text) > TEXT_AT_MOST:
        raise AuditRefused("Choose an answer, or write something.")
    with desk.store.write(viewer) as connection:
        row = _of_case(connection, viewer, case, audit_id)
        if row["state"] not in DONE:
            raise AuditRefused("The audit is not submitted yet.")
        if audit_voices.feedback_is_given(connection, viewer, [audit_id]):
            raise AuditRefused("You have said so already.")
        audit_work.add(
            connection, audit_feedback, viewer, audit_id=audit_id, case_id=row["case_id"],
            answers=orjson.dumps(known, option=orjson.OPT_SORT_KEYS).decode(), text=text.strip() or None,
        )  # fmt: skip
    return row
