"""Audits as an Excel workbook: one audit or many, out with everything asked, back with every cell checked, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from lif_plugin.cycle.audits import ticked
from lif_plugin.cycle.audits.answering import save_within
from lif_plugin.cycle.audits.opening import enter
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.audits.seeing import AuditSeen, makes, see_within
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_concern import ConcernStep
from lif_plugin.domain.audit_tool import CONCERN, TEXT_AT_MOST, Answer, Kind, Question, Tool, faults_of
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.errors import UnreadableInput
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.work import hold_agency
from lif_plugin.workbooks import (
    CellFault,
    Field,
    Filled,
    Form,
    Identity,
    Line,
    Opened,
    Part,
    open_workbook,
    written,
)
from lif_plugin.workbooks import Kind as Cell

KIND: Final = "audit"
AT_MOST: Final = 40
"""Audits of one workbook."""
_KINDS: Final = {Kind.NUMBER: Cell.WHOLE, Kind.DAY: Cell.DAY, Kind.TEXT: Cell.TEXT}
_MARK: Final = 16
_COLUMNS: Final = (
    Field("section", "Section", shown=True, at_most=100),
    Field("question", "Question", shown=True),
    Field("when", "Asked when", shown=True, at_most=200),
    Field("value", "Answer", at_most=TEXT_AT_MOST),
    Field("evidence", "Evidence: where it is seen", at_most=TEXT_AT_MOST),
    Field("note", "Note", at_most=TEXT_AT_MOST),
    Field("before", "Answered last time", shown=True),
)


@dataclass(frozen=True, slots=True)
class Written:
    """A workbook with the audits in it, and the cases behind them, for the read log."""

    content: bytes
    audits: tuple[str, ...]
    public_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came of a workbook: per audit its new version, or what is wrong, cell by cell, and then nothing was taken.

    ``missing`` are the cells that are still to be filled in before an audit can be submitted; ``unread`` sheets that
    are not the form's. ``answers`` counts the answers that were read. ``concerns`` are the audits that wait now, since
    their workbook told of something that cannot wait: it is told also where a cell elsewhere is to be mended.
    """

    versions: Mapping[str, int]
    answers: int
    faults: tuple[CellFault, ...]
    missing: tuple[CellFault, ...]
    unread: tuple[str, ...]
    public_ids: tuple[str, ...]
    concerns: tuple[str, ...] = ()


def write_workbook(desk: Desk, viewer: Viewer, audit_ids: Sequence[str]) -> Written:
    """Write audits that are under way as one workbook, a sheet each, with what is answered already.

    Raises `NotFound`, `NotAllowed`, `AuditRefused` for one that is submitted, or none, or more than `AT_MOST`.
    """
    viewer.require(Right.AUDIT)
    if not 0 < len(set(audit_ids)) <= AT_MOST:
        raise AuditRefused(f"A workbook holds 1 to {AT_MOST} audits.")
    with desk.store.read(viewer) as connection:
        seen = [see_within(connection, viewer, one) for one in dict.fromkeys(audit_ids)]
        steps = load_agency(connection, viewer.agency).audits.concerns
    _require_open(seen)
    form = form_of(seen, next(iter(steps), None))
    return Written(written(form), tuple(one.row["id"] for one in seen), _cases(seen))


def take_workbook(
    desk: Desk, viewer: Viewer, file: str, content: bytes, *, dry: bool = False, whole: bool = False
) -> TakenBack:
    """Take a filled-in workbook back: every answer of every audit in it, or nothing and what is wrong by cell.

    With ``whole`` what is missing is wrong too, so that it can be submitted as it is. An emptied cell empties its answer. Raises `UnreadableInput` for what is no sound workbook of audits, `NotFound`,
    `NotAllowed`, `AuditRefused` for an audit that is submitted by now.
    """
    viewer.require(Right.AUDIT)
    opened = open_workbook(file, content)
    ids = _ids_of(opened)
    unit = desk.store.read if dry else desk.store.write
    with unit(viewer) as connection:
        if not dry:
            hold_agency(connection, viewer.agency)
        seen = [see_within(connection, viewer, one) for one in ids]
        form = form_of(seen)
        ticks = ticked.untold(connection, viewer, ticked.ticked(opened, seen, form.parts))
        if not (ticks and all(makes(viewer, one.row) for one in seen)):
            _require_open(seen)
        read, faults, missing, unread = _checked(opened, form, seen, whole=whole)
        faults += [
            _waits(file, title) for one, title in zip(seen, _titles(seen), strict=True) if not one.may_answer
        ]
        faults += ticked.over(ticks)
        versions = {} if dry or faults else _save(desk, connection, viewer, seen, read, file)
        told = ticked.tell(desk, connection, viewer, ticks, file, dry=dry)
    count = sum(bool(answer.value) for answers in read.values() for answer in answers.values())
    return TakenBack(versions, count, tuple(faults), tuple(missing), unread, _cases(seen), told)


_Read = Mapping[str, Mapping[str, Answer]]


def _checked(
    opened: Opened, form: Form, seen: Sequence[AuditSeen], *, whole: bool
) -> tuple[_Read, list[CellFault], list[CellFault], tuple[str, ...]]:
    """The answers by audit, what is wrong, what is missing, and the sheets that are not the form's."""
    back = opened.read(form)
    faults: list[CellFault] = list(back.faults)
    missing: list[CellFault] = []
    read: dict[str, dict[str, Answer]] = {}
    for one, part in zip(seen, _titles(seen), strict=True):
        filled = {row.key: row for row in back.rows.get(part, ()) if row.key}
        rows = ticked.without(filled)
        read[one.row["id"]] = {key: _answer(one.tool, row) for key, row in rows.items()}
        if not back.faults:
            faults += ticked.half_ticked(filled[CONCERN])
            faults += _wrong(one, rows, read[one.row["id"]], whole=whole)
            missing += _wrong(one, rows, read[one.row["id"]], whole=True)
    return read, faults, missing, back.unread


