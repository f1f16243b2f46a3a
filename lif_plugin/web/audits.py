"""The pages of audits: whose turn it is, and one audit to be answered, out as a workbook and back.

No child's name is known to them: a case is shown by its source's own reference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lif_plugin.cycle.audits.answering import Saved, save_answers, submit
from lif_plugin.cycle.audits.concerns import see_concerns
from lif_plugin.cycle.audits.refusals import AnswersRefused, AuditMoved
from lif_plugin.cycle.audits.seeing import AuditSeen, see_audit
from lif_plugin.cycle.audits.workbooks import TakenBack, take_workbook, write_workbook
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_tool import Answer, asked
from lif_plugin.domain.audit_work import OPEN, AuditState
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.reads.audit_list import audits_page
from lif_plugin.store.reads.page import Window
from lif_plugin.web import audit_words as words
from lif_plugin.web.audit_steps import SAVED as STEPS
from lif_plugin.web.audit_steps import beside
from lif_plugin.web.pages import page
from lif_plugin.web.services import Services
from lif_plugin.web.session import check_form, services_of, viewer_of
from lif_plugin.web.threads import in_thread
from lif_plugin.web.uploads import upload_of

SHOWN: Final = 100
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SAVED: Final = {
    "answers": "Your answers are kept",
    "submitted": "The audit is submitted",
    "workbook": "The workbook is taken",
    "told": "The workbook is taken, and what cannot wait was told",
    **STEPS,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend on the page: the element to lead to, and what to say; ``question`` where it is one's."""

    target: str
    message: str
    question: str | None = None


async def show_list(request: Request) -> Response:
    """Show the audits that the viewer is to make, and the others that they may see."""
    viewer, services = viewer_of(request), services_of(request)

    def lists() -> dict[str, Any]:
        with services.store.read(viewer) as connection:
            part = audits_page(connection, viewer, None, Window(SHOWN))
            raised = see_concerns(connection, viewer)
        told = [key for one in raised for key in one.public_ids]
        _note(services, viewer, "audits", [*(row["public_id"] for row in part.rows), *told])
        mine = [row for row in part.rows if row["auditor"] == viewer.subject and row["state"] in OPEN]
        return {
            "mine": mine,
            "others": [row for row in part.rows if row not in mine],
            "more": part.has_next,
            "concerns": raised,
            "reads_reports": viewer.may(Right.READ_COUNTS),
        }

    values = await in_thread(request, lists)
    return page(request, "audits.html", words=words, states=AuditState, shown=SHOWN, **values)


async def show(request: Request) -> Response:
    """Show one audit."""
    return await _shown(request)


async def _shown(
    request: Request,
    problems: tuple[Problem, ...] = (),
    typed: Mapping[str, Answer] | None = None,
    *,
    told: bool = False,
) -> Response:
    viewer, services = viewer_of(request), services_of(request)
    seen = await in_thread(request, _seen, services, viewer, request.path_params["audit"])
    aside = await in_thread(request, beside, services, viewer, seen)
    answers = {**seen.answers, **(typed or {})}
    now = {question.id for question in asked(seen.tool, answers)}
    sections = [
        (section, [one for one in section.questions if one.id in now]) for section in seen.tool.sections
    ]
    return page(
        request,
        "audit.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        seen=seen,
        answers=answers,
        sections=[(section, questions) for section, questions in sections if questions],
        problems=problems,
        told=told,
        wrong={one.question: one.message for one in problems if one.question},
        nothing=Answer(""),
        saved=_SAVED.get(request.query_params.get("saved", "")),
        words=words,
        **aside,
    )


def _seen(services: Services, viewer: Viewer, audit_id: str) -> AuditSeen:
    seen = see_audit(Desk.over(services.store), viewer, audit_id)
    _note(services, viewer, "audit", list(seen.public_ids))
    return seen


async def answer(request: Request) -> Response:
    """Keep the answers of a form, and submit the audit where that was asked; what was typed is never lost."""
    viewer, services = viewer_of(request), services_of(request)
    viewer.require(Right.AUDIT)
    form = await request.form()
    check_form(request, form)
    audit_id, desk = request.path_params["audit"], Desk.over(services.store)
    texts = {
        name: value.replace("\r\n", "\n").strip() for name, value in form.items() if isinstance(value, str)
    }
    seen = await in_thread(request, _seen, services, viewer, audit_id)
    said = {
        one.id: Answer(
            texts[f"value-{one.id}"], texts.get(f"evidence-{one.id}", ""), texts.get(f"note-{one.id}", "")
        )
        for one in seen.tool.questions()
        if f"value-{one.id}" in texts
    }
    version = int(texts["version"]) if texts.get("version", "").isdigit() else 0

    def keep() -> Saved:
        done = save_answers(desk, viewer, audit_id, version, said)
        return submit(desk, viewer, audit_id, done.version) if texts.get("do") == "submit" else done

    try:
        await in_thread(request, keep)
    except AnswersRefused as error:
        found = [Problem(f"value-{one.question}" if one.field == "value" else f"{one.field}-{one.question}",
                         f"{_label(seen, one.question)}: {one.what} {one.remedy}", one.question) for one in error.faults]  # fmt: skip
        return await _shown(request, tuple(found), said)
    except AuditMoved as error:
        return await _shown(request, (Problem("answers", f"{error.message} {error.hint}"),), said)
    which = "submitted" if texts.get("do") == "submit" else "answers"
    return RedirectResponse(f"/audits/{audit_id}?saved={which}", HTTPStatus.SEE_OTHER)


def _label(seen: AuditSeen, question: str) -> str:
    one = seen.tool.question(question)
    return one.text.rstrip("?") if one else question


async def workbook(request: Request) -> Response:
    """Hand out an audit as a workbook, to be filled in elsewhere."""
    viewer, services = viewer_of(request), services_of(request)
    audit_id = request.path_params["audit"]
    made = await in_thread(request, write_workbook, Desk.over(services.store), viewer, [audit_id])
    _note(services, viewer, "audit_workbook", list(made.public_ids))
    name = quote(f"audit-{audit_id[:8]}.xlsx", safe="")
    return Response(
        made.content,
        media_type=_XLSX,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


async def take_back(request: Request) -> Response:
    """Take a filled-in workbook back: all of it, or nothing and which cells to mend."""
    viewer, services = viewer_of(request), services_of(request)
    viewer.require(Right.AUDIT)
    name, content = await upload_of(request)
    back: TakenBack = await in_thread(
        request, take_workbook, Desk.over(services.store), viewer, name, content
    )
    _note(services, viewer, "audit_workbook", list(back.public_ids))
    if back.faults:
        found = [
            Problem("file", f"{one.sheet} {one.cell}: {one.what} {one.remedy}".strip()) for one in back.faults
        ]
        return await _shown(request, tuple(found), told=bool(back.concerns))
    which = "told" if back.concerns else "workbook"
    return RedirectResponse(f"/audits/{request.path_params['audit']}?saved={which}", HTTPStatus.SEE_OTHER)


def _note(services: Services, viewer: Viewer, what: str, public_ids: list[str | None]) -> None:
    """Log whose case-level data is shown; an agency's own assessment shows no case."""
    shown = dict.fromkeys(one for one in public_ids if one)
    if shown:
        services.read_log.record(viewer, what, shown)
