"""Moderation: a share of audits, drawn by a seed, is read again by somebody who sees nothing of the first reading.

Where grades differ the two are talked through; the one agreed on is kept with both. How far readers agree is told over
many audits, never of one reader.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from lif_plugin.cycle.audits import asking, kappa
from lif_plugin.cycle.audits.answering import standing
from lif_plugin.cycle.audits.opening import NewAudit, Opened, Row, enter, found, insert, subject_of
from lif_plugin.cycle.audits.refusals import AuditRefused, NotIndependent
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_tool import Answer, Kind, Tool, asked
from lif_plugin.domain.audit_work import DONE, Origin, share_out
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.store import audit_moderation as kept
from lif_plugin.store import audit_work
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.tables import audit_agreed_grade, audit_moderation
from lif_plugin.store.work import hold_agency


@dataclass(frozen=True, slots=True)
class ToRead:
    """Which audits are read again: of a programme, submitted from one day to another (YYYYMMDD), ``share`` of a hundred.

    ``due`` is when the second readings are. The same ``seed`` draws the same of the same audits.
    """

    programme: str
    since: int
    until: int
    share: int
    auditors: tuple[str, ...]
    due: int
    seed: str | None = None


@dataclass(frozen=True, slots=True)
class SecondDrawn:
    """What a draw gave: its seed, the audits it was drawn from, those opened, and those for whom nobody is independent."""

    id: str
    seed: str
    frame: tuple[str, ...]
    opened: tuple[Opened, ...]
    without_auditor: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A graded question that two readings answered differently; ``agreed`` once it was talked through."""

    question: str
    text: str
    first: str
    second: str
    agreed: str | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far first and second readings of a programme agree on the whole: of ``n`` audits ``same`` alike.

    The kappas are None below twenty audits, and where everybody gave the same grade.
    """

    programme: str
    n: int
    same: int
    cohen: float | None
    fleiss: float | None


def draw_second(desk: Desk, viewer: Viewer, wanted: ToRead) -> SecondDrawn:
    """Draw a share of submitted audits and open a second reading of each, by another auditor than the first's.

    Raises `NotAllowed`, `AuditRefused`.
    """
    viewer.require(Right.DRAW_AUDITS)
    if not 1 <= wanted.share <= 100:
        raise AuditRefused("Of a hundred audits 1 to 100 are read again.")
    seed = wanted.seed or secrets.token_hex(8)
    with desk.store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        rows = {
            row["id"]: row
            for row in kept.to_read(connection, viewer, wanted.programme, wanted.since, wanted.until)
        }
        frame = tuple(sorted(rows))
        if not frame:
            raise AuditRefused("No audit of this programme and time waits for a second reading.")
        made = audit_work.add(
            connection, audit_moderation, viewer, programme=wanted.programme, since=wanted.since, until=wanted.until,
            share=wanted.share, seed=seed, frame=orjson.dumps(frame).decode(),
        )  # fmt: skip
        chosen = drawn_of(frame, wanted.share, seed)
        readers = _readers(desk, connection, viewer, [rows[key] for key in chosen], wanted.auditors)
        opened = [
            _open(desk, connection, viewer, rows[key], reader, wanted.due)
            for key, reader in readers.items()
            if reader is not None
        ]
    return SecondDrawn(
        made, seed, frame, tuple(opened), tuple(key for key, reader in readers.items() if reader is None)
    )


def drawn_of(frame: Sequence[str], share: int, seed: str) -> tuple[str, ...]:
    """The audits of a frame that a seed draws: the first by sha256 of "seed|second|audit", a share rounded up."""
    size = -(-len(frame) * share // 100)
    ranked = sorted(frame, key=lambda key: sha256(f"{seed}|second|{key}".encode()).hexdigest())
    return tuple(ranked[:size])


def _readers(
    desk: Desk, connection: Any, viewer: Viewer, rows: Sequence[Row], auditors: Sequence[str]
) -> dict[str, str | None]:
    """A second reader for each audit: of another team than the case, never the first's auditor, evenly."""
    now = {row["auditor"]: row["open"] for row in audit_work.workload(connection, viewer)}
    loads = {name: now.get(name, 0) for name in auditors}
    teams, today = load_agency(connection, viewer.agency).teams, day_number(desk.today())
    found_for: dict[str, str | None] = {}
    for row in rows:
        holder = audit_work.holder_of(connection, viewer, row["case_id"], today)
        others = {name: load for name, load in loads.items() if name != row["auditor"]}
        reader = share_out([(row["id"], holder)], others, teams)[row["id"]]
        found_for[row["id"]] = reader
        if reader is not None:
            loads[reader] += 1
    return found_for


def _open(desk: Desk, connection: Any, viewer: Viewer, row: Row, reader: str, due: int) -> Opened:
    new = NewAudit(row["programme"], reader, due, Origin.SECOND, row["id"], row["public_id"])
    subject = subject_of(desk, connection, viewer, new)
    values = {
        **subject.values,
        **{name: row[name] for name in ("programme", "form", "agency_part", "drawn_as", "team")},
    }
    return insert(desk, connection, viewer, new, values, subject.public_id)