def _waits(file: str, title: str) -> CellFault:
    return CellFault(
        file, title, "", "The audit is not under way now.", "Take the workbook in once it goes on."
    )


def _wrong(
    one: AuditSeen, rows: Mapping[str, Filled], answers: Mapping[str, Answer], *, whole: bool
) -> list[CellFault]:
    """What a tool finds wrong with the answers of a sheet, each by its cell."""
    return [
        rows[fault.question].fault(fault.field, fault.what, fault.remedy)
        for fault in faults_of(one.tool, answers, whole=whole)
    ]


def form_of(seen: Sequence[AuditSeen], first: ConcernStep | None = None) -> Form:
    """The form of these audits in the versions they now are, with the answers that stand.

    ``first`` is who is told of a concern for now. That an audit waited, or went to somebody else, makes no other form.
    """
    parts = tuple(
        Part(title, _COLUMNS, tuple(_lines(one))) for title, one in zip(_titles(seen), seen, strict=True)
    )
    ids = " ".join(one.row["id"] for one in seen)
    stand = "|".join(f"{one.row['id']} {one.row['form']} {one.answered_in}" for one in seen)
    guidance = tuple(dict.fromkeys(line for one in seen for line in one.tool.guidance))
    said = tuple(f"{title}: {_said(one)}" for title, one in zip(_titles(seen), seen, strict=True))
    identity = Identity(KIND, ids, sha256(stand.encode()).hexdigest()[:_MARK])
    return Form(
        identity,
        "; ".join(dict.fromkeys(one.tool.title for one in seen)),
        (*ticked.guidance(first), *guidance, *said),
        parts,
    )


def _said(one: AuditSeen) -> str:
    whose = f"case {one.row['ref']}" if one.row["ref"] else "your agency"
    return f"{one.row['programme']}, {whose}, due {numbered_day(one.row['due']).isoformat()}"


def _titles(seen: Sequence[AuditSeen]) -> list[str]:
    return [f"Audit {number}" for number in range(1, len(seen) + 1)]


def _lines(one: AuditSeen) -> list[Line]:
    found = [ticked.LINE]
    for section in one.tool.sections:
        for question in section.questions:
            shown = {
                "section": section.title,
                "question": _text(question),
                "when": _when(one.tool, question),
                "before": _spoken(one.tool, question, one.answered_before.get(question.id)),
            }
            given = one.answers.get(question.id, Answer(""))
            filled = {"value": given.value, "evidence": given.evidence, "note": given.note}
            found.append(Line(question.id, shown, {"value": _field(one.tool, question)}, filled))
    return found


def _text(question: Question) -> str:
    return f"{question.text} ({question.help})" if question.help else question.text


def _when(tool: Tool, question: Question) -> str:
    """On which answers a question hangs, in words."""
    said = []
    for condition in question.show_if:
        on = tool.question(condition.question)
        labels = {one.id: one.label for one in tool.choices_of(on)} if on else {}
        listed = " or ".join(labels.get(value, value) for value in condition.among)
        said.append(f"{on.text if on else condition.question} {listed}")
    return "; ".join(said)


def _spoken(tool: Tool, question: Question, answer: Answer | None) -> str:
    if answer is None:
        return ""
    return {one.id: one.label for one in tool.choices_of(question)}.get(answer.value, answer.value)


def _field(tool: Tool, question: Question) -> Field:
    choices = {one.id: one.label for one in tool.choices_of(question)}
    kind = Cell.CHOICE if choices else _KINDS[question.kind]
    needs = f"Needs evidence when answered {' or '.join(choices.get(one, one) for one in question.evidence_when)}."
    return Field(
        "value", "Answer", kind, choices, at_most=TEXT_AT_MOST, most=999_999_999,
        help=" ".join(filter(None, (question.help, needs if question.evidence_when else ""))),
    )  # fmt: skip


def _answer(tool: Tool, row: Filled) -> Answer:
    question = tool.question(row.key or "")
    value = row.values["value"]
    if question is not None and question.kind is Kind.DAY and isinstance(value, int):
        value = numbered_day(value).isoformat()
    texts = [str(row.values[name] or "") for name in ("evidence", "note")]
    return Answer("" if value is None else str(value), *texts)


def _ids_of(opened: Opened) -> list[str]:
    if opened.identity.kind != KIND:
        raise UnreadableInput(
            f"{opened.file} is another form than one of audits.",
            hint="`lif audits workbook` writes the form.",
        )
    ids = list(dict.fromkeys(opened.identity.of.split()))
    if not 0 < len(ids) <= AT_MOST:
        raise UnreadableInput(f"{opened.file} names no audit, or too many.", hint="Take the form anew.")
    return ids


def _require_open(seen: Sequence[AuditSeen]) -> None:
    for one in seen:
        if not one.may_answer:
            raise AuditRefused("An audit of this workbook is not under way, or not yours to make.")


def _save(
    desk: Desk,
    connection: Any,
    viewer: Viewer,
    seen: Sequence[AuditSeen],
    read: Mapping[str, Mapping[str, Answer]],
    file: str,
) -> dict[str, int]:
    """Save every audit of a workbook within one transaction."""
    versions = {}
    for one in seen:
        key, version = one.row["id"], one.row["version"]
        saved = save_within(desk, connection, viewer, key, version, read[key])
        versions[key] = saved.version
        if saved.version != version:
            enter(desk, connection, viewer, one.row, "workbook", file)
    return versions


def _cases(seen: Sequence[AuditSeen]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for one in seen for key in one.public_ids))