def open_second(
    desk: Desk, viewer: Viewer, audit_id: str, reader: str, due: int, independent: str | None = None
) -> Opened:
    """Open a second reading of one audit by somebody named. Raises as `open_audit` does."""
    viewer.require(Right.DRAW_AUDITS)
    with desk.store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        row = found(connection, viewer, audit_id)
        if row["state"] not in DONE or row["origin"] == Origin.SECOND or row["case_id"] is None:
            raise AuditRefused("Only a case's audit that was submitted is read a second time.")
        if audit_work.origin_is_taken(connection, viewer, Origin.SECOND.value, audit_id):
            raise AuditRefused("It has its second reading already.")
        if reader == row["auditor"]:
            raise NotIndependent("Nobody reads their own audit a second time.")
        new = NewAudit(row["programme"], reader, due, Origin.SECOND, audit_id, row["public_id"], independent=independent)  # fmt: skip
        subject = subject_of(desk, connection, viewer, new)
        same = {name: row[name] for name in ("programme", "form", "agency_part", "drawn_as", "team")}
        return insert(desk, connection, viewer, new, {**subject.values, **same}, subject.public_id)


def differences(desk: Desk, viewer: Viewer, second_id: str) -> tuple[Difference, ...]:
    """Where two readings graded differently. Raises `AuditRefused` until both are submitted."""
    viewer.require(Right.READ_AUDITS)
    with desk.store.read(viewer) as connection:
        return _differences(connection, viewer, second_id)[2]


def _differences(connection: Any, viewer: Viewer, second_id: str) -> tuple[Row, Row, tuple[Difference, ...]]:
    second = found(connection, viewer, second_id)
    if second["origin"] != Origin.SECOND:
        raise AuditRefused("This audit is no second reading.")
    if second["state"] not in DONE:
        raise AuditRefused("The second reading is not submitted yet.")
    first = found(connection, viewer, second["origin_id"])
    tool = asking.kept(connection, viewer, second["form"])
    answers = audit_work.answers_of(connection, viewer, [first["id"], second_id])
    agreed = kept.agreed_of(connection, viewer, [second_id])[second_id]
    read = (standing(answers[first["id"]]), standing(answers[second_id]))
    return first, second, tuple(_between(tool, read, {row["question"]: row["agreed"] for row in agreed}))


def _between(
    tool: Tool, read: tuple[Mapping[str, Answer], Mapping[str, Answer]], agreed: Mapping[str, str]
) -> list[Difference]:
    nothing = Answer("")
    return [
        Difference(one.id, one.text, values[0], values[1], agreed.get(one.id))
        for one in asked(tool, read[1])
        if one.kind is Kind.GRADE
        and (values := [answers.get(one.id, nothing).value for answers in read])[0] != values[1]
        and all(values)
    ]


def agree_grade(
    desk: Desk, viewer: Viewer, second_id: str, question: str, agreed: str, why: str
) -> tuple[str, ...]:
    """Keep the grade that two readers agreed on, and why, beside both; gives the public ids for the read log.

    For the quality team. Raises `NotAllowed`, `NotFound`, `AuditRefused`.
    """
    viewer.require(Right.DRAW_AUDITS)
    if not why.strip():
        raise AuditRefused("Say what made you agree.")
    with desk.store.write(viewer) as connection:
        first, second, differing = _differences(connection, viewer, second_id)
        one = next((each for each in differing if each.question == question), None)
        if one is None:
            raise NotFound("The two readings do not differ there.")
        if one.agreed is not None:
            raise AuditRefused("This was talked through already.")
        tool = asking.kept(connection, viewer, second["form"])
        if agreed not in {grade.id for grade in tool.grades}:
            raise AuditRefused("There is no such grade.")
        audit_work.add(
            connection, audit_agreed_grade, viewer, audit_id=first["id"], case_id=first["case_id"],
            second_id=second_id, question=question, first=one.first, second=one.second, agreed=agreed, why=why.strip(),
        )  # fmt: skip
        for row in (first, second):
            enter(desk, connection, viewer, row, "agreed_grade", None)
    return (first["public_id"],) if first["public_id"] else ()


def agreement(desk: Desk, viewer: Viewer) -> tuple[Agreement, ...]:
    """How far first and second readings agree on the whole, by programme. Raises `NotAllowed`."""
    viewer.require(Right.READ_AUDITS)
    with desk.store.read(viewer) as connection:
        pairs = kept.pairs(connection, viewer)
    return tuple(_agreement(programme, read) for programme, read in sorted(pairs.items()))


def _agreement(programme: str, pairs: Sequence[tuple[str, str]]) -> Agreement:
    enough = len(pairs) >= kappa.AT_LEAST
    return Agreement(
        programme,
        len(pairs),
        sum(first == second for first, second in pairs),
        kappa.cohen(pairs) if enough else None,
        kappa.fleiss(pairs) if enough else None,
    )
